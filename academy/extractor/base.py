"""What an extractor is: it reads one document and yields its pages."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from academy.component import Component


@dataclass(frozen=True)
class Sheet:
    """One page as read."""

    number: int
    text: str
    """Paragraphs separated by an empty line; the cells of a table row by ` | `."""
    pictures: float
    """Share of the page's area that pictures cover, 0 to 1."""
    title: str
    """The document's title as far as its metadata tell."""
    source: str = "text layer"
    """Where the text came from: `text layer` or `ocr`."""
    confidence: float | None = None
    """Mean confidence of OCR's words, 0 to 1."""
    sizes: tuple[float, ...] = ()
    """Size of the type of each paragraph in points; empty where it is not known."""
    failed: str | None = None
    """Why the page could not be read."""


class Extractor(Component, ABC):
    """Base of all extractors."""

    @abstractmethod
    def read(self, path: Path, first: int = 1, ahead: bool = True) -> Iterator[Sheet]:
        """Yield every page of the document from the `first` one on, in order, numbered from 1.

        Args:
            ahead: whether later pages may be begun before a page is given out.

        Raises:
            AcademyError: the file cannot be read as a whole (not a PDF, encrypted, truncated).
        """

    def picture(self, path: Path, number: int) -> bytes | None:
        """How a page looks, as JPEG; `None` where that cannot be drawn."""
        return None
