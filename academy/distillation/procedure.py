"""What the procedures that a person chooses have in common, and a recovery has not."""

from abc import ABC

from pydantic import Field

from academy.component import component
from academy.distillation.base import Course, Distillation
from academy.distillation.training import Training
from academy.distillation.watch import Scores, Watch
from academy.evaluation.questions import Question
from academy.student.base import Student


@component
class Procedure(Training, Distillation, ABC):
    """A training that keeps what the student knew, and may be watched."""

    replay: float = Field(ge=0, lt=1)
    """General chat of the base student, in each epoch so many times the examples or questions: its
    probabilities there shall stay as they are."""
    strength: float = Field(gt=0, le=1)
    """Share of the change in the weights that the specialist keeps: what the student knew before
    comes back sooner than what it learned goes (Wortsman et al., 2022). 1 keeps all."""
    watch: Watch
    """Asks the development questions on the way."""

    def finish(self, course: Course) -> None:
        """Weaken it."""
        if self.strength < 1:
            course.lora.weaken(course.adapter, course.student, self.strength)

    def check(self, student: Student) -> None:
        """See that there are questions to watch the training with."""
        self.watch.asked()

    def chosen_by(self) -> list[Question]:
        """Those of `watch`."""
        return self.watch.asked()

    def scores(self, course: Course, tokenizer: object, steps: int) -> Scores | None:
        """As `watch` says."""
        return self.watch.scores(course, tokenizer, steps)
