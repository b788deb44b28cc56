"""Pages far longer than the others are divided, the rest stays as it is (EduLLama's rule)."""

from collections.abc import Iterator, Sequence

from pydantic import Field, PositiveInt

from academy.chunker.base import Chunker, Piece, divided
from academy.component import component
from academy.records import Page


@component
class WordChunker(Chunker):
    """`chunker=words`."""

    multiple: float = Field(gt=0)
    """Pages of more words than this times the mean of all pages are divided evenly."""
    max_words: PositiveInt
    """And those of more words than this."""

    def pieces(self, pages: Sequence[Page]) -> Iterator[Piece]:
        """Yield pages, and parts of long pages."""
        mean = sum(len(page.text.split()) for page in pages) / max(1, len(pages))
        most = max(1, min(int(self.multiple * mean), self.max_words))
        for page in pages:
            yield from divided(page, most)
