"""What a distillation procedure is: it turns examples and a student into an adapter."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

from pydantic import Field

from academy.component import Component, component
from academy.evaluation.questions import Question
from academy.lora.base import Tuning
from academy.records import Chunk, Example
from academy.student.base import Student
from academy.tracking.base import Run

Learned = TypeVar("Learned")


@dataclass(frozen=True)
class Course:
    """Everything a procedure is given."""

    student: Student
    lora: Tuning
    examples: Sequence[Example]
    chunks: Mapping[str, Chunk]
    """What the teacher read, by its id."""
    seed: int
    folder: Path
    """For checkpoints; what an interrupted attempt left here is taken up again."""
    adapter: Path
    """Where the finished adapter goes."""
    run: Run
    """Gets the metrics."""
    unsettled: Sequence[Example] = ()
    """Questions about a sentence whose answers are in doubt."""
    before: Student | None = None
    """The student as it was before, where that is another model."""

    def passage(self, chunk: str) -> str:
        """The text of a chunk, or of two that were read together."""
        return passage(self.chunks, chunk)


def passage(chunks: Mapping[str, Chunk], chunk: str) -> str:
    """The text of a chunk by its id, or of two that were read together (`slides.pdf#3.0+4.0`)."""
    document, _, places = chunk.rpartition("#")
    return "\n\n".join(chunks[f"{document}#{place}"].text for place in places.split("+"))


@dataclass(frozen=True)
class Outcome:
    """What training came to."""

    losses: list[tuple[int, float]]
    """Step and mean loss over the labelled tokens (nats per token) since the entry before."""
    tokens: int
    """Non-padding tokens that went through the student."""
    seconds: float
    made: list[tuple[str, str]]
    """Questions and answers that the procedure made itself: general chat, a teacher's answers."""
    dev: list[tuple[int, float]]
    """Step and share of the development questions that were answered right, where it was asked."""


@component
class Distillation(Component, ABC):
    """Base of all procedures."""

    fraction: float = Field(gt=0, le=1)
    """Share of the examples, or of a list of questions, that is learned, drawn by the seed: how
    many does a student need? A larger share holds those of a smaller one."""

    def chosen_by(self) -> list[Question]:
        """Questions whose answers decide what of a training is kept, if any do."""
        return []

    @property
    def of_examples(self) -> bool:
        """Whether anything of the examples is learned."""
        return True

    def drawn(self, whole: Sequence[Learned], seed: int) -> list[Learned]:
        """Those that are learned, in their order; at least one where there are any."""
        count = min(len(whole), max(1, round(self.fraction * len(whole))))
        random = Random(seed)  # noqa: S311 - no secret
        places = random.sample(range(len(whole)), len(whole))[:count]
        return [whole[at] for at in sorted(places)]

    def check(self, student: Student) -> None:
        """See that what it needs is there, before an earlier stage is computed.

        Raises:
            AcademyError: something is not.
        """

    @abstractmethod
    def train(self, course: Course) -> Outcome:
        """Train and save an adapter that `peft` loads."""
