"""One page, one chunk: the natural unit of slides."""

from collections.abc import Iterator, Sequence

from academy.chunker.base import Chunker, chunk_of
from academy.component import component
from academy.records import Chunk, Page


@component
class PageChunker(Chunker):
    """`chunker=page`."""

    def cut(self, pages: Sequence[Page]) -> Iterator[Chunk]:
        """Yield one chunk for each page."""
        for page in pages:
            yield chunk_of([page], page.text, 1)
