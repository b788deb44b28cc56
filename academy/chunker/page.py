"""One page, one chunk: the natural unit of slides; what has no pages is divided."""

from collections.abc import Iterator, Sequence

from pydantic import PositiveInt

from academy.chunker.base import Chunker, Piece, divided
from academy.component import component
from academy.records import Page


@component
class PageChunker(Chunker):
    """`chunker=page`."""

    max_words: PositiveInt
    """Pages of more words (a text file is one page) are divided evenly, between sentences."""

    def pieces(self, pages: Sequence[Page]) -> Iterator[Piece]:
        """Yield one piece for each page."""
        return (piece for page in pages for piece in divided(page, self.max_words))
