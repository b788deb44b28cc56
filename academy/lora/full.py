"""Train every weight of the student."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from academy.component import component
from academy.errors import AcademyError
from academy.lora.base import Tuning
from academy.student.loading import load_model, quantised

if TYPE_CHECKING:
    from academy.student.base import Student


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

    def weaken(self, folder: Path, student: "Student", strength: float) -> None:
        """Each weight lies on the line from what it was to what it became."""
        before, after = student.model(), load_model(str(folder))
        for old, new in zip(before.parameters(), after.parameters(), strict=True):
            new.data = old.data.float().lerp(new.data.float(), strength).to(new.dtype)
        after.save_pretrained(folder)
