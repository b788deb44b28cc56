"""Text layer by pypdf: slower, knows no tables, but free of the AGPL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from academy.component import component
from academy.errors import AcademyError
from academy.extractor.base import Extractor, Sheet
from academy.extractor.formats import SUFFIXES
from academy.extractor.lines import followed, unhyphenated

ENDS = (".", "!", "?", ":")
"""What a paragraph's last line ends with."""


@component
class PyPDF(Extractor):
    """`extractor=pypdf`."""

    def read(self, path: Path, first: int = 1, ahead: bool = True) -> Iterator[Sheet]:
        """Yield every page of a PDF."""
        if path.suffix.lower() in SUFFIXES and path.suffix.lower() != ".pdf":
            raise AcademyError(f"{path}: extractor=pypdf reads PDF only; extractor=auto reads it")
        import pypdf
        from pypdf.errors import PyPdfError

        try:
            document = pypdf.PdfReader(path, strict=False)
            if document.is_encrypted and not document.decrypt(""):
                raise AcademyError(f"{path}: encrypted PDF; save a copy without password first")
            pages = list(document.pages)
            title = document.metadata.title if document.metadata else None
        except PyPdfError:
            raise AcademyError(f"{path}: not a readable PDF (damaged or cut off?)") from None
        for number, page in enumerate(pages[first - 1 :], start=first):
            yield Sheet(
                number,
                _text(page),
                1.0 if _has_pictures(page) else 0.0,
                title if isinstance(title, str) else "",
            )


def _text(page: Any) -> str:
    """The page's lines; one that ends a sentence ends the paragraph, the others go on."""
    lines = [" ".join(line.split()) for line in page.extract_text().splitlines()]
    paragraphs = [""]
    for line in filter(None, lines):
        if paragraphs[-1].endswith(ENDS):
            paragraphs.append(line)
        else:
            paragraphs[-1] = followed(paragraphs[-1], line)
    return unhyphenated("\n\n".join(paragraphs))


def _has_pictures(page: Any) -> bool:
    return len(page.images) > 0
