"""What is left of all drafts together: nothing twice, nothing contradictory, no measured question.

Two questions are as alike as their ROUGE-L (F1 of the longest common sequence of words, normalised;
Lin 2004) says.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from rapidfuzz.distance import LCSseq

from academy.evaluation.questions import Question
from academy.evaluation.refusals import refuses
from academy.records import Chunk, Dropped
from academy.text import alike, contains, normalize, numbers
from academy.verifier.base import Draft

NEARLY = 0.9
"""ROUGE-L above which two questions for the same answer are one, their numbers being the same."""
LEAKED = 0.7
"""ROUGE-L above which a question is one of those that measure, their answers being alike."""

Frozen = tuple[list[str], tuple[str, ...]]
"""The words of a question that measures, and its accepted answers."""
Placed = tuple[Chunk, Draft]
"""A draft with the chunk it was written about."""


def sieve(
    drafts: Sequence[Placed], measured: Iterable[Question]
) -> tuple[list[Placed], list[Dropped]]:
    """The drafts that may be learned, in their order, and the others with the reason.

    Args:
        drafts: what the verifier kept.
        measured: the questions of every set; one that is learned would measure nothing.
    """
    usual = _usual_answers(drafts)
    frozen = as_frozen(measured)
    learned: dict[str, list[list[str]]] = {}
    kept: list[Placed] = []
    dropped: list[Dropped] = []
    for chunk, draft in drafts:
        fault = _fault(draft, usual, frozen, learned)
        if fault:
            dropped.append(Dropped(f"rejected: {fault}", chunk.id, 1, asdict(draft)))
        else:
            kept.append((chunk, draft))
    return kept, dropped


def _usual_answers(drafts: Sequence[Placed]) -> dict[str, Counter[str]]:
    """Each question's answers, and how often each was given."""
    answers: dict[str, Counter[str]] = {}
    for _, draft in drafts:
        if draft.kind != "statement":
            counted = answers.setdefault(normalize(draft.question), Counter())
            counted[normalize(draft.answer)] += 1
    return answers


def _fault(
    draft: Draft,
    usual: dict[str, Counter[str]],
    frozen: Sequence[Frozen],
    learned: dict[str, list[list[str]]],
) -> str | None:
    """Why a draft is not learned; if it is, it is noted in `learned`, by its answer.

    Where one of a question's answers contains the other, the more frequent one is kept.
    """
    question, answer = normalize(draft.question), normalize(draft.answer)
    words = question.split()
    before = learned.setdefault(answer, [])
    if draft.kind != "statement":
        rivals = usual[question]
        common = rivals.most_common(1)[0][0]
        if not all(contains(common, rival) or contains(rival, common) for rival in rivals):
            return "contradiction"
        if answer != common:
            return "repetition"
        if any(measures(words, draft.answer, other) for other in frozen):
            return "a question that measures"
    if words in before:
        return "repetition"
    if draft.kind != "statement" and any(_nearly(words, other) for other in before):
        return "near repetition"
    before.append(words)
    return None


def measures(words: list[str], answer: str, frozen: Frozen) -> bool:
    """Whether a question asks what one of those asks that measure.

    `What is the weight of the loom?` is near `What is the height of the loom?`, and another one.
    """
    question, answers = frozen
    agree = any(alike(answer, known) for known in answers) if answers else refuses(answer)
    return rouge_l(words, question) > LEAKED and agree


def as_frozen(questions: Iterable[Question]) -> list[Frozen]:
    """Questions that measure, as `measures` takes them."""
    return [(normalize(q.question).split(), q.answers) for q in questions]


def _nearly(one: list[str], other: list[str]) -> bool:
    same = numbers(" ".join(one)) == numbers(" ".join(other))
    return same and rouge_l(one, other) > NEARLY


def rouge_l(one: Sequence[str], other: Sequence[str]) -> float:
    """The F1 of the longest common sequence of words, 0 to 1."""
    total = len(one) + len(other)
    return 2 * LCSseq.similarity(one, other) / total if total else 0.0
