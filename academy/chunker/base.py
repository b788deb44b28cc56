"""What a chunker is: it cuts pages into pieces for the teacher, never within a sentence."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from pydantic import NonNegativeInt

from academy.component import Component, component
from academy.records import Chunk, Page
from academy.text import units


@dataclass(frozen=True)
class Piece:
    """Text in one language, with the pages of one document that it is from."""

    pages: tuple[Page, ...]
    text: str
    path: tuple[str, ...] = ()
    """The headings that it stands under, the highest one first."""

    def __add__(self, other: "Piece") -> "Piece":
        pairs = zip(self.path, other.path, strict=False)
        path = tuple(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        return Piece(self.pages + other.pages, f"{self.text}\n\n{other.text}", path)

    @property
    def origin(self) -> tuple[str, str]:
        """Document and language, which a chunk never mixes."""
        return self.pages[0].document, self.pages[0].language


@component
class Chunker(Component, ABC):
    """Base of all chunkers."""

    min_words: NonNegativeInt
    """A piece of fewer words is joined with the one after it; 0 joins nothing."""

    @abstractmethod
    def pieces(self, pages: Sequence[Page]) -> Iterator[Piece]:
        """Yield the pieces of all documents' pages, in reading order; no text may be lost."""

    def cut(self, pages: Sequence[Page]) -> Iterator[Chunk]:
        """Yield the chunks of all documents' pages, in reading order."""
        begun: Counter[tuple[str, int]] = Counter()
        for piece in self._joined(self.pieces(pages)):
            first = piece.pages[0]
            numbers = tuple(dict.fromkeys(page.number for page in piece.pages))
            begun[first.document, first.number] += 1
            index = begun[first.document, first.number]
            yield Chunk(
                f"{first.document}#{first.number}.{index}",
                first.document,
                first.title,
                numbers,
                first.language,
                piece.text,
                piece.path,
            )

    def _joined(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces, short ones with their neighbour of the same document and language."""
        for _, same in groupby(pieces, key=lambda piece: piece.origin):
            ready: list[Piece] = []
            for piece in same:
                short = ready and len(ready[-1].text.split()) < self.min_words
                ready.append(ready.pop() + piece if short else piece)
            if len(ready) > 1 and len(ready[-1].text.split()) < self.min_words:
                ready[-2:] = [ready[-2] + ready[-1]]
            yield from ready


def divided(page: Page, words: int) -> Iterator[Piece]:
    """A page, or if it has more words, its sentences and table rows in parts of like length."""
    if len(page.text.split()) <= words:
        yield Piece((page,), page.text)
        return
    for part in evenly([(page, unit) for unit in units(page)], words):
        yield of_units(part)


def of_units(found: Sequence[tuple[Page, str]], path: tuple[str, ...] = ()) -> Piece:
    """A piece of sentences and table rows, each with its page."""
    return Piece(tuple(page for page, _ in found), "\n".join(text for _, text in found), path)


def evenly(found: Sequence[tuple[Page, str]], words: int) -> Iterator[list[tuple[Page, str]]]:
    """Divide sentences into as few parts of like length as have about so many words at most."""
    lengths = [len(text.split()) for _, text in found]
    parts = max(1, -(-sum(lengths) // words))
    part: list[tuple[Page, str]] = []
    before = cut = 0
    for unit, length in zip(found, lengths, strict=True):
        part.append(unit)
        before += length
        if before * parts >= (cut + 1) * sum(lengths):
            yield part
            part, cut = [], before * parts // sum(lengths)
    if part:
        yield part
