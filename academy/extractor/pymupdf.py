"""Text layer by PyMuPDF: fast, keeps paragraphs and table rows together (AGPL or commercial)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from academy.component import component
from academy.errors import AcademyError
from academy.extractor.base import Extractor, Sheet
from academy.extractor.formats import PAGED, READERS


@component
class PyMuPDF(Extractor):
    """`extractor=pymupdf`."""

    def read(self, path: Path) -> Iterator[Sheet]:
        """Yield every page of a PDF, EPUB or picture."""
        with opened(path) as document:
            for number in range(1, len(document) + 1):
                yield _sheet(document, number)


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
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        document = pymupdf.open(path, filetype=kind[1:])
        len(document)
    except (pymupdf.FileDataError, pymupdf.EmptyFileError, pymupdf.mupdf.FzErrorBase):
        name = kind[1:].upper()
        raise AcademyError(f"{path}: not a readable {name} (damaged or cut off?)") from None
    with document:
        if document.needs_pass:
            raise AcademyError(f"{path}: encrypted PDF; save a copy without password first")
        if document.is_repaired:
            raise AcademyError(f"{path}: truncated or damaged PDF; fetch or export it again")
        yield document


def _sheet(document: Any, number: int) -> Sheet:
    try:
        page = document[number - 1]
        return Sheet(number, _text(page), picture_share(page), title(document))
    except faults() as error:
        return Sheet(number, "", 0.0, title(document), failed=damaged(error))


def faults() -> tuple[type[Exception], ...]:
    """What PyMuPDF raises at a damaged page."""
    import pymupdf

    return pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError


def damaged(error: Exception) -> str:
    """Why a page of an otherwise readable document could not be read."""
    said = str(error).splitlines() or [type(error).__name__]
    return f"failed: damaged page ({said[0][:80]})"


def title(document: Any) -> str:
    """What an open PDF calls itself; empty where it does not."""
    return (document.metadata or {}).get("title") or ""


def _text(page: Any) -> str:
    """Paragraphs of a page, separated by an empty line."""
    import pymupdf

    flags = pymupdf.TEXT_DEHYPHENATE | pymupdf.TEXT_PRESERVE_WHITESPACE
    blocks = page.get_text("dict", sort=True, flags=flags)["blocks"]
    return "\n\n".join(filter(None, (_paragraph(block["lines"]) for block in blocks)))


def _paragraph(lines: list[dict[str, Any]]) -> str:
    """Join the lines of a block; pieces that stand side by side are the cells of a table row."""
    rows: list[list[str]] = []
    bottom = 0.0
    for line in lines:
        text = " ".join("".join(span["text"] for span in line["spans"]).split())
        _, y0, _, y1 = line["bbox"]
        if rows and (y0 + y1) / 2 < bottom:
            rows[-1].append(text)
        else:
            rows.append([text])
        bottom = y1
    return " ".join(" | ".join(filter(None, row)) for row in rows).strip()


def picture_share(page: Any) -> float:
    """Share of the page's area that pictures cover, 0 to 1."""
    area = abs(page.rect) or 1.0
    covered = sum(abs(page.rect & info["bbox"]) for info in page.get_image_info())
    return min(1.0, float(covered / area))
