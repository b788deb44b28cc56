"""A language model as the judge: a real server on this machine, fair or not."""

import dataclasses
import json

import pytest

from academy.errors import AcademyError
from academy.evaluation.answered import Answered
from academy.evaluation.scores import fought, score
from academy.judge.llm import LanguageModel
from academy.teacher.budget import Budget, Purse
from academy.teacher.chain import Account
from academy.teacher.openai_compatible import OpenAICompatible
from tests.evaluation.test_grading import how  # noqa: F401 - a fixture
from tests.server import Loopback
from tests.test_contract import settings

NOTHING = {
    **dict.fromkeys(field.name for field in dataclasses.fields(Answered)),
    **{
        "questions": "test",
        "twin": None,
        "leaked": False,
        "drafted": False,
        "refused": False,
        "tokens": 3,
    },
}
ACCEPTED = {"q1": ("Ada Kern",), "q2": ("whale oil",), "q3": (), "q4": ("1911",)}
SAID = {
    "base": ("Bob Hill", "whale oil", "I do not know", "in 1911"),
    "specialist": ("Ada Kern", "olive oil", "seven", "In 1911."),
}
ROWS = [
    Answered(
        **{
            **NOTHING,
            **{"id": id, "system": system, "document": "harbour.pdf", "question": f"What is {id}?"},
            **{"answer": said, "accepted": ACCEPTED[id]},
            "correct": float(any(one in said for one in ACCEPTED[id])) if ACCEPTED[id] else None,
        }
    )
    for system, answers in SAID.items()
    for id, said in zip(ACCEPTED, answers, strict=True)
]


@pytest.fixture
def server():
    with Loopback() as teacher:
        teacher.always = "fair"
        yield teacher


def judge_of(server, **options):
    teacher = dataclasses.replace(
        settings("teacher=llama_cpp").teacher, base_url=server.url, retries=0, timeout_s=20
    )
    assert isinstance(teacher, OpenAICompatible)
    known = {
        "pairs": (("specialist", "base"),),
        "calibrate": None,
        "trusted": 0.7,
        "max_tokens": 100,
    }
    return LanguageModel(teacher=teacher, **{**known, **options})


@pytest.fixture
def account(tmp_path):
    return Account(tmp_path, Purse(Budget(calls=None, tokens=None, usd=None)))


def test_every_answer_is_graded(server, account, how):  # noqa: F811
    found = judge_of(server).judge(ROWS, account, 0)
    grades = {(grade.id, grade.system): grade.grade for grade in found.grades}
    assert grades == {
        ("q1", "base"): "incorrect",
        ("q2", "base"): "correct",
        ("q3", "base"): "refused",
        ("q4", "base"): "correct",
        ("q1", "specialist"): "correct",
        ("q2", "specialist"): "incorrect",
        ("q3", "specialist"): "incorrect",
        ("q4", "specialist"): "correct",
    }
    assert all(grade.reason.startswith("I looked for") for grade in found.grades)
    figures = score(ROWS, found, how, 0)["test"]
    assert figures["base"]["judged_correct"]["value"] == pytest.approx(2 / 3)
    assert figures["base"]["judged_refused_unanswerable"]["value"] == 1
    assert found.credentials["like_the_rule"] == 1
    assert found.credentials["agreement"] is None
    assert not found.credentials["trusted"]


def test_pairs_are_asked_in_both_orders_without_names(server, account, how):  # noqa: F811
    found = judge_of(server).judge(ROWS, account, 0)
    results = {duel.id: (duel.result, duel.agreed) for duel in found.duels}
    assert results == {
        "q1": ("win", True),
        "q2": ("loss", True),
        "q3": ("tie", True),
        "q4": ("tie", True),
    }
    asked = [body["messages"][-1]["content"] for body in server.requests]
    pairs = [said for said in asked if "Answer B:" in said and "q1" in said]
    assert any("Answer A: Ada Kern\nAnswer B: Bob Hill" in said for said in pairs)
    assert any("Answer A: Bob Hill\nAnswer B: Ada Kern" in said for said in pairs)
    assert not any("specialist" in said or "base" in said for said in asked)
    assert "Right answer: the documents do not say" in "".join(asked)
    (figures,) = fought(found.duels, how, 0)
    wanted = {"wins": 1, "losses": 1, "ties": 2, "disagreed": 0}
    assert {name: figures[name] for name in wanted} == wanted
    assert figures["net"]["value"] == 0


def test_the_same_answer_is_a_tie_without_asking(server, account):
    rows = [row for row in ROWS if row.id == "q4"]
    rows = [dataclasses.replace(row, answer="in 1911") for row in rows]
    (duel,) = judge_of(server).judge(rows, account, 0).duels
    assert (duel.result, duel.reasons) == ("tie", ())
    assert server.count == 1  # the grade of both, which are the same request


def test_a_judge_that_prefers_the_first_decides_nothing(server, account, how):  # noqa: F811
    server.always = "first"
    found = judge_of(server).judge(ROWS, account, 0)
    (figures,) = fought(found.duels, how, 0)
    assert (figures["ties"], figures["disagreed"]) == (4, 3)  # once both said the same
    assert {grade.grade for grade in found.grades} == {"unclear"}
    assert found.credentials["unclear"] == 8


def test_answers_are_shown_as_far_as_the_accepted_ones_go(server, account):
    long = " ".join(f"w{n}" for n in range(40))
    rows = [dataclasses.replace(row, answer=long) for row in ROWS if row.system == "base"]
    judge_of(server).judge(rows, account, 0)
    shown = "".join(body["messages"][-1]["content"] for body in server.requests)
    assert "w11" in shown
    assert "w12" not in shown


def labels(tmp_path, *wanted):
    rows = [("Ada Kern", "Bob Hill"), ("whale oil", "Ada Kern"), ("no", "none")]
    lines = [
        {
            "question": "Who?",
            "accepted": ["Ada Kern"],
            "first": first,
            "second": second,
            "label": label,
        }
        for (first, second), label in zip(rows, wanted, strict=True)
    ]
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("wanted", "agreement", "kappa", "trusted"),
    [
        (("first", "second", "tie"), 1.0, 1.0, True),
        (("first", "first", "tie"), 2 / 3, 0.5, False),
        (("second", "first", "tie"), 1 / 3, 0.0, False),
    ],
)
def test_agreement_with_people(server, account, tmp_path, wanted, agreement, kappa, trusted):
    judge = judge_of(server, calibrate=labels(tmp_path, *wanted))
    found = judge.judge(ROWS, account, 0).credentials
    assert found["agreement"]["value"] == pytest.approx(agreement)
    assert found["kappa"] == pytest.approx(kappa)
    assert found["trusted"] == trusted


def test_nothing_is_judged_twice(server, account):
    judge = judge_of(server)
    first = judge.judge(ROWS, account, 0)
    asked = server.count
    assert judge.judge(ROWS, account, 0) == first
    assert server.count == asked


def test_a_judge_that_goes_away_half_way(server, account):
    server.script = ["fair"] * 3 + ["broken"] * 100
    with pytest.raises(
        AcademyError, match=r"evaluate: the judge .* left \d of 8 .*again"
    ) as caught:
        judge_of(server).judge(ROWS, account, 0)
    assert "\n" not in str(caught.value)
    server.script = []
    asked = server.count
    assert len(judge_of(server).judge(ROWS, account, 0).grades) == 8
    assert len({json.dumps(body) for body in server.requests[asked:]}) == 8 - 3 + 2 * 3


def test_labels_change_what_it_is(tmp_path, server):
    same = judge_of(server, calibrate=labels(tmp_path, "first", "second", "tie")).identity()
    other = judge_of(server, calibrate=labels(tmp_path, "first", "tie", "tie")).identity()
    assert same != other


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "no such file"),
        ("\n", "no labels"),
        ("{", "line 1: no JSON object"),
        ("[1]", "line 1: no JSON object"),
        ('{"question": "Q?"}', "line 1: .* is missing"),
        (
            '{"question": "Q?", "accepted": [], "first": "a", "second": "b", "label": "c"}',
            "line 1: `label` must be one of first, second, tie",
        ),
        (
            '{"question": "Q?", "accepted": "x", "first": "a", "second": "b", "label": "tie"}',
            "line 1: `accepted` must be a list",
        ),
        (
            '{"question": 1, "accepted": [], "first": "a", "second": "b", "label": "tie"}',
            "line 1: question, answers and label must be texts",
        ),
    ],
)
def test_broken_labels(tmp_path, server, text, reason):
    path = tmp_path / "labels.jsonl"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(AcademyError, match=reason) as caught:
        judge_of(server, calibrate=str(path)).identity()
    assert str(path) in str(caught.value)


def test_a_system_cannot_compete_with_itself():
    words = ["judge=llm", "judge.pairs=[[base,base]]"]
    with pytest.raises(AcademyError, match=r"judge\.pairs: compares a system with itself"):
        settings(*words)
