"""Texts nearest to a query, by the cosine of TF-IDF vectors of their letters.

Pieces of words bridge the inflections and compounds of German; no model is needed.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from academy.text import normalize


class Index:
    """Texts that are searched; the vectors are made at the first search."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def similarities(self, query: str) -> list[float]:
        """The cosine of each text to the query, 0 to 1, in the order of the texts."""
        from sklearn.metrics.pairwise import linear_kernel

        vectorizer, known = self._vectors
        near = linear_kernel(vectorizer.transform([normalize(query)]), known)[0]
        return [float(cosine) for cosine in near]

    @cached_property
    def _vectors(self) -> tuple[Any, Any]:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        return vectorizer, vectorizer.fit_transform([normalize(text) for text in self._texts])
