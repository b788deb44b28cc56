"""What an answer is worth, and what the training had to do with the question."""

import dataclasses

import pytest

from academy.evaluation.answered import Answered
from academy.evaluation.grading import Known, grade
from academy.evaluation.questions import Question, read_questions
from academy.evaluation.retention import QUESTIONS
from academy.evaluation.scores import score
from academy.evaluation.systems import Said
from academy.judge.base import Judgement
from academy.records import Example
from academy.settings import construct
from academy.similarity.none import NoSimilarity

HARBOUR = Question("q1", "Who built the harbour of Oldmouth?", ("Ada Kern", "Kern"), 1)
LAMP = Question("q2", "What does the lighthouse burn?", ("whale oil",), 2)
PHONE = Question("q3", "What is the harbour's telephone number?", (), None)
ALL = [HARBOUR, LAMP, PHONE]


@pytest.fixture
def how():
    import yaml

    from academy.places import ROOT

    node = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))["evaluation"]
    return dataclasses.replace(construct("evaluation", node), similarity=NoSimilarity())


def example(question, answer, kind="pair"):
    return Example("e", question, answer, kind, "", "c", "d", (1,), "t", "p")


def graded(how, system, texts, known=None):
    said = [Said(text, len(text.split()), 0.9) for text in texts]
    return grade("test", system, ALL, said, known or Known.of(ALL, [], how), how)


def test_by_hand(how):
    first, second, third = graded(
        how, "specialist", ["It was Ada Kern", "olive oil", "I don't know"]
    )
    assert (first.correct, first.f1, first.refused) == (1.0, pytest.approx(2 * 2 / 6), False)
    assert first.rouge_l == pytest.approx(2 * 2 / 6)
    assert (second.correct, second.f1, second.rouge_l) == (0.0, 0.5, 0.5)
    assert (third.correct, third.f1, third.rouge_l, third.refused) == (None, None, None, True)
    assert first.cosine is None


def test_what_was_trained_on(how):
    known = Known.of(
        ALL,
        [
            example("Who built the harbour of Oldmouth then?", "Ada Kern"),
            example("What does the lighthouse burn?", "candles"),
            example("What is the harbour's telephone number?", "11", kind="statement"),
        ],
        how,
    )
    assert known.leaked == [True, False, False]
    assert known.twins == [
        "Who built the harbour of Oldmouth then?",
        "What does the lighthouse burn?",
        None,
    ]


def test_what_the_training_had_from_a_list_is_trained_on_too(how):
    made = [("Who built the old harbour of Oldmouth?", "Ada Kern"), ("How are you?", "Fine.")]
    assert Known.of(ALL, [], how, made).leaked == [True, False, False]
    assert Known.of(ALL, [], how, made[1:]).leaked == [False] * 3


def test_who_drafted_the_questions(how):
    drafted = [dataclasses.replace(HARBOUR, drafted_by="t"), LAMP]
    drafted.append(dataclasses.replace(LAMP, id="q4", drafted_by="another"))
    trained_on = [example("What is the tower's height?", "30 metres")]
    known = Known.of(drafted, trained_on, how)
    assert known.drafted == [True, False, False]
    said = [Said("Ada Kern", 2)] * 3
    rows = grade("test", "base", drafted, said, known, how)
    scores = score(rows, Judgement(), how, 0)["test"]["base"]
    assert scores["drafted"] == 1


def test_scores(how):
    rows = graded(how, "base", ["", "", "no idea, I do not know"])
    rows += graded(how, "specialist", ["Ada Kern", "candles", "7"])
    scores = score(rows, Judgement(), how, 0)["test"]
    assert scores["base"]["accuracy"]["value"] == 0
    assert scores["base"]["gain"] is None
    assert scores["specialist"]["gain"]["value"] == 0.5
    assert scores["specialist"]["accuracy"]["questions"] == 2
    assert scores["base"]["refused_unanswerable"]["value"] == 1
    assert scores["specialist"]["refused_unanswerable"]["value"] == 0
    assert scores["specialist"]["calibration"]["error"] == pytest.approx(0.4)


def test_a_set_in_which_nothing_can_be_answered(how):
    said = [Said("7", 1)]
    rows = grade("test", "base", [PHONE], said, Known.of([PHONE], [], how), how)
    rows += grade("test", "specialist", [PHONE], said, Known.of([PHONE], [], how), how)
    figures = score(rows, Judgement(), how, 0)["test"]["specialist"]
    assert (figures["accuracy"], figures["gain"], figures["calibration"]) == (None, None, None)


def test_the_general_questions_are_sound():
    questions = read_questions(QUESTIONS)
    assert len(questions) >= 40
    assert len({question.question for question in questions}) == len(questions)
    assert all(question.answerable for question in questions)


def answered(id, system, document, **worth):
    known = {"questions": "test", "id": id, "system": system, "document": document}
    nothing = dict.fromkeys(field.name for field in dataclasses.fields(Answered))
    return Answered(
        **{**nothing, "twin": None, "leaked": False, "drafted": False, **known, **worth}
    )


def test_whose_answers_are_nearer(how):
    cosines = {"base": (0.1, 0.5, 0.3, None), "specialist": (0.4, 0.2, 0.3, None)}
    rows = [
        answered(
            f"q{n}", system, "d", cosine=cosine, correct=0.0 if cosine else None, refused=False
        )
        for system, values in cosines.items()
        for n, cosine in enumerate(values)
    ]
    figures = score(rows, Judgement(), how, 0)["test"]
    assert figures["base"]["cosine_wins"] is None
    assert figures["specialist"]["cosine_wins"]["value"] == pytest.approx((1 + 0 + 0.5) / 3)
    assert figures["specialist"]["cosine_median"] == 0.3
