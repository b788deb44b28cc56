"""From the blocks of a page, as PyMuPDF finds them, to paragraphs in reading order."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import inf
from typing import Any, NamedTuple

from academy.extractor.base import Figure
from academy.extractor.figures import (
    BACKGROUND,
    Box,
    box_of,
    covered,
    grouped,
    looks,
    pictures,
    share_of,
)
from academy.extractor.lines import followed, raised, unhyphenated
from academy.extractor.order import Block, reading_order

BULLET = re.compile(r"\s*[•▪◦‣➢➤●○■□▶►\uf0b7\uf0a7]\s*(?:\| )?")
"""What marks an item of a list, at its beginning; it may stand apart like the cell of a table."""
RIGHT, UP, DOWN, LEFT = (1, 0), (0, -1), (0, 1), (-1, 0)
"""Directions of writing."""
CELL = 3.0
"""Points of white between two cells of a row at least."""
SMALL = 0.85
"""Size of raised type, in sizes of what it stands beside, at most."""
RAISED = 0.2
"""By which it stands higher at least, in the same sizes."""
TALL_BLOCK = 1.6
"""Height of a block, in heights of a line, from which it has several lines."""


class Line(NamedTuple):
    """A line of a block, or a piece of one."""

    text: str
    box: Box
    direction: tuple[float, float]
    """Of its letters: cosine and sine."""
    spans: list[dict[str, Any]]
    """Its pieces of one type each."""


Lines = list[Line]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph and its type."""

    text: str
    size: float
    """Of most of its type, in points."""


@dataclass(frozen=True)
class Layout:
    """What stands on a page."""

    paragraphs: tuple[Paragraph, ...]
    """In reading order."""
    figures: tuple[Figure, ...]
    pictures: float
    """Share of the page's area that pictures cover, 0 to 1."""


def laid_out(page: Any) -> Layout:
    """The paragraphs of a page in reading order, and where its pictures stand between them."""
    import pymupdf

    flags = pymupdf.TEXT_PRESERVE_WHITESPACE
    found = page.get_textpage(flags=flags).extractDICT()["blocks"]
    texts = [(block["bbox"], [_line(line) for line in block["lines"]]) for block in found]
    letters = _letters(chain.from_iterable(lines for _, lines in texts))
    turn = letters.most_common(1)[0][0] if letters else RIGHT
    if turn != RIGHT:
        texts = [
            (_turned(box, turn), [line._replace(box=_turned(line.box, turn)) for line in lines])
            for box, lines in texts
        ]
    infos = pictures(page, letters.total())
    groups = grouped(page, infos)
    shown = [_block(_turned(box_of(group), turn), True, i) for i, group in enumerate(groups)]
    standing = [block for block in shown if share_of(page, groups[block.content]) < BACKGROUND]
    paragraphs: list[Paragraph] = []
    after = dict.fromkeys(range(len(groups)), 0)
    for block in reading_order([*(_text(*text) for text in texts if text[1]), *standing]):
        if isinstance(block.content, int):
            after[block.content] = len(paragraphs)
        else:
            paragraphs += _paragraphs(block.content)
    figures = (
        Figure(looks(group), share_of(page, group), after[i]) for i, group in enumerate(groups)
    )
    return Layout(tuple(paragraphs), tuple(figures), covered(page, infos))


def _line(found: dict[str, Any]) -> Line:
    spans = found["spans"]
    text, beside = "", None
    for span in spans:
        above = beside and found["dir"] == RIGHT and _stands_above(span, beside)
        text += raised(text, span["text"]) if above else span["text"]
        beside = beside if above else span
    return Line(text, found["bbox"], found["dir"], spans)


def _stands_above(span: dict[str, Any], beside: dict[str, Any]) -> bool:
    """Whether a piece is small and raised over the one that it follows."""
    size = beside["size"]
    by = beside["origin"][1] - span["origin"][1]
    return bool(span["size"] < SMALL * size and by > RAISED * size)


def _paragraphs(lines: Lines) -> list[Paragraph]:
    """The paragraphs of a block."""
    found = [Paragraph(_unmarked(_paragraph(item)), _size(item)) for item in _items(lines)]
    return [paragraph for paragraph in found if paragraph.text]


def _unmarked(text: str) -> str:
    """The text of an item without what marks it."""
    mark = BULLET.match(text)
    return text[mark.end() :] if mark else text


def _items(lines: Lines) -> list[Lines]:
    """The lines of a block, divided where the items of a list begin."""
    items: list[Lines] = [[]]
    bottom = -inf
    for line in lines:
        if items[-1] and BULLET.match(line.text) and not _beside(line, bottom):
            items.append([])
        items[-1].append(line)
        bottom = line.box[3]
    return items


def _beside(line: Line, bottom: float) -> bool:
    """Whether a line stands beside the one before it, which ends at `bottom`."""
    _, y0, _, y1 = line.box
    return (y0 + y1) / 2 < bottom


def _apart(one: Line, other: Line) -> float:
    """The white between two pieces of a row; negative where they overlap."""
    (a0, _, a1, _), (b0, _, b1, _) = one.box, other.box
    return max(b0 - a1, a0 - b1)


def _size(lines: Lines) -> float:
    """The size in points that most letters of a block have."""
    spans = [span for line in lines for span in line.spans]
    sizes = {span["size"] for span in spans}
    if len(sizes) == 1:
        return float(round(sizes.pop(), 1))
    letters: Counter[float] = Counter()
    for span in spans:
        letters[round(span["size"], 1)] += len(span["text"])
    return max(letters, key=lambda size: letters[size], default=0.0)


def _text(box: Box, lines: Lines) -> Block:
    """A block of text."""
    (_, top, _, bottom), (_, first, _, last) = box, lines[0].box
    return _block(box, bottom - top > TALL_BLOCK * (last - first), lines)


def _block(box: Box, tall: bool, content: Any) -> Block:
    x0, y0, x1, y1 = box
    return Block(x0, y0, x1, y1, tall, content)


def _letters(lines: Iterable[Line]) -> Counter[tuple[int, int]]:
    """How many letters run in which direction, whatever way the page is shown."""
    found: Counter[tuple[float, float]] = Counter()
    for line in lines:
        found[line.direction] += len(line.text.strip())
    letters: Counter[tuple[int, int]] = Counter()
    for (x, y), count in found.items():
        letters[round(x), round(y)] += count
    return letters


def _turned(box: Box, turn: tuple[int, int]) -> Box:
    """Where a box lies when the page is turned so that text of that direction runs rightwards."""
    x0, y0, x1, y1 = box
    if turn == UP:
        return -y1, x0, -y0, x1
    if turn == DOWN:
        return y0, -x1, y1, -x0
    return (-x1, -y1, -x0, -y0) if turn == LEFT else box


def _rows(lines: Lines) -> list[list[str]]:
    """The lines of a block as seen; pieces that stand side by side are cells of one row."""
    rows: list[list[str]] = []
    bottom, last = -inf, None
    for line in lines:
        text = " ".join(line.text.split())
        if not last or not _beside(line, bottom):
            rows.append([text])
        elif _apart(last, line) < CELL:
            rows[-1][-1] = f"{rows[-1][-1]} {text}".strip()
        else:
            rows[-1].append(text)
        bottom, last = line.box[3], line
    return [row for row in (list(filter(None, row)) for row in rows) if row]


def _paragraph(lines: Lines) -> str:
    """The lines of a block as one, but each row of a table on a line of its own."""
    text = ""
    cells = False
    for row in _rows(lines):
        apart = cells or len(row) > 1
        line = " | ".join(row)
        text = f"{text}\n{line}" if apart and text else followed(text, line)
        cells = len(row) > 1
    return unhyphenated(text)
