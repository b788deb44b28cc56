"""Intervals, paired tests and calibration, in cases that are known and against truth."""

import math

import numpy as np
import pytest
from scipy import stats

from academy.evaluation.statistics import GROUPS, calibration, difference, holm, interval


@pytest.mark.parametrize("value", [0.0, 1.0, 0.25])
def test_equal_scores_have_no_spread(value):
    found = interval([value] * 20, 500, 0)
    assert (found.value, found.low, found.high, found.questions) == (value, value, value, 20)


def test_half_right_is_close_to_the_normal_interval():
    found = interval([0.0, 1.0] * 200, 5000, 0)
    half = 1.96 * math.sqrt(0.25 / 400)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.5 - half, abs=0.01)
    assert found.high == pytest.approx(0.5 + half, abs=0.01)


def test_it_is_scipys_percentile_interval():
    scores = np.random.default_rng(3).random(60)
    ours = interval(list(scores), 20_000, 0)
    theirs = stats.bootstrap(
        (scores,), np.mean, n_resamples=20_000, method="percentile", rng=1
    ).confidence_interval
    assert ours.low == pytest.approx(theirs.low, abs=0.005)
    assert ours.high == pytest.approx(theirs.high, abs=0.005)


def test_the_seed_decides():
    scores = [0.0, 1.0, 1.0, 0.3] * 5
    assert interval(scores, 200, 1) == interval(scores, 200, 1)
    assert interval(scores, 200, 1) != interval(scores, 200, 2)


def covered(draw, truth, experiments=1000):
    """Share of the simulated experiments in which the interval holds the truth."""
    random = np.random.default_rng(0)
    found = 0
    for seed in range(experiments):
        values, groups = draw(random)
        each = interval(values, 600, seed, groups)
        found += each.low <= truth <= each.high
    return found / experiments


def test_the_interval_covers_the_truth():
    def draw(random):
        return list((random.random(100) < 0.6).astype(float)), []

    assert 0.93 <= covered(draw, 0.6) <= 0.97


def test_the_interval_over_documents_covers_the_truth():
    def draw(random):
        hard = random.beta(3, 2, 40)  # how well each document is known; 0.6 on average
        values = (random.random((40, 10)) < hard[:, None]).astype(float)
        return list(values.ravel()), list(np.repeat(np.arange(40), 10))

    assert 0.93 <= covered(draw, 0.6) <= 0.97
    # Over questions it would be far too narrow.
    assert covered(lambda random: (draw(random)[0], []), 0.6, 300) < 0.85


@pytest.mark.parametrize(("questions", "share"), [(25, 0.6), (54, 0.6), (25, 0.8)])
def test_the_interval_of_a_few_questions_covers_the_truth(questions, share):
    def draw(random):
        return list((random.random(questions) < share).astype(float)), []

    assert 0.93 <= covered(draw, share) <= 0.98  # shares of few questions come in large steps


def test_the_interval_over_a_few_documents_covers_the_truth():
    def draw(random):
        hard = random.beta(3, 2, GROUPS)
        values = (random.random((GROUPS, 10)) < hard[:, None]).astype(float)
        return list(values.ravel()), list(np.repeat(np.arange(GROUPS), 10))

    assert 0.93 <= covered(draw, 0.6) <= 0.97


def test_the_interval_of_a_difference_covers_the_truth():
    random = np.random.default_rng(1)
    found = 0
    for seed in range(400):
        hard = random.random(60)  # what one finds hard is hard for the other
        theirs = (random.random(60) < 0.2 + 0.4 * hard).astype(float)
        ours = (random.random(60) < 0.35 + 0.4 * hard).astype(float)
        drawn = difference(list(ours), list(theirs), 400, seed)
        found += drawn.low <= 0.15 <= drawn.high
    assert 0.93 <= found / 400 <= 0.97


def test_few_documents_are_no_groups():
    values = [0.0, 1.0, 1.0] * 10
    few = [str(i % (GROUPS - 1)) for i in range(30)]
    assert interval(values, 300, 0, few) == interval(values, 300, 0)
    many = [str(i % GROUPS) for i in range(30)]
    assert interval(values, 300, 0, many) != interval(values, 300, 0)


def test_a_paired_difference():
    ours, theirs = [1.0, 1.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0]
    found = difference(ours, theirs, 500, 0)
    assert found.value == 0.5
    assert found.p == 0.5  # two changes, both for the better: 2 of 4 signs


def test_the_paired_test_is_that_of_mcnemar_where_scores_are_right_or_wrong():
    ours, theirs = [1.0] * 9 + [0.0] * 2 + [1.0] * 7, [0.0] * 9 + [1.0] * 2 + [1.0] * 7
    exact = stats.binomtest(2, 11, 0.5).pvalue
    assert difference(ours, theirs, 300, 0).p == pytest.approx(exact)


def test_no_difference():
    found = difference([1.0, 0.0], [1.0, 0.0], 100, 0)
    assert (found.value, found.p, found.low, found.high) == (0.0, 1.0, 0.0, 0.0)


def test_a_clear_difference():
    assert difference([1.0] * 20, [0.0] * 20, 100, 0).low > 0


def test_the_paired_test_is_wrong_as_often_as_it_says():
    random = np.random.default_rng(1)
    wrong = 0
    for seed in range(300):
        ours, theirs = (random.random((2, 40)) < 0.5).astype(float)
        wrong += difference(list(ours), list(theirs), 10, seed).p < 0.05
    assert wrong <= 300 * 0.08


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_calibration_by_hand():
    found = calibration([0.95, 0.95, 0.15, 0.15], [1.0, 0.0, 0.0, 0.0])
    assert found.error == pytest.approx((2 * 0.45 + 2 * 0.15) / 4)
    assert found.brier == pytest.approx((0.05**2 + 0.95**2 + 2 * 0.15**2) / 4)
    assert found.auroc == pytest.approx(2.5 / 3)


def test_certain_and_right():
    assert calibration([1.0, 1.0], [1.0, 1.0]).error == 0
    assert calibration([1.0, 1.0], [1.0, 1.0]).auroc is None
