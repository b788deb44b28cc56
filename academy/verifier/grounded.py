"""Checks without a model: the answer stands in the evidence, the question stands alone."""

import re

from pydantic import PositiveInt

from academy.component import component
from academy.text import contains, normalize, numbers
from academy.verifier.base import Draft, Verifier

POINTS_AT_THE_TEXT = re.compile(
    r"\b(the (text|passage|document|sentence|fact|page|context|article|statement|paragraph|table)"
    r"|according to|mentioned|(der|die|das|dem|den|diese[rsmn]?) (text|abschnitt|dokument|satz|"
    r"seite|tabelle|artikel|absatz|kontext)|laut|erwähnt)\b",
    re.IGNORECASE,
)

ASKS_FOR_NUMBER = re.compile(
    r"\b(how (many|much|old|long|far|high|deep|large|tall|often|heavy)"
    r"|wh(at|ich) (year|number|date)|when"
    r"|wie ?viele?|wann|welche[smrn]? (jahr|zahl|anzahl|datum))\b",
    re.IGNORECASE,
)
ASKS_FOR_NAME = re.compile(
    r"^(by |from |von )?(who|whom|whose|wer|wem|wen|wessen)\b", re.IGNORECASE
)
NUMBER_WORDS = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|"
    r"million|first|second|third|once|twice|century|daily|weekly|monthly|every|days?|"
    r"ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|jede|täglich|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"januar|februar|märz|mai|juni|juli|oktober|dezember|winter|summer|spring|autumn|sommer|"
    r"\w+(day|tags?))\b",
    re.IGNORECASE,
)


@component
class Grounded(Verifier):
    """`verifier=grounded`."""

    max_answer_words: PositiveInt

    def fault(self, draft: Draft) -> str | None:
        """The first check that the draft fails."""
        if draft.kind == "statement":
            return None if numbers(draft.answer) <= numbers(draft.evidence) else "foreign number"
        if not normalize(draft.answer):
            return "empty answer"
        if len(draft.answer.split()) > self.max_answer_words:
            return "long answer"
        if not contains(draft.evidence, draft.answer):
            return "answer not in the source"
        if len(draft.question.split()) < 4:
            return "short question"
        if POINTS_AT_THE_TEXT.search(draft.question):
            return "question points at the text"
        if contains(draft.question, draft.answer):
            return "question tells the answer"
        return _wrong_kind(draft)


def _wrong_kind(draft: Draft) -> str | None:
    """A number where a name is asked for, or the other way round."""
    if draft.kind == "cloze":
        return None
    if not draft.question.rstrip().endswith("?"):
        return "no question"
    if ASKS_FOR_NUMBER.search(draft.question) and not NUMBER_WORDS.search(draft.answer):
        return "a number is asked for"
    if ASKS_FOR_NAME.search(draft.question) and draft.answer[:1].isdigit():
        return "a name is asked for"
    return None
