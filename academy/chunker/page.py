"""One page, one chunk: the natural unit of slides."""

from collections.abc import Iterator, Sequence

from academy.chunker.base import Chunker, Piece
from academy.component import component
from academy.records import Page


@component
class PageChunker(Chunker):
    """`chunker=page`."""

    def pieces(self, pages: Sequence[Page]) -> Iterator[Piece]:
        """Yield one piece for each page."""
        return (Piece((page,), page.text) for page in pages)
