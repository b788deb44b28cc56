"""Train every weight of the student."""

from typing import Any

from academy.component import component
from academy.errors import AcademyError
from academy.lora.base import Tuning
from academy.student.loading import quantised


@component
class Full(Tuning):
    """`lora=full`."""

    @property
    def name(self) -> str:
        """Its name."""
        return "all weights"

    def attach(self, model: Any) -> Any:
        """The model itself.

        Raises:
            AcademyError: its weights are in few bits.
        """
        if quantised(model):
            raise AcademyError(
                "lora=full: the student's weights are quantised, which only adapters can learn "
                "beside; choose lora=r16, or a student that is not quantised"
            )
        return model.requires_grad_(True)
