"""Learn the probabilities that the base itself has with the passage before it.

That is prompt distillation (Kujanpää et al., 2024); it needs no second model.
"""

from typing import Any

from pydantic import Field

from academy.component import component
from academy.distillation.base import Course
from academy.distillation.finetuning import FineTuning
from academy.distillation.prepared import labelled, teacher_identity
from academy.distillation.soft_labels import Row, SoftLabels
from academy.distillation.training import Base
from academy.student.chat import tokens
from academy.templates import open_book, template_hashes


@component
class Context(FineTuning):
    """`distillation=context`."""

    share: float = Field(gt=0, le=1)
    """Of the loss that compares with the teacher's probabilities; its text has the rest."""

    def identity(self) -> dict[str, Any]:
        """With the template that puts the chunk before the question."""
        return {**super().identity(), "templates": template_hashes("open_book")}

    def softened(self, course: Course, base: Base, tokenizer: Any) -> SoftLabels:
        """The base reads each example's chunk and its question."""
        rows = beside_passages(course, tokenizer, tokenizer)
        how = (self.top_k, self.temperature, self.share)
        return labelled(rows, teacher_identity(None, course), base, *how)


def beside_passages(course: Course, theirs: Any, ours: Any) -> list[Row]:
    """Each example's chunk and question as the teacher reads them, and the student's answer.

    Args:
        theirs: the teacher's tokenizer.
        ours: the student's; the same tokens, maybe another chat template.
    """
    rows = []
    for example in course.examples:
        shown = open_book(example.question, course.passage(example.chunk))
        before, _ = tokens(theirs, course.student.messages(shown), example.answer)
        _, after = tokens(ours, course.student.messages(example.question), example.answer)
        rows.append((before, after))
    return rows
