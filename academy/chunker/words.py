"""Pages far longer than the others are divided, the rest stays as it is (EduLLama's rule)."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from academy.chunker.base import Chunker, Piece, evenly, of_units
from academy.component import component
from academy.records import Page
from academy.text import units


@component
class WordChunker(Chunker):
    """`chunker=words`."""

    multiple: float = Field(gt=0)
    """Pages of more words than this times the mean of all pages are divided evenly."""

    def pieces(self, pages: Sequence[Page]) -> Iterator[Piece]:
        """Yield pages, and parts of long pages."""
        mean = sum(len(page.text.split()) for page in pages) / max(1, len(pages))
        most = max(1, int(self.multiple * mean))
        for page in pages:
            if len(page.text.split()) <= most:
                yield Piece((page,), page.text)
                continue
            for part in evenly([(page, unit) for unit in units(page)], most):
                yield of_units(part)
