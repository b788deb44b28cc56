"""Chunks of about the same number of words, cut between sentences, never across languages."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from pydantic import Field

from academy.chunker.base import Chunker, chunk_of
from academy.component import component
from academy.records import Chunk, Page
from academy.text import units


@component
class WordChunker(Chunker):
    """`chunker=words`."""

    words: int = Field(ge=20)
    """Words of a chunk; exceeded by less than one sentence."""

    def cut(self, pages: Sequence[Page]) -> Iterator[Chunk]:
        """Yield chunks of whole sentences."""
        for _, same in groupby(pages, key=lambda page: page.language):
            yield from self._fill([(page, unit) for page in same for unit in units(page)])

    def _fill(self, sentences: list[tuple[Page, str]]) -> Iterator[Chunk]:
        begun: dict[Page, int] = {}
        part: list[tuple[Page, str]] = []
        for index, sentence in enumerate(sentences):
            part.append(sentence)
            full = sum(len(text.split()) for _, text in part) >= self.words
            if full or index == len(sentences) - 1:
                first = part[0][0]
                begun[first] = begun.get(first, 0) + 1
                text = "\n".join(text for _, text in part)
                yield chunk_of([page for page, _ in part], text, begun[first])
                part = []
