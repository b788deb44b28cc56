"""Each page by its text layer where that can be trusted, else by OCR."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from academy.component import component
from academy.errors import AcademyError
from academy.extractor.base import FEW, NEEDS_OCR, Extractor, Sheet
from academy.extractor.formats import READERS
from academy.extractor.pymupdf import PyMuPDF, opened
from academy.extractor.tesseract import Tesseract, Waiting, in_turn

READABLE = 0.8
"""Share of a text layer's words that must look like words."""
WHOLE = 0.85
"""Share of a page that pictures cover from which it may be a scan with a few words upon it."""
STAMP = 150
"""Letters of these words at most."""
MORE = 3
"""Times their letters that OCR must see to be believed."""
WORD = re.compile(r"(?=.*[aeiouyäöüéèàôû])[a-zäöüßéèàçôû]{2,20}\d{0,2}|[a-z]", re.IGNORECASE)
OTHER = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f]+")
"""A word in another script than the Latin one."""
NUMBER = re.compile(r"[\d.,:%+-]+")
KINDS = (WORD, OTHER, NUMBER)
SEAMS = re.compile(r"[\s()\[\]{}|,;:=_/’'\"„“”«»…–—-]+|\.(?=\D|$)|(?<=[a-zäöüß])(?=[A-ZÄÖÜ][a-z])")
"""Where words end, in formulas and program code too."""
LONG = 4
"""Characters of a word that tells something; formulas are full of shorter ones."""


@component
class Auto(Extractor):
    """`extractor=auto`."""

    text: PyMuPDF
    ocr: Tesseract

    def read(self, path: Path, first: int = 1, ahead: bool = True) -> Iterator[Sheet]:
        """Yield every page, slide or section of a document."""
        reader = READERS.get(path.suffix.lower())
        if reader:
            sheets = import_module(f"academy.extractor.formats.{reader}").read(path)
            yield from islice(sheets, first - 1, None)
            return
        with opened(path) as document, ExitStack() as stack:
            again = self._again(document, stack)
            begun = map(again, self.text.pages(document, first))
            yield from in_turn(begun, self.ocr.at_once if ahead else 0)

    def _again(self, document: Any, stack: ExitStack) -> Callable[[Sheet], Waiting]:
        """What has OCR read a page whose text layer cannot be trusted."""

        @cache
        def ocr() -> Callable[[int], Waiting]:
            return stack.enter_context(self.ocr.reading(document))

        def begin(sheet: Sheet) -> Waiting:
            if not is_doubtful(sheet):
                return lambda: sheet
            try:
                seen = ocr()(sheet.number)
            except AcademyError as missing:
                failed = replace(sheet, failed=f"{NEEDS_OCR}; {missing}")
                return lambda: sheet if is_stamped(sheet) else failed
            return lambda: replace(better(sheet, seen()), attached=sheet.attached)

        return begin

    @property
    def sees(self) -> bool:
        """Whether Tesseract is there."""
        return self.ocr.sees

    def picture(self, path: Path, number: int) -> bytes | None:
        """How a page of a PDF, EPUB or picture looks."""
        return self.text.picture(path, number)

    def figure(self, path: Path, number: int, index: int) -> bytes | None:
        """One of the pictures of a PDF, EPUB or presentation."""
        if path.suffix.lower() == ".pptx":
            from academy.extractor.formats import pptx

            return pptx.figure(path, number, index)
        return self.text.figure(path, number, index)


def is_doubtful(sheet: Sheet) -> bool:
    """Whether the text layer is missing though there is something to see, or cannot be read."""
    if _letters(sheet) <= FEW:
        return sheet.is_scan
    return is_stamped(sheet) or readable(sheet.text) < READABLE


def is_stamped(sheet: Sheet) -> bool:
    """Whether the text layer may be what somebody put upon a scan (`Downloaded from …`)."""
    return sheet.paper and sheet.pictures >= WHOLE and FEW < _letters(sheet) <= STAMP


def better(layer: Sheet, ocr: Sheet) -> Sheet:
    """The one of two readings of a page in which more looks like words."""
    if ocr.failed and not layer.text:
        return ocr
    if is_stamped(layer) and readable(layer.text) >= READABLE:
        more = _letters(ocr) >= MORE * _letters(layer) and readable(ocr.text) >= READABLE
        return ocr if more else layer
    return layer if readable(layer.text) > readable(ocr.text) else ocr


def _letters(sheet: Sheet) -> int:
    return len("".join(sheet.text.split()))


def readable(text: str) -> float:
    """Share of a text's longer words that look like words or numbers, 0 to 1.

    A word has letters only, and a vowel if they are Latin. Short words count only where there are
    no longer ones.
    """
    words = [word.strip("!?*•·<>+") for word in SEAMS.split(text)]
    words = [word for word in words if len(word) >= LONG] or [word for word in words if word]
    good = sum(len(word) for word in words if any(kind.fullmatch(word) for kind in KINDS))
    return good / max(1, sum(map(len, words)))
