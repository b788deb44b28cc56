"""How alike an answer and the accepted ones are in meaning: the cosine of vectors."""

import importlib.util
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from academy.component import Component, component
from academy.errors import AcademyError
from academy.places import locate
from academy.store import file_hash
from academy.text import normalize

BATCH = 64
"""Texts that are read at once."""
LONGEST = 256
"""Tokens of a text that are read; those models know no more."""


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


@component
class NoSimilarity(Similarity):
    """`similarity=none`."""

    def vectors(self, texts: Sequence[str]) -> Any:
        """None are made."""
        raise NotImplementedError

    def cosines(self, said: Sequence[str], accepted: Sequence[Sequence[str]]) -> list[float | None]:
        """Nothing is measured."""
        return [None for _ in said]


@component
class SentenceModel(Similarity):
    """`similarity=minilm`: the mean of a sentence encoder's states (Reimers and Gurevych, 2019)."""

    source: str
    """Python package with the folder `model`, a folder, or a hub name."""

    def vectors(self, texts: Sequence[str]) -> Any:
        """Mean over the tokens of the last layer's states."""
        import torch
        from transformers import AutoModel, AutoTokenizer

        from academy.student.loading import quiet

        quiet()
        place = self._place()
        try:
            tokenizer = AutoTokenizer.from_pretrained(place)
            model = AutoModel.from_pretrained(place).eval()
        except (OSError, ValueError) as error:
            reason = str(error).strip().splitlines()[0]
            raise AcademyError(
                f"evaluation.similarity.source={self.source}: no sentence model ({reason}); "
                f"run `make install`, name a folder, or take similarity@evaluation.similarity=none"
            ) from None
        rows = []
        for start in range(0, len(texts), BATCH):
            some = [text or " " for text in texts[start : start + BATCH]]
            inputs = tokenizer(
                some, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
            )
            with torch.inference_mode():
                states = model(**inputs).last_hidden_state
            mask = inputs["attention_mask"].unsqueeze(-1)
            rows.append((states * mask).sum(1) / mask.sum(1))
        return torch.cat(rows).float().numpy()

    def _place(self) -> str:
        found = importlib.util.find_spec(self.source) if self.source.isidentifier() else None
        if found is None or not found.submodule_search_locations:
            return self.source
        return str(Path(next(iter(found.submodule_search_locations))) / "model")


@component
class WordVectors(Similarity):
    """`similarity=fasttext`: the mean of the words' vectors, as EduLLama measured."""

    path: str
    """Vectors in fastText's text format (`.vec`): a word and its numbers in each line."""

    def identity(self) -> dict[str, Any]:
        """The vectors themselves; the place where they lie is of no matter."""
        return {"vectors": file_hash(locate(self.path))}

    def vectors(self, texts: Sequence[str]) -> Any:
        """Mean over the known words; only the lines that are needed are kept."""
        import numpy as np

        words = [normalize(text).split() for text in texts]
        known = _read(locate(self.path), {word for some in words for word in some})
        width = len(next(iter(known.values()), [0.0]))
        return np.array(
            [
                np.mean([known[w] for w in some if w in known] or [[0.0] * width], 0)
                for some in words
            ]
        )


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
