"""Text layer by PyMuPDF: fast, keeps paragraphs and table rows together (AGPL or commercial)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from academy.component import component
from academy.errors import AcademyError
from academy.extractor.base import Extractor, Sheet
from academy.extractor.figures import covered, cut_out
from academy.extractor.formats import PAGED, READERS
from academy.extractor.layout import laid_out

MEMORY = 250
"""Pages of which MuPDF keeps fonts and pictures."""
WIDTH = 640
"""Pixels that the picture of a page is wide."""
TALL = 1.5
"""Height of a page, in widths, from which its picture is made narrower."""
QUALITY = 60
"""Of the picture as JPEG, 0 to 100."""


@component
class PyMuPDF(Extractor):
    """`extractor=pymupdf`."""

    def read(self, path: Path, first: int = 1, ahead: bool = True) -> Iterator[Sheet]:
        """Yield every page of a PDF, EPUB or picture."""
        with opened(path) as document:
            yield from self.pages(document, first)

    def pages(self, document: Any, first: int) -> Iterator[Sheet]:
        """Yield the pages of an open document from the `first` one on."""
        named = title(document)
        return (_sheet(document, number, named) for number in range(first, len(document) + 1))

    def picture(self, path: Path, number: int) -> bytes | None:
        """How a page looks, as JPEG."""
        return thumbnail(path, number)

    def figure(self, path: Path, number: int, index: int) -> bytes | None:
        """One of a page's pictures with what stands on it, as JPEG."""
        try:
            with opened(path) as document:
                return cut_out(document[number - 1], index)
        except AcademyError:
            return None
        except faults():
            return None


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


def _sheet(document: Any, number: int, named: str) -> Sheet:
    forget(number)
    try:
        page = document[number - 1]
        found = laid_out(page)
        return Sheet(
            number,
            "\n\n".join(paragraph.text for paragraph in found.paragraphs),
            found.pictures,
            named,
            sizes=tuple(paragraph.size for paragraph in found.paragraphs),
            figures=found.figures,
            attached=tuple(document.embfile_names()) if number == 1 and document.is_pdf else (),
        )
    except faults() as error:
        return Sheet(number, "", 0.0, named, failed=damaged(error))


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


def picture_share(page: Any) -> float:
    """Share of the page's area that pictures cover, 0 to 1."""
    return covered(page, page.get_image_info())
