"""One answer of one system, as `answers.jsonl` keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass

from academy.records import Record
from academy.store import text_hash


@dataclass(frozen=True)
class Answered(Record):
    """One question, one system, one answer, and what it was worth."""

    questions: str
    """`dev` or `test`."""
    id: str
    document: str
    page: int | None
    """That the question is about, if that is known."""
    system: str
    question: str
    answer: str
    accepted: tuple[str, ...]
    correct: float | None
    """1 or 0; `None` where the documents do not answer the question, as with the next three."""
    f1: float | None
    """Of words, against the best accepted answer."""
    rouge_l: float | None
    """Against the best accepted answer."""
    cosine: float | None
    """To the nearest accepted answer; `None` also where that is not measured."""
    refused: bool
    """Whether it says that it does not know."""
    tokens: int
    confidence: float | None
    """`None` where the system does not tell."""
    recalled: str
    """The most probable recalled sentence with the answer in it, if there is one."""
    twin: str | None
    """The training question that is nearly the same, if there is one."""
    leaked: bool
    """Whether the question was trained on: one that is alike, with its answer."""
    drafted: bool
    """Whether the teacher drafted it that also wrote what was trained on."""


def digests(rows: Iterable[Answered]) -> dict[str, str]:
    """Each question set's questions with their accepted answers, as a hash."""
    asked: dict[str, set[tuple[str, ...]]] = {}
    for row in rows:
        asked.setdefault(row.questions, set()).add((row.question, *row.accepted))
    return {name: text_hash(sorted(some)) for name, some in asked.items()}
