"""The recipe: find what can be asked, then have each answer asked for in many wordings.

For every sentence: question-answer pairs; then, for every answer that a pair gave or that a rule
finds (numbers, names, table cells), further questions until it has enough wordings; and the
sentence itself as a question. What each question's answer really is, the verifier
decides. Answers that are then left with few questions are asked for once more: the teacher sees the
sentence with a gap, and so cannot tell the answer. Some questions are such that the text leaves
them open, so that the student learns to say so.
"""

from dataclasses import dataclass
from itertools import chain

from pydantic import NonNegativeInt, PositiveInt

from academy.component import component
from academy.prompt.base import STRINGS, Conversation, Order, Passage, Prompt, passages, whole
from academy.prompt.gap import left_out
from academy.prompt.qa import ask_pairs
from academy.prompt.rules import in_situ, subject
from academy.prompt.statements import REQUEST
from academy.prompt.written import Template, fill
from academy.records import Chunk
from academy.text import contains, normalize
from academy.verifier.base import Draft


@component
class Mixed(Prompt):
    """`prompt=mixed`."""

    pairs: PositiveInt
    """Most pairs asked for about one sentence; short sentences get fewer."""
    answers: PositiveInt
    """Most different answers of one sentence that are asked for in many wordings."""
    wordings: PositiveInt
    """Questions that each of these answers shall have."""
    second_pass: NonNegativeInt
    """An answer with fewer accepted questions than this is asked for in so many more; 0 leaves it
    at that."""
    statements: bool
    """Whether each sentence is also learned as it stands, as prose."""
    in_situ: NonNegativeInt
    """Most answers of one sentence that the sentence itself asks for, the question word where the
    answer stood; 0 writes no such questions."""
    rules: bool
    """Whether questions are also made of the text itself: what a sentence begins with is asked for
    with the rest of it, the direction that small teachers hardly ever ask in, and the cells of a
    table row are asked for by each other."""

    unanswered: NonNegativeInt
    """Questions for each chunk that it leaves open, to be answered with a refusal."""

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Ask for pairs, then for wordings, leave gaps, and ask by gaps where little was kept."""
        found = passages(chunk)
        pairs = ask_pairs([passage for passage in found if not passage.cell], self.pairs, teacher)
        own = iter(pairs)
        plans = [self._plan(passage, [] if passage.cell else next(own)) for passage in found]
        kept = teacher.check([*chain.from_iterable(pairs), *_wordings(plans, teacher)])
        for plan in plans:
            made = teacher.check(self._by_rule(plan, chunk, teacher))
            kept += [draft for draft in made if draft.kind != "in situ" or plan.has(draft.answer)]
        teacher.check(self._second_pass(kept, found, teacher))
        if self.unanswered and found:
            beyond = Template(
                name="beyond", about="chunk", writes="questions", wanted=self.unanswered
            )
            teacher.check(fill(beyond, [whole(chunk)], (), chunk.language, teacher))

    def _plan(self, passage: Passage, pairs: list[Draft]) -> "Plan":
        """The answers to ask for, each with the number of questions that the pairs left missing."""
        known = [pair.answer for pair in pairs if contains(passage.text, pair.answer)]
        answers = _distinct([*known, *passage.strong, *passage.weak], passage.about)
        return Plan(
            passage,
            {
                answer: self.wordings - sum(contains(other, answer) for other in known)
                for answer in answers[: self.answers]
            },
        )

    def _by_rule(self, plan: "Plan", chunk: Chunk, teacher: Conversation) -> list[Draft]:
        """What needs no teacher: questions made of the text, the sentence itself."""
        passage, answers = plan.passage, list(plan.missing)
        terms = _distinct([*passage.strong, *passage.weak], passage.about)
        found = dict.fromkeys((*answers, *terms))
        asked = [in_situ(passage, answer, chunk.language, teacher) for answer in found]
        drafts = [*chain.from_iterable([of for of in asked if of][: self.in_situ])]
        if self.rules and passage.cell:
            drafts += [
                teacher.rule(passage, "row", question, answer)
                for question, answer in passage.cell.asked(passage.about, chunk.language)
            ]
        elif self.rules:
            drafts += subject(passage, answers, chunk, teacher)
        if self.statements:
            matter = passage.cell.key if passage.cell else next(iter(answers), passage.about)
            question = REQUEST[chunk.language].format(matter)
            drafts.append(teacher.rule(passage, "statement", question, passage.text))
        return drafts

    def _second_pass(
        self, kept: list[Draft], found: list[Passage], teacher: Conversation
    ) -> list[Draft]:
        """More questions for each answer that has few, asked for by the gap that it leaves."""
        facts: dict[tuple[str, str], list[Draft]] = {}
        for draft in kept:
            if draft.kind != "statement":
                facts.setdefault((draft.evidence, normalize(draft.answer)), []).append(draft)
        asked = {fact: sum(d.kind != "in situ" for d in drafts) for fact, drafts in facts.items()}
        rare = [drafts[0] for fact, drafts in facts.items() if asked[fact] < self.second_pass]
        sources = {passage.text: passage for passage in found}
        gaps = [(sources[d.evidence], d.answer, left_out(d.evidence, d.answer)) for d in rare]
        wanted = [(passage, answer, gap) for passage, answer, gap in gaps if gap]
        orders = [
            Order("gaps", "gap", self.second_pass, STRINGS, {**passage.shown(), "gap": gap})
            for passage, _, gap in wanted
        ]
        return [
            teacher.draft(passage, "gaps", "gap", question, answer)
            for (passage, answer, _), questions in zip(wanted, teacher.ask(orders), strict=True)
            for question in questions
        ]


@dataclass(frozen=True)
class Plan:
    """What shall be asked about a passage."""

    passage: Passage
    missing: dict[str, int]
    """Answer → questions still wanted for it; may be negative."""

    def has(self, answer: str) -> bool:
        """Whether this very answer shall be asked for."""
        return normalize(answer) in map(normalize, self.missing)


def _wordings(plans: list[Plan], teacher: Conversation) -> list[Draft]:
    """Questions for each planned answer."""
    wanted = [(plan.passage, a, n) for plan in plans for a, n in plan.missing.items() if n > 0]
    orders = [
        Order("wordings", "wording", n, STRINGS, {**p.shown(), "answer": answer})
        for p, answer, n in wanted
    ]
    return [
        teacher.draft(passage, "wordings", "wording", question, answer)
        for (passage, answer, _), questions in zip(wanted, teacher.ask(orders), strict=True)
        for question in questions
    ]


def _distinct(answers: list[str], about: str) -> list[str]:
    """The answers without what the text is about anyway, and without one inside another."""
    distinct: list[str] = []
    for answer in answers:
        if not any(contains(rival, answer) for rival in (about, *distinct)):
            distinct.append(answer)
    return distinct
