"""No similarity is measured."""

from collections.abc import Sequence

from academy.component import component
from academy.similarity.base import Cosines, Similarity


@component
class NoSimilarity(Similarity):
    """`similarity=none`."""

    def cosines(self, said: Sequence[str], accepted: Sequence[Sequence[str]]) -> Cosines:
        """Nothing is measured."""
        return [None for _ in said]
