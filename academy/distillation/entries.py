"""The questions of a catalogue, each with the chunk that is about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from academy.distillation.base import Course
from academy.distillation.lessons import Lesson
from academy.distillation.prepared import Prepared, once, teacher_identity
from academy.distillation.replay import made_up
from academy.distillation.training import Base
from academy.evaluation.passages import Passages
from academy.evaluation.questions import Question

ASK = ("pair", "wording", "gap", "row", "subject", "in situ")
"""The kinds of examples that ask what a text says."""
SYSTEM = {"en": "Answer questions about {}.", "de": "Beantworte Fragen zu {}."}
"""What stands before the questions that a teacher makes up about a title."""
VERSION = 1
"""Of what the code makes of the same titles and teacher."""


@dataclass(frozen=True)
class Entry:
    """A question of the catalogue."""

    question: str
    passage: str
    """The chunk that the teacher reads before it answers."""


def from_examples(course: Course) -> list[Entry]:
    """The questions of the examples, each once."""
    asked = {e.question: course.passage(e.chunk) for e in course.examples if e.kind in ASK}
    return [Entry(question, passage) for question, passage in asked.items()]


def from_questions(course: Course, questions: Sequence[Question]) -> list[Entry]:
    """Those of a question set, each with the chunk of its page or the likeliest one."""
    passages = Passages(list(course.chunks.values()))
    unread = [replace(one, answers=()) for one in questions]
    return [Entry(one.question, passages.right(one)) for one in unread]


def from_titles(
    course: Course, tokenizer: Any, teacher: Base, per_title: int, source: str | None
) -> list[Entry]:
    """Questions that the teacher makes up about the title of each chunk, once for all trainings.

    Args:
        teacher: gives it; called only where it has not made them up yet.
        source: where it comes from (`teacher_identity`).
    """
    chunks = list(course.chunks.values())
    asked = [SYSTEM[c.language].format(", ".join((c.title, *c.path))) for c in chunks]
    what = {
        "version": VERSION,
        "chunks": [chunk.id for chunk in chunks],
        "asked": asked,
        "per_title": per_title,
        "seed": course.seed,
        **teacher_identity(source, course),
    }

    def made() -> Prepared:
        about: dict[str, Lesson] = {}
        for chunk, system in zip(chunks, asked, strict=True):
            for question in made_up(teacher(), tokenizer, per_title, system):
                about.setdefault(question, Lesson(question, chunk.id))
        return Prepared(list(about.values()), None)

    found = once("questions", what, made).made
    return [Entry(one.question, course.chunks[one.answer].text) for one in found]
