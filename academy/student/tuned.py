"""A student's model with what training changed, which is used or not used."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from academy.student.base import Student
from academy.student.loading import exact, load_model, quantised

ADAPTER, WHOLE = "adapter_model.safetensors", "model*.safetensors"
"""What training left: an adapter, or all weights."""


class Tuned(ABC):
    """The student before and after."""

    @abstractmethod
    def model(self, tuned: bool) -> AbstractContextManager[Any]:
        """The model to be used, after training or before; one at a time."""


class Adapted(Tuned):
    """One model, whose adapter is on or off."""

    def __init__(self, base: Any, folder: Path) -> None:
        import torch
        from peft import PeftModel

        self._model = PeftModel.from_pretrained(
            base, str(folder), autocast_adapter_dtype=False
        ).eval()
        if not quantised(base):
            self._model.to(base.dtype)
        self._folds = self._model.dtype == torch.float32 and not quantised(base)
        """Whether the adapter can be added to the weights and taken away again without a loss."""
        self._folded = False

    @contextmanager
    def model(self, tuned: bool) -> Iterator[Any]:
        """With the adapter in the weights, where it costs nothing more, or without it."""
        if self._folds and tuned != self._folded:
            (self._model.merge_adapter if tuned else self._model.unmerge_adapter)()
            self._folded = tuned
        if tuned:
            yield self._model
        else:
            with self._model.disable_adapter():
                yield self._model


class Replaced(Tuned):
    """Two models."""

    def __init__(self, base: Any, folder: Path) -> None:
        self._models = (base, exact(load_model(str(folder))))

    @contextmanager
    def model(self, tuned: bool) -> Iterator[Any]:
        """One of them."""
        yield self._models[tuned]


def tuned(student: Student, folder: Path) -> Tuned:
    """Load a student and what training made of it, from a folder that training wrote."""
    base = exact(student.model())
    return (Adapted if (folder / ADAPTER).exists() else Replaced)(base, folder)


def weights(folder: Path) -> list[Path]:
    """The files with what training changed."""
    return [*folder.glob(ADAPTER), *folder.glob(WHOLE)]
