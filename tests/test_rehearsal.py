"""What a distillation will ask, told before it does."""

import json

import pytest
import yaml

from academy.places import ROOT
from academy.records import Chunk, read
from academy.rehearsal import Forecast, forecast
from academy.settings import Settings
from academy.teacher.budget import Price
from academy.teacher.quota import Quota
from tests.helpers import QA, result, rows

NEAR = 0.15
"""How far from what is asked the forecast may be."""


def test_the_demo_is_forecast_before_it_is_asked_for(run, home):
    run("distill").ok()
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    chunks = read(result(home, "chunk") / "chunks.jsonl", Chunk)
    expected = forecast(Settings.build(params), chunks)
    asked = {row["key"]: row for row in rows(result(home, "distill") / "requests.jsonl")}.values()
    assert expected.calls == pytest.approx(len(asked), rel=NEAR)
    assert expected.tokens_in == pytest.approx(sum(r["tokens_in"] for r in asked), rel=NEAR)
    assert expected.tokens_out == pytest.approx(sum(r["tokens_out"] for r in asked), rel=NEAR)
    spent = json.loads((result(home, "distill") / "spent.json").read_text(encoding="utf-8"))
    assert Forecast(**spent["forecast"]) == expected
    assert spent["spent"]["calls"] == len(asked)


@pytest.mark.parametrize("prompt", ["qa", "statements", "mixed", "facts"])
def test_a_dry_run_asks_nothing(run, home, document, teacher, prompt):
    outcome = run("distill", document, *teacher.words, f"prompt={prompt}", "--dry-run").ok()
    assert "nothing was asked" in outcome.out
    assert "$0.00" in outcome.out
    assert teacher.count == 0
    assert not (home / ".academy" / "store" / "distill").exists()


def test_plain_questions_are_forecast_exactly(run, document, teacher):
    outcome = run("distill", document, *teacher.words, *QA).ok()
    assert f"forecast about {teacher.count} calls" in outcome.out


@pytest.mark.parametrize(
    ("words", "in_vain"),
    [
        (["distillation=catalogue", "distillation.catalogue=titles"], True),
        (["distillation=catalogue", "distillation.catalogue=titles", "prompt=raw"], False),
        (["distillation=catalogue"], False),
        ([], False),
    ],
)
def test_examples_that_are_not_learned_are_asked_for_in_vain(
    run, document, teacher, words, in_vain
):
    outcome = run("distill", document, *teacher.words, *words, "--dry-run").ok()
    assert ("learns none of these examples" in outcome.out) == in_vain


def test_a_dry_run_does_not_pay_for_a_translation(run, document, teacher):
    words = [*teacher.words, "translate=de", "--dry-run"]
    assert "asks a teacher already" in run("distill", document, *words).line
    assert teacher.count == 0


def test_it_is_for_distill_alone(run, document):
    assert "for distill alone" in run("train", document, "--dry-run").line


class Guest:
    model = "m"
    charges: Price | None = None
    quota: Quota | None = None


@pytest.mark.parametrize(
    ("price", "quota", "told"),
    [
        (None, None, "the price of m is not known"),
        (Price(model=None, usd_in=1, usd_out=10), None, "$3.00"),
        (None, Quota(name="q", per_minute=20, per_day=None), "50 minutes under the quota q"),
        (None, Quota(name="q", per_minute=None, per_day=100), "9.0 days under the quota q"),
        (None, Quota(name="q", per_minute=1, per_day=900), "26 hours under the quota q"),
    ],
)
def test_what_it_costs(price, quota, told):
    guest = Guest()
    guest.charges, guest.quota = price, quota
    assert told in Forecast(1000, 1_000_000, 200_000).sentence(guest)


def test_a_budget_in_money_needs_a_price(run, document, teacher):
    words = [*teacher.words, "teacher.price=null", "budget.usd=1"]
    assert "the price of local is not known" in run("distill", document, *words).line
    assert teacher.count == 0


def test_at_the_cap_a_run_stops_and_goes_on_the_next_time(run, home, document, teacher):
    words = [*teacher.words, *QA, "budget.calls=4"]
    outcome = run("distill", document, *words)
    assert outcome.code == 1
    assert "budget.calls=4 is used up" in outcome.line
    assert teacher.count == 4
    run("distill", document, *words).ok()
    assert (teacher.count, teacher.repeated) == (6, 0)
    assert len(rows(result(home, "distill") / "examples.jsonl")) >= 8
