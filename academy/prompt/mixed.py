"""The recipe: find what can be asked, then have each answer asked for in many wordings.

For every sentence: question-answer pairs; then, for every answer that a pair gave or that a rule
finds (numbers, names, table cells), further questions until it has enough wordings; and the
sentence itself with the answer left out. What each question's answer really is, the verifier
decides.
"""

import re

from pydantic import NonNegativeInt, PositiveInt

from academy.component import component
from academy.prompt.base import STRINGS, Conversation, Order, Passage, Prompt, passages
from academy.prompt.qa import ask_pairs
from academy.prompt.statements import REQUEST
from academy.records import Chunk
from academy.text import contains
from academy.verifier.base import Draft

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

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Ask for pairs, then for wordings, and leave gaps."""
        for passage in passages(chunk):
            pairs = ask_pairs(passage, self.pairs, teacher)
            known = [pair.answer for pair in pairs if contains(passage.text, pair.answer)]
            found = [*known, *passage.strong, *passage.weak]
            answers = _distinct(found, passage.about)[: self.answers]
            teacher.check([*pairs, *self._wordings(passage, answers, known, teacher)])
            gaps = [_cloze(passage, answer, chunk.language, teacher) for answer in answers]
            teacher.check([gap for gap in gaps if gap][: self.cloze])
            if self.statements:
                question = REQUEST[chunk.language].format(answers[0] if answers else passage.about)
                teacher.check([teacher.rule(passage, "statement", question, passage.text)])

    def _wordings(
        self, passage: Passage, answers: list[str], known: list[str], teacher: Conversation
    ) -> list[Draft]:
        """Questions for each answer, as many as the pairs left missing."""
        missing = {a: self.wordings - sum(contains(other, a) for other in known) for a in answers}
        wanted = [answer for answer in answers if missing[answer] > 0]
        values = {"passage": passage.text, "about": passage.about}
        orders = [
            Order("wordings", missing[answer], STRINGS, {**values, "answer": answer})
            for answer in wanted
        ]
        return [
            teacher.draft(passage, "wordings", "wording", question, answer)
            for answer, questions in zip(wanted, teacher.ask(orders), strict=True)
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
