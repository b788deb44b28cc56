"""What a figure is worth: intervals, paired differences, and how well confidence is founded.

Questions about one document are answered well or badly together. Where a set asks about `GROUPS`
documents or more, whole documents are drawn, not questions (the cluster bootstrap; Field and Welsh,
2007); with fewer an interval over documents would be a guess, and holds for these documents only.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

GROUPS = 10
"""Documents from which on the draws are of documents."""
FLIPS = 9999
"""Random changes of sign of a paired test."""
BINS = 10
"""Classes of confidence."""


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % interval by the percentile bootstrap (Efron, 1979).

    The percentiles are those that a few values need (expanded percentiles; Hesterberg, 2015).
    """

    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True)
class Difference(Interval):
    """A mean paired difference."""

    p: float
    """Chance of one at least as large, whatever its sign, if there were none: the exact or sampled
    test by random changes of sign (Fisher, 1935)."""


def interval(
    values: Sequence[float], samples: int, seed: int, groups: Sequence[Hashable] = ()
) -> Interval:
    """The mean of one score for each question.

    Args:
        values: at least one score.
        samples: draws with replacement.
        groups: the document of each question; empty where they all belong to one.
    """
    sums, counts = _units(values, groups)
    return Interval(sum(values) / len(values), *_spread(sums, counts, samples, seed), len(values))


def difference(
    ours: Sequence[float],
    theirs: Sequence[float],
    samples: int,
    seed: int,
    groups: Sequence[Hashable] = (),
) -> Difference:
    """How much better we are on the same questions, on average."""
    from scipy.stats import permutation_test

    each = [a - b for a, b in zip(ours, theirs, strict=True)]
    found = interval(each, samples, seed, groups)
    sums, _ = _units(each, groups)
    changed = sums[sums != 0]  # a zero is the same with either sign
    p = 1.0  # also of a single change: it could have either sign
    if len(changed) > 1:
        test = permutation_test(
            (changed,),
            _mean,
            permutation_type="samples",
            vectorized=True,
            n_resamples=FLIPS,
            rng=seed,
        )
        p = float(test.pvalue)
    return Difference(found.value, found.low, found.high, found.questions, min(1.0, p))


def holm(chances: Sequence[float]) -> list[float]:
    """P-values of several tests at once, raised so that none is taken for true by luck (Holm 1979).

    Returns:
        Adjusted p-values in the order given.
    """
    adjusted = [0.0] * len(chances)
    highest = 0.0
    for rank, index in enumerate(sorted(range(len(chances)), key=lambda i: chances[i])):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[index]))
        adjusted[index] = highest
    return adjusted


@dataclass(frozen=True)
class Calibration:
    """How well confidence tells what is right."""

    brier: float
    """Mean squared distance of confidence and truth, 0 to 1; lower is better (Brier, 1950)."""
    error: float
    """Expected calibration error over `BINS` classes of equal width, 0 to 1 (Naeini et al.,
    2015)."""
    auroc: float | None
    """Chance that a right answer has more confidence than a wrong one; `None` where there are not
    both."""


def calibration(confidences: Sequence[float], correct: Sequence[float]) -> Calibration:
    """Of answers with a confidence of 0 to 1, each 1 where it is right, else 0."""
    import numpy as np
    from sklearn.metrics import brier_score_loss, roc_auc_score

    sure, right = np.asarray(confidences, dtype=float), np.asarray(correct, dtype=float)
    classes = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        abs(float((right - sure)[classes == each].sum())) for each in range(BINS)
    ]  # a class counts by its size
    both = 0 < right.sum() < len(right)
    return Calibration(
        float(brier_score_loss(right, sure, pos_label=1)),
        sum(gaps) / len(sure),
        float(roc_auc_score(right, sure)) if both else None,
    )


def _units(values: Sequence[float], groups: Sequence[Hashable]) -> tuple[Any, Any]:
    """Sum and number of the values of each unit that is drawn: a question or a document."""
    import numpy as np

    if len(set(groups)) < GROUPS:
        return np.asarray(values, dtype=float), np.ones(len(values))
    _, place = np.unique([str(group) for group in groups], return_inverse=True)
    return np.bincount(place, weights=values), np.bincount(place).astype(float)


def _spread(sums: Any, counts: Any, samples: int, seed: int) -> tuple[float, float]:
    import numpy as np
    from scipy.stats import norm, t

    count = len(sums)
    more = max(count - 1, 1)  # degrees of freedom
    tail = 100 * float(norm.cdf(t.ppf(0.025, more) * (count / more) ** 0.5))
    drawn = np.random.default_rng(seed).integers(0, len(sums), (samples, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, [tail, 100 - tail])
    return float(low), float(high)


def _mean(values: Any, axis: int = -1) -> Any:
    return values.mean(axis=axis)
