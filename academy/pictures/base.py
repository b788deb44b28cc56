"""The pictures of documents: which are worth a description, and where it is put."""

import csv
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from academy.component import Component
from academy.errors import AcademyError
from academy.extractor.base import Sheet
from academy.records import Dropped, Record
from academy.teacher.chain import Account
from academy.text import PICTURE

LIST = "pictures.csv"


@dataclass(frozen=True)
class Shown(Record):
    """A row of the list of pictures, which a person may edit."""

    document: str
    page: int
    picture: int
    """Which one of the page, from 1."""
    share: float
    """Of the page's area, 0 to 1."""
    keep: str
    """`yes` where it is worth a description, else `no`."""
    reason: str
    """Why it is not."""
    description: str = ""
    """What stands in the text; where a person wrote it, nobody is asked."""

    @property
    def key(self) -> tuple[str, int, int]:
        """Which picture this is."""
        return self.document, self.page, self.picture


@dataclass
class Album:
    """What a document's pictures are looked at with, and what came of it."""

    draw: Callable[[Path, int, int], bytes | None]
    """A picture by file, page and index, as JPEG."""
    account: Account
    shown: list[Shown] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


class Pictures(Component, ABC):
    """Base of all ways to treat pictures."""

    @abstractmethod
    def put_in(self, file: Path, sheets: Sequence[Sheet], album: Album) -> list[Sheet]:
        """The sheets of a document, with what is to be read on their pictures."""


def found(file: Path, sheets: Iterable[Sheet], min_share: float, recurs: int) -> list[Shown]:
    """Every picture of a document; scanned pages are none.

    Args:
        min_share: share of the page's area below which a picture is too small.
        recurs: pages from which on a picture is decoration.
    """
    pages = [sheet for sheet in sheets if not sheet.is_scan and sheet.source != "ocr"]
    seen = Counter(same for sheet in pages for same in {f.same for f in sheet.figures})
    return [
        Shown(file.name, sheet.number, i, round(figure.share, 3), "no" if why else "yes", why)
        for sheet in pages
        for i, figure in enumerate(sheet.figures, 1)
        for why in [_why_not(figure.share < min_share, seen[figure.same], recurs)]
    ]


def _why_not(small: bool, pages: int, recurs: int) -> str:
    if pages >= recurs:
        return f"decoration, on {pages} pages"
    return "small" if small else ""


def described(sheet: Sheet, shown: Iterable[Shown]) -> Sheet:
    """A sheet with the descriptions of its pictures where they stand, as paragraphs."""
    parts = sheet.text.split("\n\n") if sheet.text else []
    sizes = list(sheet.sizes)
    for row in sorted(shown, key=lambda row: -row.picture):
        after = min(sheet.figures[row.picture - 1].after, len(parts))
        parts.insert(after, PICTURE + " ".join(row.description.split()))
        if sheet.sizes:
            sizes.insert(after, 0.0)
    return replace(sheet, text="\n\n".join(parts), sizes=tuple(sizes))


def write_list(path: Path, shown: Iterable[Shown]) -> None:
    """Write the list that a person may edit, as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows([getattr(row, name) for name in COLUMNS] for row in shown)


def read_list(path: Path) -> dict[tuple[str, int, int], Shown]:
    """Read the list that a person may have edited.

    Raises:
        AcademyError: a row is wrong, named by its line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AcademyError(f"{path}: no readable list of pictures ({error})") from None
    read = [_row(path, line, row) for line, row in enumerate(rows, 2)]
    return {row.key: row for row in read}


def _row(path: Path, line: int, row: dict[str, str | None]) -> Shown:
    try:
        words = {name: row[name] or "" for name in COLUMNS}
        if words["keep"] not in ("yes", "no"):
            raise ValueError
        numbers = int(words["page"]), int(words["picture"]), float(words["share"])
    except (KeyError, ValueError):
        raise AcademyError(
            f"{path}, line {line}: a row needs {', '.join(COLUMNS)}, with `yes` or `no` in keep"
        ) from None
    texts = words["keep"], words["reason"], words["description"].strip()
    return Shown(words["document"], *numbers, *texts)


COLUMNS = tuple(column.name for column in fields(Shown))
