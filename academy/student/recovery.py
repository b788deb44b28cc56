"""What a student that lost layers learns again from the model that it was.

The whole model makes up general chat, and its probabilities of every token of its own answers are
learned by all weights of the other one.
"""

from random import Random
from typing import Any, ClassVar

from pydantic import PositiveInt

from academy.component import component
from academy.distillation.base import Course
from academy.distillation.lessons import Lesson, batched
from academy.distillation.prepared import Prepared
from academy.distillation.training import Base, Training
from academy.errors import AcademyError


@component
class Recovery(Training):
    """`student.recovery`."""

    place: ClassVar[str] = "student.recovery"
    questions: PositiveInt
    """Questions that the whole model makes up and answers."""
    answer_tokens: PositiveInt
    """Where its answers are cut off."""

    def prepare(self, course: Course, base: Base, tokenizer: Any) -> Prepared:
        """Have the whole model chat."""
        how = (course, base, tokenizer, self.answer_tokens)
        prepared = self.chatting(Prepared([], None), self.questions, *how)
        if not prepared.made:
            whole = course.before.title if course.before else course.student.title
            raise AcademyError(
                f"student.recovery: {whole} makes up no questions to learn from; take a chat "
                "model, or student.recovery=null"
            )
        return prepared

    def lessons(self, course: Course, prepared: Prepared) -> list[Lesson]:
        """The chat once in each epoch."""
        random = Random(course.seed)  # noqa: S311 - no secret
        lessons: list[Lesson] = []
        for _ in range(self.epochs):
            lessons += random.sample(prepared.made, len(prepared.made))
        return list(batched(lessons, self.batch_size, random))
