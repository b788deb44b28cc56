"""A question is kept where the teacher, the whole chunk before it, answers it as it should."""

import dataclasses

import pytest

from academy.teacher.base import TeacherFailure
from academy.verifier.base import UNANSWERED, Rejected
from academy.verifier.examined import Examined
from tests.echo import examines
from tests.helpers import result, rows
from tests.verifier.drafts import draft

SENTENCE = "The floor of the mill is made of slate from Corvane."
QUESTION = "What is the floor of the mill made of?"
EXAMINED = Examined(max_answer_words=8, min_known=0.2, at_once=40)


class Reader:
    """Says what it was told to say."""

    def __init__(self, said):
        self.said = said
        self.asked = []

    def read(self, draft, template):
        self.asked.append(template)
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


@pytest.mark.parametrize("said", ["slate", "Slate.", "slate from Corvane", "the slate"])
def test_what_is_read_agrees(said):
    asked = draft(QUESTION, "slate", SENTENCE, "wording")
    assert EXAMINED.verify(asked, Reader(said)) == asked


def test_other_words_for_the_answer_agree_too():
    asked = dataclasses.replace(draft(QUESTION, "slate", SENTENCE, "wording"), aliases=("stone",))
    assert EXAMINED.verify(asked, Reader("a stone")).answer == "slate"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Corvane", "the reader has another answer"),
        ("", "the text does not answer"),
        ("unknown (perhaps slate)", "the text does not answer"),
        ("unknown", "the text does not answer"),
        ("Unbekannt", "the text does not answer"),
        ("Unclear.", "the question is not clear"),
        ("unklar", "the question is not clear"),
    ],
)
def test_what_is_read_does_not_agree(said, reason):
    with pytest.raises(Rejected, match=reason):
        EXAMINED.verify(draft(QUESTION, "slate", SENTENCE, "pair"), Reader(said))


def test_a_question_that_the_chunk_leaves_open():
    refused = draft("Who built the mill of Corvane?", "They do not say.", SENTENCE, UNANSWERED)
    assert EXAMINED.verify(refused, Reader("unknown")) == refused
    for said in ("", '"unknown"', "unknown, the text does not say"):
        assert EXAMINED.verify(refused, Reader(said)) == refused
    for said, reason in (("slate", "the text answers it"), ("unclear", "not clear")):
        with pytest.raises(Rejected, match=reason):
            EXAMINED.verify(refused, Reader(said))


@pytest.mark.parametrize(("kind", "answer"), [("in situ", "slate"), ("statement", SENTENCE)])
def test_what_no_teacher_asked_is_not_read(kind, answer):
    reader = Reader("Corvane")
    EXAMINED.verify(draft(QUESTION, answer, SENTENCE, kind), reader)
    assert not reader.asked


def test_what_is_wrong_anyway_is_not_read():
    reader = Reader("slate")
    with pytest.raises(Rejected, match="answer not in the source"):
        EXAMINED.verify(draft(QUESTION, "granite", SENTENCE, "wording"), reader)
    assert not reader.asked


def test_a_reader_that_failed():
    with pytest.raises(TeacherFailure, match="HTTP 500"):
        EXAMINED.verify(
            draft(QUESTION, "slate", SENTENCE, "pair"), Reader(TeacherFailure("HTTP 500"))
        )


@pytest.mark.parametrize(("at_once", "requests"), [(40, 2), (4, 4)])
def test_so_many_are_read_in_one_request(run, document, teacher, at_once, requests):
    words = ["prompt=qa", "prompt.pairs=2", f"verifier.at_once={at_once}"]
    run("distill", document, *teacher.words, *words).ok()
    exams = [body for body in teacher.requests if is_exam(body)]
    assert len(exams) == requests  # three sentences on each of two pages, two pairs for each
    assert {body["temperature"] for body in exams} == {0.0}


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [("broken", "failed: HTTP 500"), ("prose", "failed: answers"), ("cut", "failed: answers")],
)
def test_questions_that_were_not_read_are_lost_with_the_reason(
    run, home, document, teacher, behaviour, reason
):
    words = [*teacher.words, "prompt=qa", "prompt.pairs=2", "tolerance.examples=1", "gate.kept=0"]
    teacher.script = ["normal"] * 3 + [behaviour] * 20
    run("distill", document, *words, "teacher.concurrency=1").ok()
    lost = rows(result(home, "distill") / "dropped.jsonl")
    assert [row for row in lost if row["reason"].startswith(reason)]


def test_answers_that_are_left_out_are_asked_for_once_more(run, home, document, teacher):
    words = [*teacher.words, "prompt=qa", "prompt.pairs=2", "teacher.concurrency=1"]
    teacher.script = ["normal"] * 3 + ["cut"]
    run("distill", document, *words).ok()
    exams = [body for body in teacher.requests if is_exam(body)]
    assert len(exams) > 2
    lost = rows(result(home, "distill") / "dropped.jsonl")
    assert not [row for row in lost if "answers left out" in row["reason"]]


def is_exam(body):
    return examines(body["messages"][0]["content"])
