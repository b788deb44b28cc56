"""From the blocks of a page, as PyMuPDF finds them, to paragraphs in reading order."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from math import inf
from typing import Any

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
from academy.extractor.order import Block, reading_order

BULLET = re.compile(r"\s*[•▪◦‣➢➤●○■□▶►\uf0b7\uf0a7]\s*(?:\| )?")
"""What marks an item of a list, at its beginning; it may stand apart like the cell of a table."""
RIGHT, UP, DOWN, LEFT = (1, 0), (0, -1), (0, 1), (-1, 0)
"""Directions of writing."""
CELL = 3.0
"""Points of white between two cells of a row at least."""
TALL_BLOCK = 1.6
"""Height of a block, in heights of a line, from which it has several lines."""


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

    flags = pymupdf.TEXT_DEHYPHENATE | pymupdf.TEXT_PRESERVE_WHITESPACE
    found = page.get_text("dict", flags=flags)["blocks"]
    texts = [block for block in found if block["lines"]]
    letters = _letters(texts)
    turn = letters.most_common(1)[0][0] if letters else RIGHT
    if turn != RIGHT:
        for part in chain(texts, *(block["lines"] for block in texts)):
            part["bbox"] = _turned(part["bbox"], turn)
    infos = pictures(page, letters.total())
    groups = grouped(page, infos)
    shown = [_block(_turned(box_of(group), turn), True, i) for i, group in enumerate(groups)]
    standing = [block for block in shown if share_of(page, groups[block.content]) < BACKGROUND]
    paragraphs: list[Paragraph] = []
    after = dict.fromkeys(range(len(groups)), 0)
    for block in reading_order([*map(_text, texts), *standing]):
        if isinstance(block.content, int):
            after[block.content] = len(paragraphs)
        else:
            paragraphs += _paragraphs(block.content)
    figures = (
        Figure(looks(group), share_of(page, group), after[i]) for i, group in enumerate(groups)
    )
    return Layout(tuple(paragraphs), tuple(figures), covered(page, infos))


def _paragraphs(lines: list[dict[str, Any]]) -> list[Paragraph]:
    """The paragraphs of a block."""
    found = [
        Paragraph(BULLET.sub("", _paragraph(item), count=1), _size(item)) for item in _items(lines)
    ]
    return [paragraph for paragraph in found if paragraph.text]


def _items(lines: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The lines of a block, divided where the items of a list begin."""
    items: list[list[dict[str, Any]]] = [[]]
    bottom = -inf
    for line in lines:
        marked = BULLET.match("".join(span["text"] for span in line["spans"]))
        if marked and items[-1] and not _beside(line, bottom):
            items.append([])
        items[-1].append(line)
        bottom = line["bbox"][3]
    return items


def _beside(line: dict[str, Any], bottom: float) -> bool:
    """Whether a line stands beside the one before it, which ends at `bottom`."""
    _, y0, _, y1 = line["bbox"]
    return bool((y0 + y1) / 2 < bottom)


def _apart(one: dict[str, Any], other: dict[str, Any]) -> float:
    """The white between two pieces of a row; negative where they overlap."""
    (a0, _, a1, _), (b0, _, b1, _) = one["bbox"], other["bbox"]
    return float(max(b0 - a1, a0 - b1))


def _size(lines: list[dict[str, Any]]) -> float:
    """The size in points that most letters of a block have."""
    letters: Counter[float] = Counter()
    for line in lines:
        for span in line["spans"]:
            letters[round(span["size"], 1)] += len(span["text"])
    return max(letters, key=lambda size: letters[size], default=0.0)


def _text(found: dict[str, Any]) -> Block:
    """A block of text."""
    (_, top, _, bottom), (_, first, _, last) = found["bbox"], found["lines"][0]["bbox"]
    return _block(found["bbox"], bottom - top > TALL_BLOCK * (last - first), found["lines"])


def _block(box: Box, tall: bool, content: Any) -> Block:
    x0, y0, x1, y1 = box
    return Block(x0, y0, x1, y1, tall, content)


def _letters(blocks: list[dict[str, Any]]) -> Counter[tuple[int, int]]:
    """How many letters run in which direction, whatever way the page is shown."""
    letters: Counter[tuple[int, int]] = Counter()
    for line in chain.from_iterable(block["lines"] for block in blocks):
        x, y = line["dir"]
        letters[round(x), round(y)] += sum(len(span["text"].strip()) for span in line["spans"])
    return letters


def _turned(box: Box, turn: tuple[int, int]) -> Box:
    """Where a box lies when the page is turned so that text of that direction runs rightwards."""
    x0, y0, x1, y1 = box
    if turn == UP:
        return -y1, x0, -y0, x1
    if turn == DOWN:
        return y0, -x1, y1, -x0
    return (-x1, -y1, -x0, -y0) if turn == LEFT else box


def _rows(lines: list[dict[str, Any]]) -> list[list[str]]:
    """The lines of a block as seen; pieces that stand side by side are cells of one row."""
    rows: list[list[str]] = []
    bottom, last = -inf, None
    for line in lines:
        text = " ".join("".join(span["text"] for span in line["spans"]).split())
        if rows and last and _beside(line, bottom) and _apart(last, line) < CELL:
            rows[-1][-1] = f"{rows[-1][-1]} {text}".strip()
        elif rows and _beside(line, bottom):
            rows[-1].append(text)
        else:
            rows.append([text])
        bottom, last = line["bbox"][3], line
    return [row for row in (list(filter(None, row)) for row in rows) if row]


def _paragraph(lines: list[dict[str, Any]]) -> str:
    """The lines of a block as one, but each row of a table on a line of its own."""
    text = ""
    cells = False
    for row in _rows(lines):
        apart = cells or len(row) > 1
        text += ("\n" if apart else " ") * bool(text) + " | ".join(row)
        cells = len(row) > 1
    return text
