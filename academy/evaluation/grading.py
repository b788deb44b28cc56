"""What each answer is worth."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from academy.evaluation.base import Evaluation
from academy.evaluation.questions import Question
from academy.records import Record
from academy.student.specialist import Spoken


@dataclass(frozen=True)
class Answered(Record):
    """One question, one system, one answer, and what it was worth."""

    questions: str
    """`dev` or `test`."""
    id: str
    system: str
    question: str
    answer: str
    accepted: tuple[str, ...]
    correct: float | None
    """1 or 0; `None` where the documents do not answer the question."""
    f1: float | None
    tokens: int
    confidence: float
    recalled: str
    """The sentence that was recalled, if it has the answer in it."""
    twin: str | None
    """The training question that is nearly the same, if there is one."""


def grade(
    name: str,
    system: str,
    questions: list[Question],
    said: list[Spoken],
    twins: list[str | None],
    how: Evaluation,
) -> list[Answered]:
    """A row for each question of a set, with what the system's answer is worth.

    Args:
        name: of the set.
        said: answer to each question.
        twins: the nearly same training question of each, if there is one.
    """
    gradable = [i for i, question in enumerate(questions) if question.answerable]
    predictions = [said[i].text for i in gradable]
    references = [list(questions[i].answers) for i in gradable]
    lengths = [said[i].tokens for i in gradable]
    hits = dict(zip(gradable, _accepted(predictions, references, lengths, how), strict=True))
    f1 = dict(zip(gradable, _f1(predictions, references), strict=True))
    return [
        Answered(
            name,
            question.id,
            system,
            question.question,
            said[i].text,
            question.answers,
            hits.get(i),
            f1.get(i),
            said[i].tokens,
            said[i].confidence,
            said[i].recalled,
            twins[i],
        )
        for i, question in enumerate(questions)
    ]


def _accepted(
    predictions: list[str], references: list[list[str]], lengths: list[int], how: Evaluation
) -> list[float]:
    if not predictions:
        return []
    computed = metric("accepted_answer").compute(
        predictions=predictions,
        references=references,
        lengths=lengths,
        max_tokens=how.max_answer_tokens,
    )
    return list(computed["hits"])


def _f1(predictions: list[str], references: list[list[str]]) -> list[float]:
    if not predictions:
        return []
    computed = metric("token_f1").compute(predictions=predictions, references=references)
    return list(computed["scores"])


@cache
def metric(name: str) -> Any:
    """One of our own metric modules, loaded by path through `evaluate` (no hub is asked)."""
    import evaluate as library

    return library.load(str(Path(__file__).parent / "metrics" / name))


def twin(question: str, trained: list[str], threshold: float) -> str | None:
    """The training question that is nearly the same, if there is one."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        question,
        trained,
        scorer=fuzz.token_sort_ratio,
        processor=utils.default_process,
        score_cutoff=threshold,
    )
    return found[0] if found else None
