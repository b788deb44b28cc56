"""How alike an answer and the accepted ones are in meaning: the cosine of vectors."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from academy.component import Component, component


@component
class Similarity(Component, ABC):
    """Base of all measures of it."""

    @abstractmethod
    def vectors(self, texts: Sequence[str]) -> Any:
        """A vector for each text, as rows (texts, width); zeros where there is none.

        Raises:
            AcademyError: the vectors are not to be had.
        """

    def cosines(self, said: Sequence[str], accepted: Sequence[Sequence[str]]) -> list[float | None]:
        """Of each answer to the nearest one of its accepted answers; `None` without any."""
        import numpy as np

        texts = list(dict.fromkeys([*said, *(text for some in accepted for text in some)]))
        if not texts:
            return []
        found = np.asarray(self.vectors(texts), dtype=float)
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        of = dict(zip(texts, found, strict=True))
        return [
            max((float(of[one] @ of[other]) for other in others), default=None)
            for one, others in zip(said, accepted, strict=True)
        ]
