"""The recipe: find what can be asked, then have each answer asked for in many wordings.

For every sentence: question-answer pairs; then, for every answer that a pair gave or that a rule
finds (numbers, names, table cells), further questions until it has enough wordings; and the
sentence itself with the answer left out. What each question's answer really is, the verifier
decides.
"""

import re
from dataclasses import dataclass
from itertools import chain

from pydantic import NonNegativeInt, PositiveInt

from academy.component import component
from academy.prompt.base import STRINGS, Conversation, Order, Passage, Prompt, passages
from academy.prompt.qa import ask_pairs
from academy.prompt.statements import REQUEST
from academy.records import Chunk
from academy.text import contains, row
from academy.verifier.base import Draft

WHO = {"en": "Who or what", "de": "Wer oder was"}
JOINS = r"(?:and|or|of|in|at|und|oder|von|in|an)\b"
"""Words after a name with which it goes on."""
ARTICLE = "(?:(?:The|A|An|Der|Die|Das|Ein|Eine) )?"
ROW = {
    "en": (
        ("What is the {head} of {key}?", "What is listed under {head} for {key_head} {key}?"),
        ("For which {key_head} is {cell} listed under {head}?", "Which {key_head} has {cell}?"),
    ),
    "de": (
        ("Was ist {head} von {key}?", "Was steht unter {head} bei {key_head} {key}?"),
        ("Bei was für {key_head} steht unter {head} {cell}?", "Was für {key_head} hat {cell}?"),
    ),
}
"""Questions for a cell, and for the first cell of its row."""
CLOZE = {"en": "Fill in the gap: {}", "de": "Fülle die Lücke: {}"}


@component
class Mixed(Prompt):
    """`prompt=mixed`."""

    pairs: PositiveInt
    """Most pairs asked for about one sentence; short sentences get fewer."""
    answers: PositiveInt
    """Most different answers of one sentence that are asked for in many wordings."""
    wordings: PositiveInt
    """Questions that each of these answers shall have."""
    statements: bool
    """Whether each sentence is also learned as it stands, as prose."""
    cloze: NonNegativeInt
    """Most sentences with a gap for one sentence; 0 writes none."""
    rules: bool
    """Whether questions are also made of the text itself: what a sentence begins with is asked for
    with the rest of it, the direction that small teachers hardly ever ask in, and the cells of a
    table row are asked for by each other."""

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Ask for pairs, then for wordings, and leave gaps."""
        found = passages(chunk)
        pairs = ask_pairs(found, self.pairs, teacher)
        plans = [self._plan(passage, asked) for passage, asked in zip(found, pairs, strict=True)]
        teacher.check([*chain.from_iterable(pairs), *_wordings(plans, teacher)])
        for plan in plans:
            teacher.check(self._by_rule(plan, chunk, teacher))

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
        """What needs no teacher: gaps, questions made of the text, the sentence itself."""
        passage, answers = plan.passage, list(plan.missing)
        gaps = [_cloze(passage, answer, chunk.language, teacher) for answer in answers]
        drafts = [gap for gap in gaps if gap][: self.cloze]
        if self.rules:
            drafts += _subject(passage, answers, chunk, teacher)
            drafts += _row(passage, chunk.language, teacher)
        if self.statements:
            question = REQUEST[chunk.language].format(answers[0] if answers else passage.about)
            drafts.append(teacher.rule(passage, "statement", question, passage.text))
        return drafts


@dataclass(frozen=True)
class Plan:
    """What shall be asked about a passage."""

    passage: Passage
    missing: dict[str, int]
    """Answer → questions still wanted for it; may be negative."""


def _wordings(plans: list[Plan], teacher: Conversation) -> list[Draft]:
    """Questions for each planned answer."""
    wanted = [(plan.passage, a, n) for plan in plans for a, n in plan.missing.items() if n > 0]
    orders = [
        Order("wordings", n, STRINGS, {"passage": p.text, "about": p.about, "answer": answer})
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
        rivals = [about, *distinct]
        if not any(contains(a, answer) or contains(answer, a) for a in rivals if a):
            distinct.append(answer)
    return distinct


def _cloze(passage: Passage, answer: str, language: str, teacher: Conversation) -> Draft | None:
    found = re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", passage.text)
    if not found:
        return None
    gap = f"{passage.text[: found.start()]}___{passage.text[found.end() :]}"
    return teacher.rule(passage, "cloze", CLOZE[language].format(gap), answer)


def _subject(
    passage: Passage, answers: list[str], chunk: Chunk, teacher: Conversation
) -> list[Draft]:
    """Questions made of the sentence itself: `Ada Kern built it.` becomes `Who or what built it?`.

    In English also `Which harbour …?`, where the last word of the name is a word of its own on the
    page.
    """
    for answer in answers:
        name = rf"{ARTICLE}{re.escape(answer)} (?=[a-zäöü])(?!{JOINS})"
        found = re.match(name, passage.text)
        if not found or answer.endswith(("'s", "’s")):
            continue
        rest = passage.text[found.end() :].rstrip(". ")
        noun = answer.split()[-1].lower()
        asked = [f"{WHO[chunk.language]} {rest}?"]
        if chunk.language == "en" and re.search(rf"\b{re.escape(noun)}\b", chunk.text):
            asked.append(f"Which {noun} {rest}?")
        return [teacher.rule(passage, "subject", question, answer) for question in asked]
    return []


def _row(passage: Passage, language: str, teacher: Conversation) -> list[Draft]:
    """Questions for the other cells of a table row by its first one, and the other way round."""
    (key_head, key), *others = row(passage.text) or [("", "")]
    names = {"key_head": key_head, "key": key}
    return [
        teacher.rule(passage, "row", form.format(head=head, cell=cell, **names), answer)
        for head, cell in others
        for forms, answer in zip(ROW[language], (cell, key), strict=True)
        for form in forms
    ]
