"""What each answer is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from academy.evaluation.answered import Answered
from academy.evaluation.base import Evaluation
from academy.evaluation.questions import Question
from academy.evaluation.refusals import refuses
from academy.evaluation.systems import Said
from academy.records import Example
from academy.text import normalize, rouge_l


@dataclass(frozen=True)
class Known:
    """What a set's questions have to do with what was trained on."""

    twins: list[str | None]
    leaked: list[bool]
    drafted: list[bool]

    @classmethod
    def of(
        cls,
        questions: Sequence[Question],
        examples: Sequence[Example],
        how: Evaluation,
        made: Sequence[tuple[str, str]] = (),
    ) -> "Known":
        """Look each question up among the examples.

        Args:
            questions: that measure.
            examples: of the training.
            how: says what is alike.
            made: questions with their answers that the training made itself, or had from a list.
        """
        asked = [(one.question, one.answer) for one in examples if one.kind != "statement"]
        asked += made
        texts = [question for question, _ in asked]
        teachers = {example.teacher for example in examples}
        return cls(
            [twin(question.question, texts, how.twin) for question in questions],
            how.leakage.trained_on(questions, asked),
            [question.drafted_by in teachers for question in questions],
        )


def grade(
    name: str,
    system: str,
    questions: Sequence[Question],
    said: Sequence[Said],
    known: Known,
    how: Evaluation,
) -> list[Answered]:
    """A row for each question of a set, with what the system's answer is worth.

    Args:
        name: of the set.
        said: answer to each question.
        known: what the training has to do with each.
    """
    gradable = [i for i, question in enumerate(questions) if question.answerable]
    predictions = [said[i].text for i in gradable]
    references = [list(questions[i].answers) for i in gradable]
    lengths = [said[i].tokens for i in gradable]
    hits = dict(zip(gradable, _accepted(predictions, references, lengths, how), strict=True))
    f1 = dict(zip(gradable, _f1(predictions, references), strict=True))
    cosines = dict(zip(gradable, how.similarity.cosines(predictions, references), strict=True))
    return [
        Answered(
            name,
            question.id,
            question.document,
            question.page,
            system,
            question.question,
            said[i].text,
            question.answers,
            hits.get(i),
            f1.get(i),
            _rouge_l(said[i].text, question.answers),
            cosines.get(i),
            refuses(said[i].text),
            said[i].tokens,
            said[i].confidence,
            said[i].recalled,
            known.twins[i],
            known.leaked[i],
            known.drafted[i],
        )
        for i, question in enumerate(questions)
    ]


def _rouge_l(said: str, accepted: Sequence[str]) -> float | None:
    words = normalize(said).split()
    return max((rouge_l(words, normalize(one).split()) for one in accepted), default=None)


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
        tolerance=how.tolerance,
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


def twin(question: str, trained: Sequence[str], threshold: float) -> str | None:
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
