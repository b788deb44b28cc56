"""Learn how a teacher answers a catalogue of questions; no example is needed.

EduLLama's procedure with what came after it: the teacher's probabilities of every token of an
answer are compared, of answers that the teacher wrote or that the student writes in training (GKD,
Agarwal et al., 2024), by a divergence between forward and reverse KL.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from pydantic import Field, PositiveInt
from tqdm import tqdm

from academy.component import component
from academy.distillation.base import Course
from academy.distillation.entries import Entry, from_examples, from_questions, from_titles
from academy.distillation.lessons import Lesson, batched
from academy.distillation.on_policy import OnPolicy
from academy.distillation.prepared import Prepared, in_parts, teacher_identity
from academy.distillation.procedure import Procedure
from academy.distillation.replay import answered_by
from academy.distillation.soft import same_tokens, teacher_of
from academy.distillation.training import Base
from academy.errors import AcademyError
from academy.evaluation.questions import read_questions
from academy.places import locate
from academy.store import file_hash
from academy.student.base import Student
from academy.student.chat import ends, prompt
from academy.student.decoding import decode
from academy.student.loading import SOURCE, check_path, content, reading
from academy.templates import open_book, template_hashes

AT_ONCE = 16
"""Questions that a teacher answers at once."""
VERSION = 1
"""Of what the code makes of the same questions and teacher."""
OF_EXAMPLES = "examples"
MADE = (OF_EXAMPLES, "titles")
"""Catalogues that are no file."""


@component
class Catalogue(Procedure):
    """`distillation=catalogue`."""

    source: str | None
    """The teacher: a folder, GGUF file or hub name of a model with the student's tokens, or an
    adapter of the student; `null` for the student's own base."""
    catalogue: str
    """The questions: `examples` for those of the examples, `titles` for such as the teacher makes
    up about the titles of the chunks, or a file (docs/questions.md)."""
    per_title: PositiveInt
    """Questions made up about each title."""
    page: bool
    """Whether the teacher reads the chunk before it answers; the student never does."""
    answer_tokens: PositiveInt
    """Where an answer is cut off."""
    on_policy: float = Field(ge=0, le=1)
    """Share of the batches whose answers the student writes itself, as it is then."""
    beta: float = Field(ge=0, le=1)
    """0 is the forward KL divergence, 1 the reverse one, between them the generalised
    Jensen-Shannon divergence."""

    def identity(self) -> dict[str, Any]:
        """With the teacher's and the catalogue's content, where those are files."""
        made = self.catalogue in MADE
        return {
            **super().identity(),
            "weights": content(self.source) if self.source else None,
            "questions": None if made else file_hash(locate(self.catalogue)),
            "templates": template_hashes("*_book"),
        }

    @property
    def of_examples(self) -> bool:
        """Their questions may be the catalogue."""
        return self.catalogue == OF_EXAMPLES

    @property
    def divergence(self) -> float:
        """Its beta."""
        return self.beta

    def check(self, student: Student) -> None:
        """Also see that teacher and questions are there, and the tokens the same."""
        super().check(student)
        if self.source:
            check_path(self.source, SOURCE)
            same_tokens(self.source, student.tokenizer())
        if self.catalogue not in MADE:
            read_questions(locate(self.catalogue))

    def prepare(self, course: Course, base: Base, tokenizer: Any) -> Prepared:
        """Have the teacher answer the catalogue, and the base make up general chat."""

        @cache
        def teacher() -> Any:
            return self._teacher(tokenizer, base)

        entries = self._entries(course, tokenizer, teacher)
        contexts = self._contexts(entries, course, tokenizer)
        what = {
            "version": VERSION,
            "answer_tokens": self.answer_tokens,
            "top_k": self.top_k,
            "temperature": self.temperature,
            **teacher_identity(self.source, course),
        }
        how = (teacher, course, tokenizer)
        rows = [(entry.question, read) for entry, read in zip(entries, contexts, strict=True)]
        prepared = in_parts("answers", what, rows, lambda some: self._answered(some, *how))
        if not prepared.made:
            raise AcademyError(
                f"distillation.catalogue={self.catalogue}: the teacher answered none of "
                f"{len(entries)} questions"
            )
        count = round(self.replay * len(prepared.made))
        return self.chatting(prepared, count, course, base, tokenizer)

    def _answered(
        self, asked: Sequence[tuple[str, list[int]]], load: Base, course: Course, tokenizer: Any
    ) -> Prepared:
        """What the teacher answers, and its probabilities of that.

        Args:
            asked: questions, each with what the teacher has read when it answers.
        """
        from academy.distillation.soft_labels import soft_labels

        teacher = load()
        known = ends(tokenizer, teacher)
        answered: list[tuple[list[int], Lesson]] = []
        places = range(0, len(asked), AT_ONCE)
        for start in tqdm(places, desc="train: the teacher answers", disable=None):
            some = asked[start : start + AT_ONCE]
            said = decode(teacher, [read for _, read in some], known, self.answer_tokens - 1)
            for (question, read), one in zip(some, said, strict=True):
                lesson = answered_by(one, question, tokenizer, known)
                if lesson.answer:
                    answered.append((read, lesson))
        if not answered:
            return Prepared([], None)
        rows = [(read, lesson.tokens(course.student, tokenizer)[1]) for read, lesson in answered]
        soft = soft_labels(teacher, rows, self.top_k, self.temperature, 1.0)
        made = [replace(lesson, soft=row) for row, (_, lesson) in enumerate(answered)]
        return Prepared(made, soft, [read for read, _ in answered])

    def lessons(self, course: Course, prepared: Prepared) -> list[Lesson]:
        """The catalogue with the chat once in each epoch; some batches answered by the student."""
        random = Random(course.seed)  # noqa: S311 - no secret
        lessons: list[Lesson] = []
        for _ in range(self.epochs):
            lessons += random.sample(prepared.made, len(prepared.made))
        ordered = list(batched(lessons, self.batch_size, random))
        for start in range(0, len(ordered), self.batch_size):
            if random.random() < self.on_policy:
                some = slice(start, start + self.batch_size)
                ordered[some] = [replace(one, own=True) for one in ordered[some]]
        return ordered

    def policy(self, course: Course, prepared: Prepared, tokenizer: Any) -> OnPolicy | None:
        """The teacher that reads what the student writes."""
        if not self.on_policy:
            return None
        how = (tokenizer, self.answer_tokens, self.temperature, self.top_k)
        return OnPolicy(self._lent(course, tokenizer), prepared.contexts, *how)

    def _lent(self, course: Course, tokenizer: Any) -> Any:
        """The adapter is switched off where the teacher is the base; else it is another model."""

        @cache
        def other() -> Any:
            return self._teacher(tokenizer, lambda: reading(course.student.model()))

        @contextmanager
        def lent(model: Any) -> Iterator[Any]:
            own = self.source is None and hasattr(model, "disable_adapter")
            off: AbstractContextManager[Any] = model.disable_adapter() if own else nullcontext()
            with off:
                yield model.get_base_model() if own else other()

        return lent

    def _teacher(self, tokenizer: Any, base: Base) -> Any:
        """The model that answers.

        Raises:
            AcademyError: it cannot be loaded, or has other tokens than the student.
        """
        if self.source is None:
            return base()
        return teacher_of(self.source, same_tokens(self.source, tokenizer))

    def _contexts(
        self, entries: Sequence[Entry], course: Course, tokenizer: Any
    ) -> list[list[int]]:
        """What the teacher has read when it answers, as tokens."""
        theirs = same_tokens(self.source, tokenizer) if self.source else tokenizer
        contexts = []
        for entry in entries:
            asked = open_book(entry.question, entry.passage) if self.page else entry.question
            contexts.append(prompt(theirs, course.student.messages(asked)))
        return contexts

    def _entries(self, course: Course, tokenizer: Any, teacher: Base) -> list[Entry]:
        """The questions, each once, with the chunk that is about it.

        Raises:
            AcademyError: there is no such file, or it is no question set.
        """
        if self.of_examples:
            return from_examples(course)
        if self.catalogue == "titles":
            made = from_titles(course, tokenizer, teacher, self.per_title, self.source)
            return self.drawn(made, course.seed)
        questions = self.drawn(read_questions(locate(self.catalogue)), course.seed)
        return from_questions(course, questions)
