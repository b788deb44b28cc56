"""What a chunker is: it cuts the pages of one document into pieces for the teacher."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from academy.component import Component
from academy.records import Chunk, Page


class Chunker(Component, ABC):
    """Base of all chunkers."""

    @abstractmethod
    def cut(self, pages: Sequence[Page]) -> Iterator[Chunk]:
        """Yield the chunks of one document's pages, in reading order; no text may be lost."""


def chunk_of(pages: Sequence[Page], text: str, index: int) -> Chunk:
    """A chunk of `text` that stands on `pages`; `index` counts the chunks of its first page."""
    first = pages[0]
    numbers = tuple(dict.fromkeys(page.number for page in pages))
    name = f"{first.document}#{first.number}.{index}"
    return Chunk(name, first.document, first.title, numbers, first.language, text)
