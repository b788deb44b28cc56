"""Fine-tune on the teacher's text: cross-entropy on the answer's tokens."""

from typing import Any

from academy.component import component
from academy.distillation.base import Course
from academy.distillation.finetuning import Base, FineTuning


@component
class Hard(FineTuning):
    """`distillation=hard`."""

    def softened(self, course: Course, base: Base, tokenizer: Any) -> None:
        """The text is what there is."""
