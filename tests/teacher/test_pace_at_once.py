"""How many requests a teacher gets at once, with real threads and the real clock."""

import threading

import pytest

from academy.teacher.base import Slow
from academy.teacher.budget import Purse
from academy.teacher.pace import Clock, Pace, Stopped
from academy.teacher.quota import Quota, Usage
from tests.teacher.turned import UNLIMITED, Server, Turned


def run(server, work):
    pace = Pace(server, Purse(UNLIMITED), None, Clock(), lambda text: None)
    threads = [threading.Thread(target=work, args=(pace,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return pace


def test_no_more_than_allowed():
    most, now, lock, go = [0], [0], threading.Lock(), threading.Event()

    def work(pace):
        for _ in range(5):
            with pace.turn():
                with lock:
                    now[0] += 1
                    most[0] = max(most[0], now[0])
                go.wait(0.01)
                with lock:
                    now[0] -= 1

    run(Server(Turned(), concurrency=3), work)
    assert most[0] == 3


def test_halved_once_for_all_that_were_sent_before():
    barrier = threading.Barrier(8)

    def work(pace):
        try:
            with pace.turn():
                barrier.wait(10)
                raise Slow("no answer")
        except Slow:
            pass

    pace = run(Server(Turned(), concurrency=8), work)
    assert pace._most == 4


@pytest.mark.parametrize("quota", [None, Quota(name="q", per_minute=None, per_day=1)])
def test_who_waits_is_woken_when_the_run_is_given_up(quota, tmp_path):
    waiting, ended = threading.Event(), []

    class Told(Clock):
        def wait(self, changed, seconds):
            waiting.set()
            super().wait(changed, seconds)

    usage = Usage(tmp_path / "quotas.sqlite", quota) if quota else None
    pace = Pace(Server(Turned()), Purse(UNLIMITED), usage, Told(), lambda text: None)

    def work():
        try:
            if not quota:
                pace.rest(60)
            for _ in range(2):  # the second one is for the next day
                with pace.turn():
                    pass
        except Stopped:
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    assert waiting.wait(20)
    pace.stop()
    thread.join(timeout=20)
    assert ended
