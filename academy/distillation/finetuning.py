"""Fine-tuning on examples: what the procedures that do so have in common."""

from abc import abstractmethod
from random import Random
from typing import TYPE_CHECKING, Any

from pydantic import Field, NonNegativeInt, PositiveInt

from academy.component import component
from academy.distillation.base import Course
from academy.distillation.lessons import (
    Lesson,
    asked,
    batched,
    epoch,
    looked_up,
    may_be_asked,
    recalled,
    tells_sentence,
    thinned,
)
from academy.distillation.prepared import Prepared
from academy.distillation.procedure import Procedure
from academy.distillation.training import Base
from academy.templates import template_hashes
from academy.verifier.base import UNANSWERED

if TYPE_CHECKING:
    from academy.distillation.soft_labels import SoftLabels


@component
class FineTuning(Procedure):
    """Base of the procedures that learn from examples."""

    recall: NonNegativeInt
    """How often, at least, each question is also answered with the whole sentence that its answer
    stands in, those too whose answer is in doubt. A specialist that has learned that looks for its
    answers there (`academy.student.specialist`); 0 teaches the answers alone."""
    ask: NonNegativeInt
    """How often, at least, each question is also to be asked of the sentence and the answer in it.
    A specialist that has learned that chooses better among what it recalls; without `recall` it is
    of no use, and left out."""
    read: NonNegativeInt
    """How often, at least, each question is also answered with its chunk before it. A specialist
    that has learned that answers better beside a search, and can teach another one."""
    sights: PositiveInt
    """How often, at least, each answer of a sentence is asked for in an epoch: where it has fewer
    questions, they are repeated."""
    word_dropout: float = Field(ge=0, lt=1)
    """Share of a question's words left out, other ones at each sight after the first: what is
    learned then hangs on no single wording."""

    def identity(self) -> dict[str, Any]:
        """With the template that puts a chunk before a question, where that is learned."""
        more = {"templates": template_hashes("open_book")} if self.read else {}
        return {**super().identity(), **more}

    @abstractmethod
    def softened(self, course: Course, base: Base, tokenizer: Any) -> "SoftLabels | None":
        """The teacher's distributions over each example's answer; `None` to learn the text.

        Args:
            base: gives the student's model without an adapter.

        Raises:
            AcademyError: the teacher cannot be read.
        """

    def prepare(self, course: Course, base: Base, tokenizer: Any) -> Prepared:
        """Have the teacher read the examples, and the base make up general chat."""
        read = Prepared([], self.softened(course, base, tokenizer))
        count = round(self.replay * len(course.examples))
        return self.chatting(read, count, course, base, tokenizer)

    def lessons(self, course: Course, prepared: Prepared) -> list[Lesson]:
        """Every example as often as it is seen, with the chat, in the order of the training."""
        random = Random(course.seed)  # noqa: S311 - no secret
        examples, chat, soft = course.examples, prepared.made, prepared.soft
        taught = soft and len(soft.shares) > len(chat)
        rows = {id(example): row if taught else -1 for row, example in enumerate(examples)}
        chunks = {e.chunk: course.passage(e.chunk) for e in examples} if self.read else {}
        lessons: list[Lesson] = []
        ask = self.ask if self.recall else 0
        for seen in range(max(self.epochs, self.recall, ask, self.read)):
            learned: list[Lesson] = []
            share = self.word_dropout if seen else 0.0
            if seen < self.epochs:
                learned += [
                    Lesson(
                        thinned(example.question, share, random),
                        example.answer,
                        soft=rows[id(example)],
                    )
                    for example in epoch(examples, self.sights)
                ]
                learned += chat
            about = [e for e in examples if e.kind != UNANSWERED]
            if seen < self.recall:
                told = [e for e in (*about, *course.unsettled) if tells_sentence(e)]
                learned += [recalled(e, share, random) for e in told]
            if seen < ask:
                learned += [asked(e) for e in about if may_be_asked(e)]
            if seen < self.read:
                put = [e for e in examples if e.kind != "statement"]
                learned += [looked_up(e, chunks, share, random) for e in put]
            random.shuffle(learned)
            lessons += learned
        return list(batched(lessons, self.batch_size, random))
