"""Fine-tune on the teacher's text: cross-entropy on the answer's tokens."""

from typing import Any

from academy.component import component
from academy.distillation.base import Course
from academy.distillation.finetuning import FineTuning
from academy.distillation.training import Base


@component
class Hard(FineTuning):
    """`distillation=hard`."""

    def softened(self, course: Course, base: Base, tokenizer: Any) -> None:
        """The text is what there is."""
