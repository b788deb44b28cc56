"""What a specialist still knows and does besides: general questions, the form of a chat, language.

The questions are those of `retention.json`, in the form of every question set. They are of the kind
that a small model without special knowledge can answer, so a loss shows.
"""

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from tqdm import tqdm

from academy.evaluation.base import Evaluation
from academy.evaluation.grading import metric
from academy.evaluation.questions import read_questions
from academy.evaluation.statistics import difference
from academy.student.specialist import Specialist

QUESTIONS = Path(__file__).with_name("retention.json")
SAMPLE = "What happens in a harbour in the morning?"
"""A question to which nobody gives a short answer."""
SAMPLE_TOKENS = 80
TEXTS = 20
"""Texts of which the perplexity is measured, at most."""


@cache
def general_questions() -> tuple[str, ...]:
    """The questions alone."""
    return tuple(question.question for question in read_questions(QUESTIONS))


def retention(
    specialist: Specialist, how: Evaluation, seed: int, texts: Sequence[str]
) -> dict[str, Any]:
    """Base and specialist on general questions, and how well they speak.

    Args:
        texts: of the documents, from which only the specialist has learned.

    Returns:
        For each its accuracy (0 to 1) and the share of answers that end by themselves within
        `max_answer_tokens`, the perplexity of the texts, and a sample; `change` is the paired
        difference in accuracy.
    """
    questions = read_questions(QUESTIONS)
    figures: dict[str, Any] = {"questions": len(questions)}
    hits: dict[str, list[float]] = {}
    for system in ("base", "specialist"):
        adapter = system == "specialist"
        answers = specialist.answer(
            [question.question for question in questions],
            how.max_answer_tokens,
            how.batch_size,
            adapter=adapter,
        )
        bar = f"evaluate general questions {system}"
        said = list(tqdm(answers, bar, len(questions), unit="question", disable=None))
        hits[system] = metric("accepted_answer").compute(
            predictions=[one.text for one in said],
            references=[list(question.answers) for question in questions],
            lengths=[0] * len(said),  # the base is talkative, and knows all the same
            max_tokens=how.max_answer_tokens,
        )["hits"]
        ended = [bool(one.text) and one.tokens <= how.max_answer_tokens for one in said]
        figures[system] = {
            "accuracy": sum(hits[system]) / len(questions),
            "ended": sum(ended) / len(questions),
            "perplexity": specialist.perplexity(texts[:TEXTS], adapter),
            "sample": next(specialist.answer([SAMPLE], SAMPLE_TOKENS, 1, adapter, False)).text,
        }
    change = difference(hits["specialist"], hits["base"], how.bootstrap, seed)
    return {**figures, "change": asdict(change)}
