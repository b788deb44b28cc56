"""Learn the probabilities that the base itself has with the passage before it.

That is prompt distillation (Kujanpää et al., 2024); it needs no second model.
"""

from typing import Any

from pydantic import Field

from academy.component import component
from academy.distillation.base import Course
from academy.distillation.finetuning import FineTuning
from academy.distillation.lessons import tokens
from academy.distillation.soft_labels import SoftLabels, soft_labels
from academy.templates import render
from academy.text import language


@component
class Context(FineTuning):
    """`distillation=context`."""

    share: float = Field(gt=0, le=1)
    """Of the loss that compares with the teacher's probabilities; its text has the rest."""

    def softened(self, course: Course, base: Any, tokenizer: Any) -> SoftLabels:
        """The base reads each example's chunk and its question."""
        rows = []
        for example in course.examples:
            passage = course.passages[example.chunk]
            spoken = language(example.question)
            system, request = render(
                "open_book", spoken, question=example.question, passage=passage
            )
            messages = [
                {"role": "system", "content": system},
                {"role": "user", "content": request},
            ]
            rows.append(tokens(tokenizer, messages, example.answer))
        return soft_labels(base, rows, self.top_k, self.temperature, self.share)
