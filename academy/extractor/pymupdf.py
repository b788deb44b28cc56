"""Text layer by PyMuPDF: fast, keeps paragraphs and table rows together (AGPL or commercial)."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from math import inf
from operator import or_
from pathlib import Path
from typing import Any

from academy.component import component
from academy.errors import AcademyError
from academy.extractor.base import Extractor, Figure, Sheet
from academy.extractor.formats import PAGED, READERS
from academy.extractor.order import Block, reading_order

MEMORY = 100
"""Pages of which MuPDF keeps fonts and pictures."""
WIDTH = 640
"""Pixels that the picture of a page is wide."""
TALL_BLOCK = 1.6
"""Height of a block, in heights of a line, from which it has several lines."""
TALL = 1.5
"""Height of a page, in widths, from which its picture is made narrower."""
QUALITY = 60
"""Of the picture as JPEG, 0 to 100."""
SHARP = 1024
"""Pixels of the longer side of a picture that is cut out of a page."""
FINE = 85
"""Of such a picture as JPEG."""
RIGHT, UP, DOWN, LEFT = (1, 0), (0, -1), (0, 1), (-1, 0)
"""Directions of writing."""
CELL = 3.0
"""Points of white between two cells of a row at least."""
SEAM = 2.0
"""Points between two pictures that are pieces of one."""

BULLET = re.compile(r"\s*[•▪◦‣➢➤●○■□▶►\uf0b7\uf0a7]\s*(?:\| )?")
"""What marks an item of a list, at its beginning; it may stand apart like the cell of a table."""


@component
class PyMuPDF(Extractor):
    """`extractor=pymupdf`."""

    def read(self, path: Path, first: int = 1, ahead: bool = True) -> Iterator[Sheet]:
        """Yield every page of a PDF, EPUB or picture."""
        with opened(path) as document:
            yield from self.pages(document, first)

    def pages(self, document: Any, first: int) -> Iterator[Sheet]:
        """Yield the pages of an open document from the `first` one on."""
        return (_sheet(document, number) for number in range(first, len(document) + 1))

    def picture(self, path: Path, number: int) -> bytes | None:
        """How a page looks, as JPEG."""
        return thumbnail(path, number)

    def figure(self, path: Path, number: int, index: int) -> bytes | None:
        """One of a page's pictures with what stands on it, as JPEG."""
        return cut_out(path, number, index)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """An open PDF, or another document of pages.

    Raises:
        AcademyError: it is damaged or encrypted, or no document of pages.
    """
    import pymupdf

    kind = path.suffix.lower()
    if kind in READERS:
        raise AcademyError(f"{path}: only extractor=auto reads {kind} files")
    kind = kind if kind in PAGED else ".pdf"
    name = kind[1:].upper()
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        document = pymupdf.open(path, filetype=kind[1:])
        len(document)
    except (pymupdf.FileDataError, pymupdf.EmptyFileError, pymupdf.mupdf.FzErrorBase):
        raise AcademyError(f"{path}: not a readable {name} (damaged or cut off?)") from None
    with document:
        if document.needs_pass:
            raise AcademyError(f"{path}: encrypted {name}; save a copy without password first")
        if document.is_repaired:
            raise AcademyError(f"{path}: truncated or damaged {name}; fetch or export it again")
        yield document


def _sheet(document: Any, number: int) -> Sheet:
    forget(number)
    try:
        page = document[number - 1]
        found = _paragraphs(page)
        # Looking for pictures takes as long as reading the text. Those that no list names stand
        # on scans only, and these have no text.
        infos = page.get_image_info() if page.get_images() or not found else []
        return Sheet(
            number,
            "\n\n".join(paragraph.text for paragraph in found),
            _share(page, infos),
            title(document),
            sizes=tuple(paragraph.size for paragraph in found),
            figures=tuple(_figure(page, boxes, found) for boxes in _figures(infos)),
            attached=tuple(document.embfile_names()) if number == 1 else (),
        )
    except faults() as error:
        return Sheet(number, "", 0.0, title(document), failed=damaged(error))


def thumbnail(path: Path, number: int) -> bytes | None:
    """A page as JPEG, `WIDTH` pixels wide; `None` where it cannot be drawn."""
    import pymupdf

    try:
        with opened(path) as document:
            page = document[number - 1]
            scale = WIDTH / max(1.0, page.rect.width, page.rect.height / TALL)
            drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
            return bytes(drawn.tobytes("jpeg", jpg_quality=QUALITY))
    except AcademyError:
        return None
    except faults():
        return None


def forget(number: int) -> None:
    """Now and then let MuPDF forget what it keeps of earlier pages, so that memory stays flat."""
    import pymupdf

    if number % MEMORY == 0:
        pymupdf.TOOLS.store_shrink(100)


def faults() -> tuple[type[Exception], ...]:
    """What PyMuPDF raises at a damaged page."""
    import pymupdf

    return pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, IndexError


def damaged(error: Exception) -> str:
    """Why a page of an otherwise readable document could not be read."""
    said = str(error).splitlines() or [type(error).__name__]
    return f"failed: damaged page ({said[0][:80]})"


def title(document: Any) -> str:
    """What an open PDF calls itself; empty where it does not."""
    return (document.metadata or {}).get("title") or ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph where it stands on the page."""

    text: str
    size: float
    """Of most of its type, in points."""
    top: float


def _paragraphs(page: Any) -> list[Paragraph]:
    """The paragraphs of a page in reading order."""
    import pymupdf

    flags = pymupdf.TEXT_DEHYPHENATE | pymupdf.TEXT_PRESERVE_WHITESPACE
    found = page.get_text("dict", flags=flags)["blocks"]
    blocks = [block for block in found if block["lines"]]
    turn = _turn(blocks)
    if turn != RIGHT:
        for part in chain(blocks, *(block["lines"] for block in blocks)):
            part["bbox"] = _turned(part["bbox"], turn)
    ordered = reading_order([_block(block) for block in blocks])
    items = [item for block in ordered for item in _items(block.content)]
    paragraphs = [
        Paragraph(BULLET.sub("", _paragraph(lines), count=1), _size(lines), lines[0]["bbox"][1])
        for lines in items
        if lines
    ]
    return [paragraph for paragraph in paragraphs if paragraph.text]


def _figures(infos: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The pictures of a page from top to bottom; the pieces of a divided one together."""
    groups: list[list[dict[str, Any]]] = []
    for info in infos:
        touching = [group for group in groups if any(_touch(info, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([info, *chain.from_iterable(touching)])
    return sorted(groups, key=lambda group: _box(group)[1])


def _touch(one: dict[str, Any], other: dict[str, Any]) -> bool:
    (a0, b0, a1, b1), (c0, d0, c1, d1) = one["bbox"], other["bbox"]
    return bool(a0 <= c1 + SEAM and c0 <= a1 + SEAM and b0 <= d1 + SEAM and d0 <= b1 + SEAM)


def _box(group: list[dict[str, Any]]) -> Any:
    """The rectangle around pictures."""
    import pymupdf

    return reduce(or_, (pymupdf.Rect(info["bbox"]) for info in group))


def _figure(page: Any, group: list[dict[str, Any]], found: list[Paragraph]) -> Figure:
    box = _box(group) & page.rect
    looks = sorted((info["width"], info["height"], info["size"]) for info in group)
    after = sum(paragraph.top < box.y0 for paragraph in found)
    return Figure(str(looks), float(abs(box) / (abs(page.rect) or 1.0)), after)


def cut_out(path: Path, number: int, index: int) -> bytes | None:
    """A picture of a page as JPEG, about `SHARP` pixels wide; `None` where it cannot be drawn."""
    import pymupdf

    try:
        with opened(path) as document:
            page = document[number - 1]
            box = _box(_figures(page.get_image_info())[index]) & page.rect
            scale = SHARP / max(1.0, box.width, box.height)
            drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), clip=box, alpha=False)
            return bytes(drawn.tobytes("jpeg", jpg_quality=FINE))
    except AcademyError:
        return None
    except faults():
        return None


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


def _block(found: dict[str, Any]) -> Block:
    x0, y0, x1, y1 = found["bbox"]
    _, top, _, bottom = found["lines"][0]["bbox"]
    return Block(x0, y0, x1, y1, y1 - y0 > TALL_BLOCK * (bottom - top), found["lines"])


def _turn(blocks: list[dict[str, Any]]) -> tuple[int, int]:
    """The direction in which most of a page's letters run, whatever way the page is shown."""
    letters = Counter({RIGHT: 0})
    for line in chain.from_iterable(block["lines"] for block in blocks):
        x, y = line["dir"]
        letters[round(x), round(y)] += sum(len(span["text"]) for span in line["spans"])
    found = max(letters, key=lambda turn: letters[turn])
    return found if found in (UP, DOWN, LEFT) else RIGHT


def _turned(box: tuple[float, ...], turn: tuple[int, int]) -> tuple[float, ...]:
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


def picture_share(page: Any) -> float:
    """Share of the page's area that pictures cover, 0 to 1."""
    return _share(page, page.get_image_info())


def _share(page: Any, infos: list[dict[str, Any]]) -> float:
    if not infos:
        return 0.0
    area = abs(page.rect) or 1.0
    covered = sum(abs(page.rect & info["bbox"]) for info in infos)
    return min(1.0, float(covered / area))
