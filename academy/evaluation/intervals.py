"""Bootstrap intervals of a mean."""

from collections.abc import Sequence


def bootstrap(values: Sequence[float], samples: int, seed: int) -> tuple[float, float, float]:
    """The mean, and its 95 % interval by the percentile bootstrap (Efron, 1979).

    Args:
        values: one score for each question.
        samples: resamples drawn with replacement.

    Returns:
        (mean, low, high).
    """
    import numpy as np

    scores = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(scores), (samples, len(scores)))
    low, high = np.percentile(scores[drawn].mean(axis=1), [2.5, 97.5])
    return float(scores.mean()), float(low), float(high)
