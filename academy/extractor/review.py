"""The page by which a person checks an extraction: what was seen beside what was read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from academy.extractor.auto import readable
from academy.html import inlined, write_html
from academy.records import Dropped, Page

TEMPLATE = Path(__file__).with_name("review.html.j2")
Drawing = Callable[[Path, int], bytes | None]
MOST = 100
"""Pages that are shown, the most doubtful ones."""


@dataclass(frozen=True)
class Reading:
    """One page and what became of it."""

    document: str
    number: int
    doubt: float
    """How much the page needs checking: from 0 over 0.5 (left out as a whole) and 1 (nothing was
    read) to 2 (failed)."""
    way: str
    """Where its text came from, or why there is none."""
    language: str
    text: str
    original: str
    """The text before it was translated."""
    doubts: tuple[str, ...]
    removed: tuple[str, ...]
    """What was taken out of the text: headers, footers, what cannot be learned."""


def readings(pages: Sequence[Page], dropped: Sequence[Dropped]) -> list[Reading]:
    """Every page, the most doubtful first, else in the documents' order."""
    removed: dict[str, list[str]] = {}
    for record in dropped:
        if not record.count and "text" in record.content:
            removed.setdefault(record.where, []).append(record.content["text"])
    read = [
        Reading(
            page.document,
            page.number,
            _doubt(page),
            page.source if page.confidence is None else f"OCR, {100 * page.confidence:.0f} % sure",
            page.language,
            page.text,
            page.original,
            page.doubts,
            tuple(removed.get(f"{page.document} p. {page.number}", ())),
        )
        for page in pages
    ]
    lost = [
        Reading(
            record.where.rpartition(" p. ")[0],
            record.content["page"],
            2.0 if record.reason.startswith("failed") else 0.5 if "text" in record.content else 1.0,
            record.reason,
            "",
            "",
            "",
            (),
            tuple(record.content["text"].split("\n\n")) if "text" in record.content else (),
        )
        for record in dropped
        if record.count
    ]
    in_order = sorted([*read, *lost], key=lambda reading: (reading.document, reading.number))
    return sorted(in_order, key=lambda reading: -reading.doubt)


def _doubt(page: Page) -> float:
    unlike_words = 1 - readable(page.text)
    unsure = 0 if page.confidence is None else 1 - page.confidence
    return max(unlike_words, unsure, 0.9 if page.doubts else 0)


def write_review(
    target: Path, found: Sequence[Reading], drawing: Drawing, files: Mapping[str, Path]
) -> None:
    """Write one HTML file that needs nothing beside it.

    Args:
        found: the pages, in the order in which they are shown.
        drawing: draws a page of a file by its number, as JPEG.
        files: each document's file by its name.
    """
    shown = [(reading, _picture(reading, drawing, files)) for reading in found[:MOST]]
    write_html(target, TEMPLATE, shown=shown, pages=len(found))


def _picture(reading: Reading, drawing: Drawing, files: Mapping[str, Path]) -> str | None:
    drawn = drawing(files[reading.document], reading.number)
    return inlined(drawn, "jpeg") if drawn else None
