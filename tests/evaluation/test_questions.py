"""Question sets that people write, and the mistakes they make in them."""

import json

import pytest

from academy.documents.base import QuestionSets
from academy.errors import AcademyError
from academy.evaluation.questions import read_questions, read_sets
from academy.places import ROOT

GOOD = {"id": "q1", "question": "Who built it?", "answers": ["Ada Kern"], "page": 1}
NONE = {"id": "q2", "question": "What did it cost?", "answers": []}


def without(key):
    return {k: v for k, v in GOOD.items() if k != key}


@pytest.fixture
def write(tmp_path):
    def written(content):
        path = tmp_path / "questions.json"
        text = content if isinstance(content, str) else json.dumps({"questions": content})
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_good_questions(write):
    first, second = read_questions(write([GOOD, NONE]))
    assert (first.id, first.question, first.answers, first.page) == (
        "q1",
        "Who built it?",
        ("Ada Kern",),
        1,
    )
    assert first.answerable
    assert not second.answerable
    assert second.page is None


@pytest.mark.parametrize("name", ["dev", "test"])
def test_the_questions_of_the_demo(name):
    questions = read_questions(ROOT / "academy" / "demo" / f"questions.{name}.json")
    assert sum(question.answerable for question in questions) == 54
    assert sum(not question.answerable for question in questions) == 10


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Who?", "is not an object"),
        (None, "is not an object"),
        (without("id"), "`id` is missing"),
        ({**GOOD, "id": None}, "`id` is missing"),
        ({**GOOD, "id": ["q"]}, "`id` is missing"),
        (without("question"), "`question` is missing or empty"),
        ({**GOOD, "question": "  "}, "`question` is missing or empty"),
        ({**GOOD, "question": 5}, "`question` is missing or empty"),
        (without("answers"), "`answers` must be a list"),
        ({**GOOD, "answers": "Ada Kern"}, "`answers` must be a list"),
        ({**GOOD, "answers": [1911]}, "`answers` holds something that is not a text"),
        ({**GOOD, "answers": ["Ada", " "]}, "`answers` holds something that is not a text"),
        ({**GOOD, "page": "1"}, "`page` must be a whole number"),
        ({**GOOD, "page": 1.5}, "`page` must be a whole number"),
        ({**GOOD, "page": True}, "`page` must be a whole number"),
    ],
)
def test_a_broken_row_is_named_by_place_and_id(write, row, fault):
    path = write([NONE, row])
    with pytest.raises(AcademyError) as error:
        read_questions(path)
    said = str(error.value)
    assert said.startswith(f"{path}: question 2")
    assert fault in said
    if isinstance(row, dict) and row.get("id"):
        assert f"(id {row['id']!r})" in said


@pytest.mark.parametrize("other", ["q2", "q1"])
def test_an_id_stands_once(write, other):
    path = write([{**GOOD, "id": other}, NONE])
    if other == "q1":
        assert len(read_questions(path)) == 2
    else:
        with pytest.raises(AcademyError, match="question 2: the id 'q2' stands twice"):
            read_questions(path)


def test_a_number_and_its_text_are_the_same_id(write):
    with pytest.raises(AcademyError, match="stands twice"):
        read_questions(write([{**GOOD, "id": 7}, {**NONE, "id": "7"}]))


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '{"rows": []}', "null"])
def test_a_file_that_is_no_question_set(write, text):
    with pytest.raises(AcademyError, match="not a question set"):
        read_questions(write(text))


@pytest.mark.parametrize("text", ['{"questions": []}', '{"questions": {}}', '{"questions": null}'])
def test_a_question_set_without_questions(write, text):
    with pytest.raises(AcademyError, match="is empty"):
        read_questions(write(text))


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / "q.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AcademyError, match="not a question set"):
        read_questions(tmp_path / "q.json")


def test_no_question_chooses_and_measures(tmp_path):
    def written(name, *rows):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"questions": rows}), encoding="utf-8")
        return str(path)

    here = {**GOOD, "document": "this.pdf"}
    dev, other = written("dev", here, NONE), {**GOOD, "question": "Who pays?"}
    elsewhere = {**GOOD, "id": "q3", "document": "other.pdf"}
    assert len(read_sets(QuestionSets(dev=dev, test=written("test", other, elsewhere)))) == 2
    with pytest.raises(AcademyError, match=r"questions.dev and .*test share the question 'who  b"):
        read_sets(
            QuestionSets(dev=dev, test=written("test", {**GOOD, "question": "who  built it"}))
        )
    with pytest.raises(AcademyError, match="take it out of one"):
        read_sets(QuestionSets(dev=dev, test=dev))
