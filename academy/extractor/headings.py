"""Which paragraphs of a document are headings, by the size of their type."""

from collections import Counter
from collections.abc import Sequence

LARGER = 1.12
"""Times the size of most text from which a paragraph is a heading."""
LONGEST = 14
"""Words that a heading has at most."""
LEVELS = 6
"""Levels that are told apart; smaller headings count as the last one."""

Sized = tuple[str, float]
"""A paragraph and the size of its type in points, 0 where that is not known."""


def headings(pages: Sequence[Sequence[Sized]]) -> list[tuple[str, ...]]:
    """The headings of each page in reading order: `# A part`, `## A chapter`.

    Args:
        pages: the paragraphs of each page of one document.
    """
    weights: Counter[float] = Counter()
    for page in pages:
        for text, size in page:
            weights[round(size)] += len(text)
    usual = max(weights, key=lambda size: weights[size], default=0)
    large = [[(t, s) for t, s in page if usual and _is_heading(t, s, usual)] for page in pages]
    sizes = sorted({round(size) for page in large for _, size in page}, reverse=True)
    level = {size: min(rank, LEVELS) for rank, size in enumerate(sizes, start=1)}
    return [tuple(f"{'#' * level[round(s)]} {text}" for text, s in page) for page in large]


def _is_heading(text: str, size: float, usual: float) -> bool:
    words = text.split()
    told = any(word[0].isalpha() and len(word) > 1 for word in words)
    return size >= LARGER * usual and len(words) <= LONGEST and told and " | " not in text
