"""What a judge decided, from what it wrote."""

import pytest

from academy.judge.llm import PREFERENCES, verdict


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Because.\nVerdict: A", "a"),
        ("Because.\n**Verdict:** B", "b"),
        ("Verdict: answer A", "a"),
        ("Verdict: tie.", "tie"),
        ("First I thought verdict: A, but no.\nVerdict: B", "b"),
        ("A is a good answer, B too.\nTie", "tie"),
        ("B.", "b"),
        ("A is a good answer, B too.", None),
        ("Verdict: both", None),
        ("", None),
    ],
)
def test_what_a_judge_decided(said, wanted):
    assert verdict(said, PREFERENCES) == wanted
