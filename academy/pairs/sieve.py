"""What is left of all drafts together: nothing twice, nothing contradictory, no measured question.

Two questions are as alike as their ROUGE-L (F1 of the longest common sequence of words, normalised;
Lin 2004) says.
"""

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import LCSseq

from academy.evaluation.questions import Question
from academy.evaluation.refusals import refuses
from academy.records import Example
from academy.text import alike, contains, content_words, normalize, numbers, stems
from academy.verifier.base import UNANSWERED

NEARLY = 0.9
"""ROUGE-L above which two questions for the same answer are one, their numbers being the same."""
ANSWERED = 0.6
"""Share of the content words of both (Jaccard) from which a question that a chunk leaves open is
one that an example answers."""
LEAKED = 0.7
"""ROUGE-L above which a question is one of those that measure, their answers being alike."""

Frozen = tuple[list[str], tuple[str, ...]]
"""The words of a question that measures, and its accepted answers."""


def sieve(
    drafts: Iterable[Example], measured: Iterable[Question]
) -> Iterator[tuple[Example, str | None]]:
    """Each draft, in their order, with the reason why it may not be learned, if there is one.

    Args:
        drafts: what the verifier kept; gone through twice.
        measured: the questions of every set; one that is learned would measure nothing.
    """
    usual = _usual_answers(drafts)
    frozen = as_frozen(measured)
    learned: dict[str, list[str]] = {}
    for draft in drafts:
        if draft.kind == UNANSWERED and _is_answered(draft, usual):
            yield draft, "an example answers it"
        else:
            yield draft, _fault(draft, usual, frozen, learned)


def _is_answered(draft: Example, usual: dict[str, dict[str, int]]) -> bool:
    """Whether a question that a chunk leaves open is answered by an example."""
    asked = stems(content_words(draft.question))

    def shared(question: str) -> float:
        words = stems(content_words(question))
        return len(asked & words) / max(1, len(asked | words))

    near = (question for question in usual if shared(question) >= ANSWERED)
    return any(not refuses(answer) for question in near for answer in usual[question])


def unlearned(
    questions: Iterable[Example], learned: Iterable[Example], measured: Iterable[Question]
) -> Iterator[Example]:
    """Questions whose answers are in doubt, each once.

    None that is learned, and none that is like one that measures, whatever its answer.
    """
    frozen = as_frozen(measured)
    seen = {normalize(example.question) for example in learned}
    for one in questions:
        question = normalize(one.question)
        words = question.split()
        if question not in seen and not any(rouge_l(words, f) > LEAKED for f, _ in frozen):
            seen.add(question)
            yield one


def _usual_answers(drafts: Iterable[Example]) -> dict[str, dict[str, int]]:
    """Each question's answers, and how often each was given."""
    answers: dict[str, dict[str, int]] = {}
    for draft in drafts:
        if draft.kind != "statement":
            counted = answers.setdefault(normalize(draft.question), {})
            answer = normalize(draft.answer)
            counted[answer] = counted.get(answer, 0) + 1
    return answers


def _fault(
    draft: Example,
    usual: dict[str, dict[str, int]],
    frozen: Sequence[Frozen],
    learned: dict[str, list[str]],
) -> str | None:
    """Why a draft is not learned; if it is, it is noted in `learned`, by its answer.

    Where one of a question's answers contains the other, the more frequent one is kept.
    """
    question, answer = normalize(draft.question), normalize(draft.answer)
    words = question.split()
    before = learned.setdefault(answer, [])
    if draft.kind != "statement":
        rivals = usual[question]
        common = max(rivals, key=lambda rival: rivals[rival])
        if not all(contains(common, rival) or contains(rival, common) for rival in rivals):
            return "contradiction"
        if answer != common:
            return "repetition"
        if any(measures(words, draft.answer, other) for other in frozen):
            return "a question that measures"
    if question in before:
        return "repetition"
    if draft.kind != "statement" and any(_nearly(question, other) for other in before):
        return "near repetition"
    before.append(question)
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


def _nearly(one: str, other: str) -> bool:
    return numbers(one) == numbers(other) and rouge_l(one.split(), other.split()) > NEARLY


def rouge_l(one: Sequence[str], other: Sequence[str]) -> float:
    """The F1 of the longest common sequence of words, 0 to 1."""
    total = len(one) + len(other)
    return 2 * LCSseq.similarity(one, other) / total if total else 0.0
