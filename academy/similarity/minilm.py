"""The cosine of sentence vectors: the mean of an encoder's states (Reimers and Gurevych, 2019)."""

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from academy.component import component
from academy.errors import AcademyError
from academy.similarity.base import Cosines, Similarity, nearest
from academy.student.loading import OTHERS

BATCH = 64
"""Texts that are read at once."""
LONGEST = 256
"""Tokens of a text that are read; those models know no more."""


@component
class SentenceModel(Similarity):
    """`similarity=minilm`."""

    source: str
    """Python package with the folder `model`, a folder, or a hub name."""

    def check(self) -> None:
        """See that a package or folder is here; a hub name is not asked for.

        Raises:
            AcademyError: it is not.
        """
        place = self._place()
        named = self.source.isidentifier() or Path(self.source).is_absolute()
        if named and not Path(place).is_dir():
            raise AcademyError(
                f"similarity {self.source}: there is no such package or folder; give another "
                f"`source`, or {OTHERS['similarity']}"
            )

    def cosines(self, said: Sequence[str], accepted: Sequence[Sequence[str]]) -> Cosines:
        """Of the vectors of whole answers."""
        return nearest(self._vectors, said, accepted)

    def _vectors(self, texts: Sequence[str]) -> Any:
        """Mean over the tokens of the last layer's states."""
        import torch

        tokenizer, model = _encoder(self._place())
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))  # hardly any padding
        rows = []
        for start in range(0, len(texts), BATCH):
            some = [texts[at] or " " for at in order[start : start + BATCH]]
            inputs = tokenizer(
                some, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
            )
            with torch.inference_mode():
                states = model(**inputs).last_hidden_state
            mask = inputs["attention_mask"].unsqueeze(-1)
            rows.append((states * mask).sum(1) / mask.sum(1))
        places = torch.tensor(order).argsort()
        return torch.cat(rows)[places].float().numpy()

    def _place(self) -> str:
        found = importlib.util.find_spec(self.source) if self.source.isidentifier() else None
        if found is None or not found.submodule_search_locations:
            return self.source
        return str(Path(next(iter(found.submodule_search_locations))) / "model")


@cache
def _encoder(place: str) -> tuple[Any, Any]:
    """Tokenizer and model, read once in a process."""
    from transformers import AutoModel, AutoTokenizer

    from academy.student.loading import load, quiet

    quiet()
    tokenizer = load(AutoTokenizer, place, "similarity")
    return tokenizer, load(AutoModel, place, "similarity").eval()
