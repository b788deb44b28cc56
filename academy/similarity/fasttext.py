"""The cosine of mean word vectors, as EduLLama measured it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from academy.component import component
from academy.errors import AcademyError
from academy.places import locate
from academy.similarity.base import Cosines, Similarity, nearest
from academy.store import file_hash
from academy.text import normalize


@component
class WordVectors(Similarity):
    """`similarity=fasttext`."""

    path: str
    """Vectors in fastText's text format (`.vec`): a word and its numbers in each line."""

    def identity(self) -> dict[str, Any]:
        """The vectors themselves; the place where they lie is of no matter.

        Raises:
            AcademyError: there is no such file.
        """
        file = locate(self.path)
        if not file.is_file():
            raise AcademyError(f"similarity.path={self.path}: no such file; name vectors (.vec)")
        return {"vectors": file_hash(file)}

    def cosines(self, said: Sequence[str], accepted: Sequence[Sequence[str]]) -> Cosines:
        """Of the mean vectors of the words that are known."""
        return nearest(self._vectors, said, accepted)

    def _vectors(self, texts: Sequence[str]) -> Any:
        """Mean over the known words; only the lines that are needed are kept."""
        import numpy as np

        words = [normalize(text).split() for text in texts]
        known = _read(locate(self.path), {word for some in words for word in some})
        nothing = [0.0] * len(next(iter(known.values()), [0.0]))
        found = ([known[word] for word in some if word in known] for some in words)
        return np.array([np.mean(some or [nothing], axis=0) for some in found])


def _read(path: Path, wanted: Iterable[str]) -> dict[str, list[float]]:
    wanted = set(wanted)
    found: dict[str, list[float]] = {}
    width = 0
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            word, *numbers = line.rstrip().split(" ")
            if number == 1 and len(numbers) == 1:
                continue  # how many there are, and how long
            width = width or len(numbers)
            try:
                if len(numbers) != width:
                    raise ValueError
                if word in wanted:
                    found[word] = [float(each) for each in numbers]
            except ValueError:
                raise AcademyError(f"{path}: line {number}: no word with its numbers") from None
    return found
