"""When a teacher is asked, by a clock that can be turned."""

from contextlib import closing

import pytest

from academy.errors import AcademyError
from academy.teacher.base import Busy, Passing, Request, Slow, TeacherFailure, Unreachable
from academy.teacher.budget import Budget, Price, Purse
from academy.teacher.cache import AnswerCache
from academy.teacher.line import Line
from academy.teacher.pace import Pace
from academy.teacher.quota import DAY, Quota, Usage
from tests.teacher.turned import NOON, UNLIMITED, Server, Turned


@pytest.fixture
def ask(tmp_path):
    """Have a server asked for so many things, one after the other; returns what came and told."""

    def asked(server, count, budget=None, first=0):
        told = []
        usage = Usage(tmp_path / "quotas.sqlite", server.quota) if server.quota else None
        with closing(AnswerCache(tmp_path / "answers.sqlite")) as cache:
            purse = Purse(budget or UNLIMITED)
            pace = Pace(server, purse, usage, server.clock, told.append)
            with Line(server, cache, purse, pace) as line:
                said = [line.ask(request(i)) for i in range(first, first + count)]
        return said, told

    return asked


def request(number):
    return Request("s", str(number), None, 0.0, 1, 0)


def most_within(times, seconds):
    return max(sum(t <= other < t + seconds for other in times) for t in times)


class TestQuotas:
    def test_a_minute_is_used_up_and_not_more(self, ask):
        clock = Turned()
        server = Server(clock, quota=Quota(name="q", per_minute=20, per_day=None))
        ask(server, 100)
        assert most_within(server.came, 60) == 20
        assert clock.now() - NOON == pytest.approx(4 * 60, rel=0.02)

    def test_three_days_of_a_free_tier(self, ask):
        clock = Turned()
        server = Server(clock, quota=Quota(name="q", per_minute=20, per_day=50))
        _, told = ask(server, 130)
        days = [int(time // DAY) for time in server.came]
        assert [days.count(day) for day in sorted(set(days))] == [50, 50, 30]
        assert len(server.came) == 130
        assert most_within(server.came, 60) == 20
        assert any("24 Nov" in text for text in told)
        assert told[-1] == ""

    def test_what_another_run_used_counts(self, ask):
        clock = Turned()
        quota = Quota(name="q", per_minute=None, per_day=50)
        ask(Server(clock, quota=quota), 30)
        other = Server(clock, quota=quota)
        ask(other, 30, first=30)
        assert [time >= NOON + DAY / 2 for time in other.came] == [False] * 20 + [True] * 10

    def test_another_quota_does_not(self, ask):
        clock = Turned()
        ask(Server(clock, quota=Quota(name="q", per_minute=None, per_day=5)), 5)
        ask(Server(clock, quota=Quota(name="r", per_minute=None, per_day=5)), 5, first=5)
        assert clock.now() == NOON

    def test_known_answers_use_nothing(self, ask):
        clock = Turned()
        server = Server(clock, quota=Quota(name="q", per_minute=None, per_day=5))
        ask(server, 5)
        ask(server, 5)
        assert (len(server.came), clock.now()) == (5, NOON)


class TestRefusals:
    def test_the_pause_that_the_server_wants_is_kept(self, ask):
        server = Server(Turned(), script=[None, Busy("429", 40.0)])
        _, told = ask(server, 3)
        assert [time - NOON for time in server.came] == [0, 0, 40, 40]
        assert "waits for its teacher until 23 Nov" in told[0]

    def test_else_the_pauses_double(self, ask):
        server = Server(Turned(), script=[Busy("429", None)] * 4)
        ask(server, 1)
        assert [time - NOON for time in server.came] == [0, 1, 3, 7, 15]

    def test_hours_are_slept_through(self, ask):
        server = Server(Turned(), script=[Busy("429", 8 * 3600.0)])
        ask(server, 1)
        assert server.came == [NOON, NOON + 8 * 3600]

    def test_refusing_everything_ends_the_run(self, ask):
        server = Server(Turned(), script=[Busy("HTTP 429", None)] * 99)
        with pytest.raises(AcademyError, match=r"refuses every request .HTTP 429."):
            ask(server, 1)
        assert len(server.came) == 5 * server.retries + 1

    def test_an_answer_makes_patient_again(self, ask):
        server = Server(Turned(), script=[*[Busy("429", 1.0)] * 9, None, *[Busy("429", 1.0)] * 9])
        ask(server, 2)
        assert len(server.came) == 20

    def test_short_pauses_grow_too(self, ask):
        server = Server(Turned(), script=[Busy("429", 0.5)] * 4)
        ask(server, 1)
        assert [time - NOON for time in server.came] == [0, 0.5, 2.5, 6.5, 14.5]


class TestFaults:
    def test_passing_ones_are_tried_again_with_growing_rests(self, ask):
        server = Server(Turned(), script=[Passing("HTTP 500")] * 2)
        ask(server, 1)
        assert [time - NOON for time in server.came] == [0, 0.5, 1.5]

    def test_up_to_the_last_try(self, ask):
        server = Server(Turned(), script=[Slow("no answer")] * 9)
        with pytest.raises(Slow, match="no answer"):
            ask(server, 1)
        assert len(server.came) == 3

    def test_others_are_not(self, ask):
        server = Server(Turned(), script=[TeacherFailure("HTTP 413")])
        with pytest.raises(TeacherFailure, match="413"):
            ask(server, 1)
        assert len(server.came) == 1

    def test_where_nothing_answers_the_run_ends(self, ask):
        server = Server(Turned(), script=[Unreachable("nothing answers at X")] * 9)
        with pytest.raises(AcademyError, match="nothing answers at X"):
            ask(server, 1)
        assert len(server.came) == 3

    def test_a_server_that_was_there_is_waited_for(self, ask):
        server = Server(Turned(), script=[None, *[Unreachable("nothing answers")] * 8])
        ask(server, 2)
        assert server.came[-1] - NOON == 1 + 2 + 4 + 8 + 16 + 32 + 60 + 60


class TestBudgets:
    def test_calls(self, ask):
        server = Server(Turned())
        with pytest.raises(AcademyError, match=r"budget.calls=3 is used up .3 calls, 330 tokens"):
            ask(server, 9, Budget(calls=3, tokens=None, usd=None))
        assert len(server.came) == 3
        ask(server, 6, Budget(calls=3, tokens=None, usd=None))  # goes on where it stopped
        assert len(server.came) == 6

    def test_tokens(self, ask):
        server = Server(Turned())
        with pytest.raises(AcademyError, match=r"budget.tokens=200"):
            ask(server, 9, Budget(calls=None, tokens=200, usd=None))
        assert len(server.came) == 2

    def test_money(self, ask):
        price = Price(model=None, usd_in=10, usd_out=100)  # 0.002 USD an answer
        server = Server(Turned(), charges=price)
        with pytest.raises(AcademyError, match=r"budget.usd=0.005 .*\$0.0060"):
            ask(server, 9, Budget(calls=None, tokens=None, usd=0.005))
        assert len(server.came) == 3

    def test_a_used_up_budget_does_not_wait_for_the_next_day(self, ask):
        clock = Turned()
        quota = Quota(name="q", per_minute=None, per_day=3)
        with pytest.raises(AcademyError, match=r"budget.calls=3"):
            ask(Server(clock, quota=quota), 9, Budget(calls=3, tokens=None, usd=None))
        assert clock.now() == NOON

    def test_what_failed_was_paid_for(self, ask):
        fault = Passing("empty answer", 100, 900)
        server = Server(Turned(), script=[fault])
        with pytest.raises(AcademyError, match=r"budget.tokens=1000"):
            ask(server, 1, Budget(calls=None, tokens=1000, usd=None))

    def test_tries_count_as_calls(self, ask):
        server = Server(Turned(), script=[Passing("HTTP 500")] * 2)
        with pytest.raises(AcademyError, match=r"budget.calls=2"):
            ask(server, 1, Budget(calls=2, tokens=None, usd=None))

    def test_nothing_may_be_spent_for_a_price(self):
        purse = Purse(UNLIMITED)
        purse.closed = True
        with pytest.raises(AcademyError, match="--dry-run"):
            purse.open()
