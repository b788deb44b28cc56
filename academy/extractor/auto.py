"""Each page by its text layer where that can be trusted, else by OCR."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from academy.component import component
from academy.errors import AcademyError
from academy.extractor.base import Extractor, Sheet
from academy.extractor.formats import READERS
from academy.extractor.pymupdf import PyMuPDF, opened
from academy.extractor.tesseract import Tesseract

SCAN = 0.5
"""Share of a page covered by pictures from which its text layer, if any, is looked at closely."""
FEW = 20
"""Characters of text up to which a page of pictures has no usable text layer."""
READABLE = 0.8
"""Share of a text layer's words that must look like words."""
WORD = re.compile(r"(?=.*[aeiouyäöüéèàôû])[a-zäöüßéèàçôû]{2,20}|[ai]", re.IGNORECASE)
NUMBER = re.compile(r"[\d.,:%+-]+")


@component
class Auto(Extractor):
    """`extractor=auto`."""

    text: PyMuPDF
    ocr: Tesseract

    def read(self, path: Path) -> Iterator[Sheet]:
        """Yield every page, slide or section of a document."""
        reader = READERS.get(path.suffix.lower())
        if reader:
            yield from import_module(f"academy.extractor.formats.{reader}").read(path)
            return
        sheets = list(self.text.read(path))
        doubted = [sheet for sheet in sheets if is_doubtful(sheet)]
        again = {sheet.number: sheet for sheet in self._recognised(path, doubted)}
        for sheet in sheets:
            yield better(sheet, again[sheet.number]) if sheet.number in again else sheet

    def _recognised(self, path: Path, sheets: Sequence[Sheet]) -> list[Sheet]:
        if not sheets:
            return []
        try:
            with opened(path) as document:
                return list(self.ocr.pages(document, [sheet.number for sheet in sheets]))
        except AcademyError as missing:
            return [replace(sheet, failed=f"failed: needs OCR; {missing}") for sheet in sheets]


def is_doubtful(sheet: Sheet) -> bool:
    """Whether the text layer is missing though there is something to see, or cannot be read."""
    characters = len("".join(sheet.text.split()))
    if characters <= FEW:
        return sheet.pictures >= SCAN
    return readable(sheet.text) < READABLE


def better(layer: Sheet, ocr: Sheet) -> Sheet:
    """The one of two readings of a page in which more looks like words."""
    if ocr.failed and not layer.text:
        return ocr
    return layer if readable(layer.text) > readable(ocr.text) else ocr


def readable(text: str) -> float:
    """Share of a text's characters that belong to what looks like words or numbers, 0 to 1.

    A word has letters only, a vowel, and no capital letter after a small one.
    """
    words = [word.strip("()[]{}\"'.,;:!?„“”‚‘’»«–—-/") for word in text.split()]
    good = sum(len(word) for word in words if _looks_right(word))
    return good / max(1, sum(map(len, words)))


def _looks_right(word: str) -> bool:
    parts = re.split(r"[-/’']", word)
    return all(NUMBER.fullmatch(part) or WORD.fullmatch(part) for part in parts if part)
