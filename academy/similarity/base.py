"""How alike an answer and the accepted ones are in meaning: the cosine of vectors."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from academy.component import Component, component

Cosines = list[float | None]


@component
class Similarity(Component, ABC):
    """Base of all measures of it."""

    def check(self) -> None:
        """See that what measures it is here, before anything is computed.

        Raises:
            AcademyError: it is not.
        """

    @abstractmethod
    def cosines(self, said: Sequence[str], accepted: Sequence[Sequence[str]]) -> Cosines:
        """Of each answer to the nearest of its accepted answers; `None` where there is none.

        Raises:
            AcademyError: what measures it is not to be had.
        """


def nearest(
    vectors: Callable[[Sequence[str]], Any],
    said: Sequence[str],
    accepted: Sequence[Sequence[str]],
) -> Cosines:
    """The cosine of each answer to the nearest of its accepted answers.

    Args:
        vectors: makes rows (texts, width) of texts; zeros where a text has no vector.
    """
    import numpy as np

    texts = list(dict.fromkeys([*said, *(text for some in accepted for text in some)]))
    if not texts:
        return []
    found = np.asarray(vectors(texts), dtype=float)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
    at = {text: row for row, text in enumerate(texts)}
    return [
        float((found[[at[other] for other in others]] @ found[at[one]]).max()) if others else None
        for one, others in zip(said, accepted, strict=True)
    ]
