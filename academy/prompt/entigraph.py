"""Texts about how two things of a document belong together (EntiGraph, Yang et al. 2024).

What is named in a chunk, or in two that follow one another, is taken two by two; the teacher
writes about each two as the text presents them.
"""

from collections import Counter
from itertools import combinations
from random import Random

from pydantic import PositiveInt

from academy.component import component
from academy.prompt.base import STRINGS, Conversation, Order, Prompt, passages, whole
from academy.prompt.statements import REQUEST
from academy.records import Chunk
from academy.text import contains

JOIN = {"en": "{} and {}", "de": "{} und {}"}


@component
class EntiGraph(Prompt):
    """`prompt=entigraph`."""

    entities: PositiveInt
    """Most names of a chunk that are taken, the most frequent ones."""
    relations: PositiveInt
    """Most pairs of names that are written about, for each chunk and each two neighbours."""
    texts: PositiveInt
    """Texts about each pair."""
    links: bool
    """Whether names of neighbouring chunks are related too."""

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Have texts written about the names of a chunk, two by two."""
        names = Counter(
            term
            for passage in passages(chunk)
            for term in passage.strong
            if any(letter.isupper() for letter in term)
        )
        chosen = [name for name, _ in names.most_common(self.entities)]
        pairs = [
            (one, other)
            for one, other in combinations(chosen, 2)
            if not contains(one, other) and not contains(other, one)
        ]
        Random(chunk.id).shuffle(pairs)  # noqa: S311 - no secret
        passage = whole(chunk)
        related = pairs[: self.relations]
        orders = [
            Order(
                "relations",
                "statement",
                self.texts,
                STRINGS,
                {**passage.shown(), "one": one, "other": other},
            )
            for one, other in related
        ]
        for (one, other), texts in zip(related, teacher.ask(orders), strict=True):
            both = JOIN[chunk.language].format(one, other)
            question = REQUEST[chunk.language].format(both)
            teacher.check(
                [teacher.draft(passage, "relations", "statement", question, t) for t in texts]
            )

    def link(self, joined: Chunk, teacher: Conversation) -> None:
        """Likewise for two neighbours."""
        self.write(joined, teacher)

    @property
    def of_neighbours(self) -> bool:
        """As configured."""
        return self.links
