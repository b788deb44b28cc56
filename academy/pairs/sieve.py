"""What is left of all drafts together: nothing twice, nothing contradictory, nothing measured."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from academy.evaluation.questions import Question
from academy.evaluation.refusals import refuses
from academy.pairs.leakage import Leakage
from academy.records import Example
from academy.text import contains, content_words, normalize, numbers, rouge_l, stems
from academy.verifier.base import UNANSWERED

NEARLY = 0.9
"""ROUGE-L above which two questions for the same answer are one, their numbers being the same."""
ANSWERED = 0.6
"""Share of the content words of both (Jaccard) from which a question that a chunk leaves open is
one that an example answers."""
MEASURES = "a question that measures"
"""Why such a draft is not learned."""


def sieve(
    drafts: Iterable[Example], measured: Sequence[Question], leakage: Leakage
) -> Iterator[tuple[Example, str | None]]:
    """Each draft, in their order, with the reason why it may not be learned, if there is one.

    Args:
        drafts: what the verifier kept; gone through three times.
        measured: the questions of every set; one that is learned would measure nothing.
        leakage: tells which drafts are among those.
    """
    usual = _usual_answers(drafts)
    leaked = leakage.leaked(drafts, measured)
    learned: dict[str, list[str]] = {}
    for draft in drafts:
        if draft.kind == UNANSWERED and _is_answered(draft, usual):
            yield draft, "an example answers it"
        else:
            yield draft, _fault(draft, usual, leaked, learned)


def _is_answered(draft: Example, usual: dict[str, dict[str, int]]) -> bool:
    """Whether a question that a chunk leaves open is answered by an example."""
    asked = stems(content_words(draft.question))

    def shared(question: str) -> float:
        words = stems(content_words(question))
        return len(asked & words) / max(1, len(asked | words))

    near = (question for question in usual if shared(question) >= ANSWERED)
    return any(not refuses(answer) for question in near for answer in usual[question])


def unlearned(
    questions: Iterable[Example],
    learned: Iterable[Example],
    measured: Sequence[Question],
    leakage: Leakage,
) -> Iterator[Example]:
    """Questions whose answers are in doubt, each once.

    None that is learned, and none that is like one that measures, whatever its answer.
    """
    known = {normalize(example.question) for example in learned}
    once: dict[str, Example] = {}
    for one in questions:
        once.setdefault(normalize(one.question), one)
    fresh = [one for question, one in once.items() if question not in known]
    frozen = [question.question for question in measured]
    same = leakage.same([one.question for one in fresh], [frozen] * len(fresh))
    yield from (one for one, measures in zip(fresh, same, strict=True) if not measures)


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
    leaked: Collection[tuple[str, str]],
    learned: dict[str, list[str]],
) -> str | None:
    """Why a draft is not learned; if it is, it is noted in `learned`, by its answer.

    Where one of a question's answers contains the other, the more frequent one is kept.
    """
    question, answer = normalize(draft.question), normalize(draft.answer)
    before = learned.setdefault(answer, [])
    if draft.kind != "statement":
        rivals = usual[question]
        common = max(rivals, key=lambda rival: rivals[rival])
        if not all(contains(common, rival) or contains(rival, common) for rival in rivals):
            return "contradiction"
        if answer != common:
            return "repetition"
        if (draft.question, draft.answer) in leaked:
            return MEASURES
    if question in before:
        return "repetition"
    if draft.kind != "statement" and any(_nearly(question, other) for other in before):
        return "near repetition"
    before.append(question)
    return None


def _nearly(one: str, other: str) -> bool:
    return numbers(one) == numbers(other) and rouge_l(one.split(), other.split()) > NEARLY
