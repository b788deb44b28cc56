"""When a specialist may be shipped."""

import pytest

from academy.evaluation.verdict import Verdict

GOOD = {
    "gain": {"value": 0.5, "low": 0.3, "high": 0.7, "p": 0.001},
    "refused_unanswerable": {"value": 0.6},
    "leaked": 0,
    "drafted": 0,
}
KEPT = {"base": {"accuracy": 0.8}, "specialist": {"accuracy": 0.7}}
ASKS = Verdict(gain=0.0, lost=0.2, refused=0.5, leaked=0, drafted=0, enforced=False)
NOTHING = Verdict(gain=None, lost=None, refused=None, leaked=None, drafted=None, enforced=False)


def test_good_enough():
    assert ASKS.reasons(GOOD, KEPT) == []


@pytest.mark.parametrize(
    ("figures", "kept", "reason"),
    [
        ({"gain": {"value": 0.1, "low": -0.1, "high": 0.3}}, KEPT, "not clearly over 0.0"),
        ({"gain": {"value": 0.1, "low": 0.0, "high": 0.3}}, KEPT, "not clearly over 0.0"),
        ({"gain": {"value": 0.4, "low": 0.1, "high": 0.8, "p": 0.125}}, KEPT, "may be chance"),
        ({"gain": None}, KEPT, "not measured"),
        ({"refused_unanswerable": {"value": 0.1}}, KEPT, "refuses 10 % of the questions"),
        ({"leaked": 2}, KEPT, "trained on 2 of the questions"),
        ({"drafted": 3}, KEPT, "its own teacher drafted 3 of the questions"),
        ({}, {**KEPT, "specialist": {"accuracy": 0.5}}, "lost 30.0 points"),
    ],
)
def test_not_good_enough(figures, kept, reason):
    (said,) = ASKS.reasons({**GOOD, **figures}, kept)
    assert reason in said
    assert NOTHING.reasons({**GOOD, **figures}, kept) == []


def test_what_was_not_measured_is_a_reason_where_it_is_asked_for():
    unknown = {**GOOD, "refused_unanswerable": None, "gain": None}
    said = ASKS.reasons(unknown, None)
    assert [reason.count("not measured") for reason in said] == [1, 1, 1]
    assert NOTHING.reasons(unknown, None) == []


def test_enforcing_changes_no_result():
    assert ASKS.identity() == Verdict(**{**vars(ASKS), "enforced": True}).identity()
    assert ASKS.identity() != NOTHING.identity()


@pytest.mark.parametrize("base", range(10, 51))
def test_just_as_much_lost_as_is_allowed(base):
    kept = {"base": {"accuracy": base / 50}, "specialist": {"accuracy": (base - 10) / 50}}
    assert ASKS.reasons(GOOD, kept) == []
