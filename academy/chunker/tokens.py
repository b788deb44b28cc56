"""Chunks of about the same number of the student's tokens, for running text."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Self

from pydantic import Field, NonNegativeInt, model_validator

from academy.chunker.base import Chunker, Piece, of_units
from academy.component import component
from academy.records import Page
from academy.student.base import Student
from academy.text import units


@component
class TokenChunker(Chunker):
    """`chunker=tokens`."""

    student: Student
    """Whose tokenizer counts."""
    tokens: int = Field(ge=20)
    """Tokens of a chunk; exceeded by less than one sentence."""
    overlap: NonNegativeInt
    """Most tokens of whole sentences that a chunk repeats from the end of the one before."""

    @model_validator(mode="after")
    def _refuse_both(self) -> Self:
        if self.overlap and self.min_words:
            raise ValueError("overlapping chunks cannot be joined; set overlap or min_words to 0")
        return self

    def pieces(self, pages: Sequence[Page]) -> Iterator[Piece]:
        """Yield pieces of whole sentences, never across documents or languages."""
        tokenizer = self.student.tokenizer() if pages else None
        for _, same in groupby(pages, key=lambda page: (page.document, page.language)):
            found = [(page, unit) for page in same for unit in units(page)]
            counted = [_tokens(tokenizer, unit) for _, unit in found]
            for start, end in self._spans(counted):
                yield of_units(found[start:end])

    def _spans(self, counted: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Where each piece begins and ends."""
        start = 0
        for end in range(1, len(counted) + 1):
            if sum(counted[start:end]) >= self.tokens or end == len(counted):
                yield start, end
                begin = end
                while begin > start + 1 and sum(counted[begin - 1 : end]) <= self.overlap:
                    begin -= 1
                start = begin


def _tokens(tokenizer: Any, text: str) -> int:
    return len(tokenizer(text, add_special_tokens=False)["input_ids"])
