"""Who is asked where a teacher is gone."""

from collections import Counter

import pytest

from academy.component import component
from academy.teacher.base import Teacher
from academy.teacher.budget import Price
from academy.teacher.line import Asked, paid
from tests.helpers import QA, free_port, result, rows
from tests.pdfs import HAFEN, write_pdf
from tests.server import Loopback


@component
class Silent(Teacher):
    """Says nothing."""

    def ask(self, request):
        raise AssertionError("not to be asked")


@pytest.fixture
def second():
    with Loopback() as teacher:
        yield teacher


def chained(second, *more):
    return [
        "+teacher@teacher.fallback=vllm",
        f"teacher.fallback.base_url={second.url}",
        "teacher.fallback.model=second",
        *more,
    ]


def teachers(home):
    return Counter(row["teacher"] for row in rows(result(home, "distill") / "examples.jsonl"))


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ("refused", "refused the key (HTTP 401)"),
        ("unknown_model", "does not offer this model"),
    ],
)
def test_one_that_cannot_be_asked_is_left(run, home, document, teacher, second, behaviour, said):
    teacher.always = behaviour
    outcome = run("distill", document, *teacher.words, *QA, *chained(second)).ok()
    assert "goes on with second: " in outcome.out
    assert said in outcome.out
    assert teachers(home).keys() == {"second"}
    assert second.count == 6


def test_nobody_there(run, home, document, teacher, second):
    away = f"teacher.base_url=http://127.0.0.1:{free_port()}/v1"
    run("distill", document, *teacher.words, *QA, *chained(second), away).ok()
    assert teachers(home).keys() == {"second"}


def test_no_key(run, home, document, second):
    run("distill", document, "teacher=mistral_free", *QA, *chained(second)).ok()
    assert teachers(home).keys() == {"second"}


def test_a_day_s_quota_that_is_used_up_is_not_waited_for(run, home, document, teacher, second):
    day = "teacher.quota={_target_:academy.teacher.quota.Quota,name:q,per_minute:null,per_day:4}"
    words = [*teacher.words, *QA, *chained(second), day, "teacher.concurrency=1"]
    outcome = run("distill", document, *words).ok()
    assert "wants no request until" in outcome.out
    assert teacher.count == 4
    kept = rows(result(home, "distill") / "examples.jsonl")
    by_chunk = {(row["chunk"], row["teacher"]) for row in kept}
    assert by_chunk == {("harbour.pdf#1.1", "local"), ("harbour.pdf#2.1", "second")}


def test_without_a_fallback_it_is_one_line_as_before(run, document, teacher):
    teacher.always = "refused"
    assert "refused the key" in run("distill", document, *teacher.words, *QA).line


def test_where_all_are_gone_the_last_one_is_named(run, document, teacher, second):
    teacher.always = second.always = "refused"
    line = run("distill", document, *teacher.words, *QA, *chained(second)).line
    assert "teacher second: " in line


def test_a_budget_is_for_all_of_them(run, document, teacher, second):
    words = [*teacher.words, *QA, *chained(second), "budget.calls=3"]
    assert "budget.calls=3 is used up" in run("distill", document, *words).line
    assert (teacher.count, second.count) == (3, 0)


def test_a_single_failure_is_no_reason_to_leave(run, home, document, teacher, second):
    teacher.script = ["broken"]
    words = [*teacher.words, *QA, *chained(second), "tolerance.examples=1"]
    run("distill", document, *words).ok()
    assert second.count == 0


def test_pages_are_translated_by_the_fallback(run, home, tmp_path, teacher, second):
    document = write_pdf(tmp_path / "hafen.pdf", HAFEN)
    teacher.always = "refused"
    words = [*teacher.words, *chained(second), "translate=en"]
    run("extract", document, *words).ok()
    asked = rows(result(home, "extract") / "requests.jsonl")
    assert {row["model"] for row in asked} == {"second"}


def test_another_fallback_is_another_result(run, home, document, teacher, second):
    run("distill", document, *teacher.words, *QA).ok()
    outcome = run("distill", document, *teacher.words, *QA, *chained(second)).ok()
    assert "distill: up to date" not in outcome.out
    assert (teacher.count, second.count) == (6, 0)


def test_each_answer_is_paid_at_the_price_of_who_gave_it():
    def teacher(model, usd, **more):
        price = Price(model=model, usd_in=usd, usd_out=usd)
        return Silent(model=model, concurrency=1, price=price, **more)

    asked = [Asked("a", "dear", "", "", 1, 10**6, 0), Asked("a", "dear", "", "", 1, 10**6, 0)]
    asked += [Asked("b", "free", "", "", 1, 10**6, 10**6)]
    chain = teacher("free", 0.0, fallback=teacher("dear", 2.0))
    assert paid(asked, chain) == 2.0
    assert paid([*asked, Asked("c", "other", "", "", 1, 1, 1)], chain) is None
