"""The memory of answers, with many at the door."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from academy.teacher.base import Answer, Request, TeacherFailure
from academy.teacher.cache import AnswerCache


@dataclass
class Counting:
    """A teacher that counts, and never says the same thing twice."""

    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, request):
        with self.lock:
            self.asked.append(request.user)
            number = len(self.asked)
        time.sleep(0.02)
        return Answer(f"{request.user} #{number}", "stop", 1, 2)


def request(user):
    return Request("s", user, None, 0.0, 1, 0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "answers.sqlite"


def test_a_known_answer_is_not_asked_for(path):
    cache, teacher = AnswerCache(path), Counting()
    first, fresh = cache.ask("m", request("a"), teacher.ask)
    again, stale = cache.ask("m", request("a"), teacher.ask)
    assert (fresh, stale) == (True, False)
    assert first == again
    assert teacher.asked == ["a"]


def test_it_is_still_known_after_closing(path):
    AnswerCache(path).ask("m", request("a"), Counting().ask)
    assert AnswerCache(path).find("m", request("a").key()).text == "a #1"


def test_another_model_is_another_answer(path):
    cache = AnswerCache(path)
    cache.ask("m", request("a"), Counting().ask)
    assert cache.ask("n", request("a"), Counting().ask)[1]
    assert cache.find("o", request("a").key()) is None


def test_a_failure_is_not_remembered(path):
    class Failing(Counting):
        def ask(self, request):
            raise TeacherFailure("no")

    cache = AnswerCache(path)
    with pytest.raises(TeacherFailure):
        cache.ask("m", request("a"), Failing().ask)
    assert cache.ask("m", request("a"), Counting().ask)[1]


def test_the_answer_is_on_disk_before_it_is_returned(path):
    AnswerCache(path).ask("m", request("a"), Counting().ask)
    found = sqlite3.connect(path).execute("SELECT text FROM answers").fetchall()
    assert found == [("a #1",)]


def test_many_threads(path):
    cache, teacher = AnswerCache(path), Counting()
    names = [str(n) for n in range(60)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda name: cache.ask("m", request(name), teacher.ask), names))
    assert sorted(teacher.asked) == sorted(names)
    for name in names:
        assert cache.find("m", request(name).key()).text.startswith(f"{name} #")


def test_many_threads_with_the_same_request_ask_once(path):
    cache, teacher = AnswerCache(path), Counting()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: cache.ask("m", request("a"), teacher.ask)[0], range(8)))
    assert len(set(answers)) == 1
    assert teacher.asked == ["a"]


def test_several_caches_on_one_file(path):
    teacher = Counting()

    def job(number):
        cache = AnswerCache(path)
        answers = [cache.ask("m", request(f"{number}.{i}"), teacher.ask) for i in range(5)]
        cache.close()
        return len(answers)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(job, range(8))) == 40
    assert len(teacher.asked) == 40


def test_the_same_sentence_on_many_pages_is_asked_about_once(run, tmp_path, teacher):
    from tests.pdfs import HARBOUR, write_pdf

    path = write_pdf(tmp_path / "same.pdf", [HARBOUR[0][:1]] * 4, title="Oldmouth")
    teacher.delay = 0.1
    run("distill", path, *teacher.words, "prompt=qa", "tolerance.examples=1").ok()
    assert teacher.repeated == 0
