"""What an extractor is: it reads one document and yields its pages."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from academy.component import Component

SCAN = 0.5
"""Share of a page covered by pictures from which a page without text counts as a scan."""
NEEDS_OCR = "failed: needs OCR"
"""How the reason begins for which a page was not read that OCR could read."""
FEW = 20
"""Characters of text up to which a page of pictures has no usable text layer."""


@dataclass(frozen=True)
class Figure:
    """A picture on a page."""

    same: str
    """Equal for pictures that look the same."""
    share: float
    """Share of the page's area, 0 to 1."""
    after: int
    """Paragraphs of the page that stand before it."""


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
    figures: tuple[Figure, ...] = ()
    """The pictures in reading order, where the extractor finds them."""
    paper: bool = True
    """Whether it is a page that may be a scan, and no slide or section."""
    attached: tuple[str, ...] = ()
    """Names of files in the document, on its first page; they are not read."""
    failed: str | None = None
    """Why the page could not be read."""

    @property
    def is_scan(self) -> bool:
        """Whether there is something to see and hardly a text layer."""
        few = len("".join(self.text.split())) <= FEW
        return self.paper and few and self.pictures >= SCAN


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

    @property
    def sees(self) -> bool:
        """Whether OCR is there, for pages that need it."""
        return False

    def picture(self, path: Path, number: int) -> bytes | None:
        """How a page looks, as JPEG; `None` where that cannot be drawn."""
        return None

    def figure(self, path: Path, number: int, index: int) -> bytes | None:
        """One of a page's pictures, as JPEG; `None` where that cannot be drawn."""
        return None
