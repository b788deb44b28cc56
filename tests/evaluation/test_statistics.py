"""Bootstrap intervals in cases that are known."""

import math

import pytest

from academy.evaluation.intervals import bootstrap


@pytest.mark.parametrize("value", [0.0, 1.0, 0.25])
def test_equal_scores_have_no_spread(value):
    assert bootstrap([value] * 20, 500, 0) == (value, value, value)


def test_one_question():
    assert bootstrap([1.0], 100, 0) == (1.0, 1.0, 1.0)


def test_half_right_is_close_to_the_normal_interval():
    mean, low, high = bootstrap([0.0, 1.0] * 200, 5000, 0)
    half = 1.96 * math.sqrt(0.25 / 400)
    assert mean == 0.5
    assert low == pytest.approx(0.5 - half, abs=0.01)
    assert high == pytest.approx(0.5 + half, abs=0.01)


def test_more_questions_narrow_the_interval():
    _, low, high = bootstrap([0.0, 1.0] * 10, 2000, 0)
    _, lower, higher = bootstrap([0.0, 1.0] * 100, 2000, 0)
    assert higher - lower < (high - low) / 2


def test_the_seed_decides():
    scores = [0.0, 1.0, 1.0, 0.3] * 5
    assert bootstrap(scores, 200, 1) == bootstrap(scores, 200, 1)
    assert bootstrap(scores, 200, 1) != bootstrap(scores, 200, 2)


def test_the_order_of_values():
    mean, low, high = bootstrap([0.0] * 7 + [1.0] * 3, 1000, 0)
    assert low < mean < high
    assert mean == pytest.approx(0.3)
