"""Some slides together, so that thin ones have their neighbours' context."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from pydantic import PositiveInt

from academy.chunker.base import Chunker, Piece
from academy.component import component
from academy.records import Page


@component
class SlideChunker(Chunker):
    """`chunker=slides`."""

    slides: PositiveInt
    """Slides of a chunk (EduLLama joined four)."""

    def pieces(self, pages: Sequence[Page]) -> Iterator[Piece]:
        """Yield one piece for so many slides; a change of language begins a new one."""
        for _, same in groupby(pages, key=lambda page: (page.document, page.language)):
            found = list(same)
            for start in range(0, len(found), self.slides):
                some = tuple(found[start : start + self.slides])
                yield Piece(some, "\n\n".join(page.text for page in some))
