"""Every page by Tesseract's OCR, several pages at a time."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, NonNegativeInt, PositiveInt

from academy.component import component
from academy.errors import AcademyError
from academy.extractor.base import Extractor, Sheet
from academy.extractor.pymupdf import (
    damaged,
    faults,
    forget,
    opened,
    picture_share,
    thumbnail,
    title,
)
from academy.extractor.recognised import KEYS, Recognised, Word, joined
from academy.extractor.straighten import level, upright

INSTALL = "sudo apt install tesseract-ocr tesseract-ocr-deu tesseract-ocr-eng"

FINE, COARSE = 600, 150
"""Resolution of print, and the lowest that letters can be read in, in dots per inch."""
Waiting = Callable[[], Sheet]
"""Waits for a page that is being read."""
SURE = 0.7
"""Confidence from which a page is taken to lie the right way up."""


@component
class Tesseract(Extractor):
    """`extractor=tesseract`."""

    languages: str
    """Tesseract's names of the languages to expect, joined by `+`."""
    dpi: PositiveInt
    """Resolution in which pages are drawn for OCR."""
    max_pixels: PositiveInt
    """Largest picture; bigger pages are drawn in a lower resolution."""
    min_confidence: float = Field(ge=0, le=1)
    """Mean confidence of a page's words below which its text is not trusted."""
    seconds: PositiveInt
    """Longest time for one page."""
    workers: NonNegativeInt
    """Pages at a time; 0 takes all cores that this process may use."""

    def read(self, path: Path, first: int = 1, ahead: bool = True) -> Iterator[Sheet]:
        """Yield every page of a PDF, as OCR reads it."""
        with opened(path) as document, self.reading(document) as ocr:
            begun = map(ocr, range(first, len(document) + 1))
            yield from in_turn(begun, self.at_once if ahead else 0)

    @property
    def sees(self) -> bool:
        """Whether Tesseract and its trained data are there."""
        try:
            check(self.languages)
        except AcademyError:
            return False
        return True

    def picture(self, path: Path, number: int) -> bytes | None:
        """How a page looks, as JPEG."""
        return thumbnail(path, number)

    @property
    def at_once(self) -> int:
        """Pages that are being read at a time."""
        return self.workers or len(os.sched_getaffinity(0))

    @contextmanager
    def reading(self, document: Any) -> Iterator[Callable[[int], Waiting]]:
        """What draws a page of an open PDF and begins to read it; the result may be waited for.

        Raises:
            AcademyError: Tesseract or its trained data are missing.
        """
        check(self.languages)

        def begin(number: int) -> Waiting:
            sheet, picture = self._drawn(document, number)
            task = picture and pool.submit(self.recognise, picture)
            return lambda: self._filled(sheet, task)

        with ThreadPoolExecutor(self.at_once, "ocr") as pool:
            yield begin

    def recognise(self, picture: Any) -> Recognised:
        """The text on a grey Pillow picture, which may lie askew, on its side or on its head.

        Raises:
            RuntimeError: it took longer than `seconds`.
        """
        start = time.monotonic()
        seen = self._recognise(level(picture), self.seconds)
        if seen.confidence >= SURE:
            return seen
        left = self.seconds - (time.monotonic() - start)
        turned = upright(picture, left)
        if turned is picture:
            return seen
        left = self.seconds - (time.monotonic() - start)
        return max(seen, self._recognise(level(turned), left), key=lambda s: s.confidence)

    def _recognise(self, picture: Any, seconds: float) -> Recognised:
        import pytesseract

        found = pytesseract.image_to_data(
            picture,
            lang=self.languages,
            config=f"--dpi {self.dpi}",
            timeout=max(seconds, 0.1),
            output_type=pytesseract.Output.DICT,
        )
        words = list(zip(*(found[key] for key in KEYS), strict=True))
        return joined([Word(*word) for word in words if word[-1].strip()])

    def _drawn(self, document: Any, number: int) -> tuple[Sheet, Any]:
        """A page without its text, and its picture."""
        forget(number)
        empty = Sheet(number, "", 0.0, title(document), "ocr")
        try:
            page = document[number - 1]
            picture = draw(page, self.dpi, self.max_pixels)
            return replace(empty, pictures=picture_share(page)), picture
        except faults() as error:
            return replace(empty, failed=damaged(error)), None

    def _filled(self, sheet: Sheet, waiting: Any) -> Sheet:
        """The page with what OCR read on its picture."""
        from pytesseract import TesseractError

        if waiting is None:
            return sheet
        try:
            seen = waiting.result()
        except TesseractError as error:
            return replace(sheet, failed=f"failed: Tesseract: {error.message[:80]}")
        except RuntimeError:
            return replace(sheet, failed=f"failed: OCR took longer than {self.seconds} s")
        poor = seen.text and seen.confidence < self.min_confidence
        failed = f"failed: unreadable (OCR confidence {seen.confidence:.2f})" if poor else None
        return replace(sheet, text=seen.text, confidence=seen.confidence, failed=failed)

    def identity(self) -> dict[str, Any]:
        """All but how many pages are read at a time."""
        return {name: value for name, value in super().identity().items() if name != "workers"}


def in_turn(begun: Iterable[Waiting], at_once: int) -> Iterator[Sheet]:
    """The pages in their order, begun a few ahead of the one that is waited for."""
    waiting: deque[Waiting] = deque()
    for one in begun:
        waiting.append(one)
        if len(waiting) > at_once:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


def draw(page: Any, dpi: int, max_pixels: int) -> Any:
    """A page as a grey Pillow picture of at most so many pixels.

    A page of pictures is drawn at no more than twice their own resolution.
    """
    from PIL import Image

    inches = abs(page.rect) / 72**2
    fitting = min(dpi, 2 * _resolution(page), int((max_pixels / max(inches, 1e-9)) ** 0.5))
    drawn = page.get_pixmap(dpi=max(fitting, 1), colorspace="gray", alpha=False)
    return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


def _resolution(page: Any) -> int:
    """Dots per inch of the sharpest picture on a page; that of the finest print where none is."""
    widths = ((info["width"], info["bbox"][2] - info["bbox"][0]) for info in page.get_image_info())
    found = (round(72 * dots / points) for dots, points in widths if points)
    return max(COARSE, max(found, default=FINE))


@cache
def check(languages: str) -> None:
    """Make sure that Tesseract and its trained data are there.

    Raises:
        AcademyError: with the command that installs what is missing.
    """
    import pytesseract

    # One thread a page, as pages run side by side. In the programs called only: in this process
    # the limit would make torch, told to use more threads, compute nonsense without a word.
    pytesseract.pytesseract.environ = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        there = pytesseract.get_languages()
    except (pytesseract.TesseractNotFoundError, OSError):
        raise AcademyError(f"Tesseract is not installed: {INSTALL}") from None
    missing = [name for name in languages.split("+") if name not in there]
    if missing:
        raise AcademyError(f"Tesseract lacks the trained data of {', '.join(missing)}: {INSTALL}")
