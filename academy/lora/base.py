"""How a student is changed: low-rank adapters beside its weights, or the weights themselves."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from academy.component import Component, component

if TYPE_CHECKING:
    from academy.student.base import Student


@component
class Tuning(Component, ABC):
    """Base of all ways."""

    optimizer: Literal["adamw_torch", "paged_adamw_32bit"]
    """The second one is paged by bitsandbytes on a GPU; elsewhere the first one is taken."""

    @property
    @abstractmethod
    def name(self) -> str:
        """For a person: `LoRA r16`."""

    def quantization_config(self) -> Any:
        """What `transformers` needs to load the frozen weights in few bits, or `None`."""
        return None

    @abstractmethod
    def attach(self, model: Any) -> Any:
        """The model as it is trained.

        Raises:
            AcademyError: what is to be trained is not there.
        """

    @abstractmethod
    def weaken(self, folder: Path, student: "Student", strength: float) -> None:
        """Move what was trained towards the student as it was before.

        Args:
            folder: where the adapter, or all weights, were saved; they are replaced.
            strength: 1 leaves them as they are, 0 would be the student before.
        """
