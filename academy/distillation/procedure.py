"""What the procedures that a person chooses have in common, and a recovery has not."""

from abc import ABC

from pydantic import Field

from academy.component import component
from academy.distillation.base import Course, Distillation
from academy.distillation.training import Training
from academy.distillation.watch import Scores, Watch


@component
class Procedure(Training, Distillation, ABC):
    """A training that keeps what the student knew, and may be watched."""

    replay: float = Field(ge=0, lt=1)
    """General chat of the base student, in each epoch so many times the examples or questions: its
    probabilities there shall stay as they are."""
    watch: Watch
    """Asks the development questions on the way."""

    def check(self) -> None:
        """See that there are questions to watch the training with."""
        self.watch.asked()

    def scores(self, course: Course, tokenizer: object, steps: int) -> Scores | None:
        """As `watch` says."""
        return self.watch.scores(course, tokenizer, steps)
