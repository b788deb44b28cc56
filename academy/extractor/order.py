"""The order in which the blocks of a page are read: from the top, and column by column.

A recursive cut of the page (Nagy and Seth, 1984): into bands between which no block stands, and
neighbouring bands with a common gutter into columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite
from typing import Any

GUTTER = 9.0
"""Points of white between two columns at least."""
NARROW = 0.15
"""Share of the text's width that a column has at least that another follows; the numbers of a list
are none."""
BREAK = 18.0
"""Points of white above or below columns behind which a block on one side is none of theirs."""

Gap = tuple[float, float]
"""White from one x to another."""


@dataclass(frozen=True)
class Block:
    """A block of lines, in points from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float
    tall: bool
    """Whether it has several lines."""
    content: Any


def reading_order(blocks: Sequence[Block]) -> list[Block]:
    """The blocks in the order in which they are read."""
    if not blocks:
        return []
    width = max(block.x1 for block in blocks) - min(block.x0 for block in blocks)
    return _in_columns(blocks, NARROW * width)


def _in_columns(blocks: Iterable[Block], narrow: float) -> list[Block]:
    bands = _bands(sorted(blocks, key=lambda block: (block.y0, block.x0)))
    if all(len(band) == 1 for band in bands):
        return [block for (block,) in bands]
    found: list[Block] = []
    for run in _runs(bands):
        gutter = _gutter(run, narrow)
        if gutter:
            found += _in_columns([b for b in run if b.x1 <= gutter[0]], narrow)
            found += _in_columns([b for b in run if b.x0 >= gutter[1]], narrow)
        else:
            found += sorted(run, key=lambda block: (block.y1, block.x0))
    return found


def _bands(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks that stand beside each other, from top to bottom."""
    bands: list[list[Block]] = []
    bottom = -inf
    for block in blocks:
        if block.y0 < bottom:
            bands[-1].append(block)
        else:
            bands.append([block])
        bottom = max(bottom, block.y1)
    return bands


def _runs(bands: Sequence[list[Block]]) -> Iterator[list[Block]]:
    """Bands between which there is white, those joined through which one gutter goes."""
    start = 0
    for i, band in enumerate(bands):
        gutters = [gap for gap in _gaps(band) if gap[1] - gap[0] >= GUTTER and isfinite(sum(gap))]
        if i < start or not gutters:
            continue
        below, gutters = _reach(bands[i:], gutters)
        above, _ = _reach(bands[start : i + 1][::-1], gutters)
        first, last = i - above, i + below
        yield from bands[start:first]
        yield [block for joined in bands[first : last + 1] for block in joined]
        start = last + 1
    yield from bands[start:]


def _reach(bands: Sequence[list[Block]], gutters: list[Gap]) -> tuple[int, list[Gap]]:
    """How many further bands belong to the columns in the first one, and the gutters left."""
    for n, (one, other) in enumerate(pairwise(bands)):
        common = _common(gutters, _gaps(other))
        if not common or (_is_beside(other, common) and _white(one, other) >= BREAK):
            return n, gutters
        gutters = common
    return len(bands) - 1, gutters


def _is_beside(band: list[Block], gutters: Sequence[Gap]) -> bool:
    """Whether a band stands on one side of every gutter."""
    return all(len({block.x0 >= end for block in band}) == 1 for _, end in gutters)


def _white(one: list[Block], other: list[Block]) -> float:
    """The distance of two bands."""
    gaps = (
        min(b.y0 for b in other) - max(b.y1 for b in one),
        min(b.y0 for b in one) - max(b.y1 for b in other),
    )
    return max(gaps)


def _gutter(blocks: Sequence[Block], narrow: float) -> Gap | None:
    """The widest gap between two columns; cells of one line each are rather those of a table."""
    gaps = _gaps(blocks) if any(block.tall for block in blocks) else []
    wide = [gap for gap in gaps if gap[1] - gap[0] >= GUTTER and _divides(blocks, gap, narrow)]
    return max(wide, key=lambda gap: gap[1] - gap[0], default=None)


def _divides(blocks: Sequence[Block], gap: Gap, narrow: float) -> bool:
    """Whether there are columns on either side of a gap."""
    left = [block for block in blocks if block.x1 <= gap[0]]
    right = [block for block in blocks if block.x0 >= gap[1]]
    if not left or not right:
        return False
    return max(block.x1 for block in left) - min(block.x0 for block in left) >= narrow


def _gaps(blocks: Iterable[Block]) -> list[Gap]:
    """Where no block stands, from left to right, the outermost without an end."""
    edges = [(-inf, -inf)]
    for block in sorted(blocks, key=lambda block: block.x0):
        if block.x0 <= edges[-1][1]:
            edges[-1] = (edges[-1][0], max(edges[-1][1], block.x1))
        else:
            edges.append((block.x0, block.x1))
    return [(one[1], other[0]) for one, other in pairwise([*edges, (inf, inf)])]


def _common(some: Sequence[Gap], others: Sequence[Gap]) -> list[Gap]:
    both = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(start, end) for start, end in both if end - start >= GUTTER]
