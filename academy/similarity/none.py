"""No similarity is measured."""

from collections.abc import Sequence
from typing import Any

from academy.component import component
from academy.similarity.base import Similarity


@component
class NoSimilarity(Similarity):
    """`similarity=none`."""

    def vectors(self, texts: Sequence[str]) -> Any:
        """None are made."""
        raise NotImplementedError

    def cosines(self, said: Sequence[str], accepted: Sequence[Sequence[str]]) -> list[float | None]:
        """Nothing is measured."""
        return [None for _ in said]
