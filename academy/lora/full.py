"""Train every weight of the student."""

from typing import Any

from academy.component import component
from academy.lora.base import Tuning


@component
class Full(Tuning):
    """`lora=full`."""

    @property
    def name(self) -> str:
        """Its name."""
        return "all weights"

    def attach(self, model: Any) -> Any:
        """The model itself."""
        return model.requires_grad_(True)
