"""Checks without a model: the answer stands in the evidence, the question stands alone."""

import re

from pydantic import Field, PositiveInt
from sentencex import segment

from academy.component import component
from academy.fitting import misfit
from academy.terms import terms
from academy.text import (
    ARTICLES,
    alike,
    contains,
    content_words,
    normalize,
    numbers,
    stems,
    stop_words,
)
from academy.verifier.base import UNANSWERED, Draft, Reader, Rejected, Verifier

POINTS_AT_THE_TEXT = re.compile(
    r"\b(the (text|passage|context|paragraph)"
    r"|the (document|sentence|fact|page|article|statement|table)(?! of (an?|the)\b)"
    r"|according to|mentioned"
    r"|(der|die|das|dem|den) (text|abschnitt|kontext)"
    r"|(der|die|das|dem|den) (dokument|satz|seite|tabelle|artikel|absatz)"
    r"(?! (von|des|der|eine[sr])\b)"
    r"|diese[rsmn]? (text|abschnitt|kontext|dokument|satz|seite|tabelle|artikel|absatz)"
    r"|laut (de[mrsn]|diese[mrsn]?|text|abschnitt|dokument|satz|seite|tabelle|artikel|absatz"
    r"|abbildung|folie|kapitel|handbuch|beispiel|beschreibung|aussage|quelle)"
    r"|erwähnt)\b",
    re.IGNORECASE,
)
"""What says nothing without the text. A page or table that is named (`the page of a book`) may be
what a text is about."""
INSTRUCTS = re.compile(
    r"\b(ignore|disregard|forget|override|ignorier\w*|vergiss|vergessen sie|missachte\w*)\b"
    r"[^.!?]{0,40}"
    r"\b(instruction|prompt|previous|above|earlier|anweisung|vorherig|obig|bisherig)"
    r"|\b(system|developer) (prompt|message)\b|\bsystemprompt\b"
    r"|\bas an? (ai|large language) (model|assistant)|\bals (ki|sprachmodell)\b"
    r"|\b(you are|act as|du bist|sie sind) (now |jetzt |nun )?(an?|eine?) "
    r"(ai|assistant|language model|chatbot|ki|assistent\w*|sprachmodell)\b",
    re.IGNORECASE,
)
"""What is said to a language model and not about the world."""
ASKED_FOR = (
    "amount area country kind length many much name number part people percentage period person "
    "place size term time total type year long old high far large heavy "
    "anzahl art jahr land länge menge ort teil zahl zeit lange alt hoch weit groß schwer"
)
"""Words that say what kind of thing a question asks for; the evidence needs not have them."""
SHORTEST = 4
"""Words of a text that is worth learning."""
WHOLE = 0.7
"""Share of the sentence above which an answer says all of it and not what was asked."""


def points_at_the_text(draft: Draft) -> bool:
    """Whether a question points at its text.

    What a sentence has too, with the word behind it or within the sentence (`sets the title of the
    page`), is what it is about.
    """
    marks = POINTS_AT_THE_TEXT.finditer(draft.question)
    return not all(_is_a_subject(mark, draft) for mark in marks)


def _is_a_subject(mark: re.Match[str], draft: Draft) -> bool:
    said, pointing = draft.evidence.lower(), re.escape(mark[0].lower())
    behind = re.match(r" \w+", draft.question[mark.end() :])
    if behind and re.search(rf"\b{pointing}{behind[0].lower()}\b", said):
        return True
    return bool(re.search(rf"(?<!^)(?<!\bin )(?<!\bas )(?<!\bwie )(?<!\bsee )\b{pointing}\b", said))


@component
class Grounded(Verifier):
    """`verifier=grounded`."""

    max_answer_words: PositiveInt
    """Longest answer that is kept, and no more than a part of its sentence."""
    min_known: float = Field(ge=0, le=1)
    """Share of a question's content words that must occur in the sentence or what it is about."""

    def verify(self, draft: Draft, reader: Reader) -> Draft:
        """The draft unchanged, if nothing is wrong with it."""
        fault = self.fault(draft)
        if fault:
            raise Rejected(fault, draft)
        return draft

    def asks(self, draft: Draft) -> bool:
        """By the checks that do not look at what the answer is."""
        if draft.kind in ("statement", UNANSWERED) or INSTRUCTS.search(draft.evidence):
            return False
        return not self.fault_of_question(draft) and not _wrong_row(draft)

    def fault(self, draft: Draft) -> str | None:
        """The first check that the draft fails."""
        if INSTRUCTS.search(f"{draft.evidence}\n{draft.question}\n{draft.answer}"):
            return "an instruction to a model"
        if draft.kind == "statement":
            return _fault_of_prose(draft)
        if draft.kind == UNANSWERED:
            return self.fault_of_question(draft)
        return self.fault_of_question(draft) or self._fault_of_answer(draft)

    def fault_of_question(self, draft: Draft) -> str | None:
        """What is wrong with the question, whatever its answer is."""
        if len(draft.question.split()) < 4:
            return "short question"
        if not draft.question.rstrip().endswith("?"):
            return "no question"
        if points_at_the_text(draft):
            return "question points at the text"
        if self.foreign_numbers(draft):
            return "question has a foreign number"
        if _share_known(draft) < self.min_known:
            return "question is about something else"
        return None

    def _fault_of_answer(self, draft: Draft) -> str | None:
        if ARTICLES.issuperset(normalize(draft.answer).split()):
            return "no answer"
        length = len(draft.answer.split())
        if length > self.max_answer_words or length > WHOLE * len(draft.evidence.split()):
            return "long answer"
        if not any(contains(text, draft.answer) for text in (draft.evidence, draft.quote)):
            return "answer not in the source"
        return self.misfit(draft) or _wrong_row(draft)

    def foreign_numbers(self, draft: Draft) -> set[str]:
        """Numbers of the question, also in words, that the text around it does not have."""
        known = numbers(f"{draft.before} {draft.evidence} {draft.about}")
        return numbers(draft.question) - known

    def misfit(self, draft: Draft) -> str | None:
        """Why the answer cannot be what the question asks for, by rules."""
        return misfit(draft.question, draft.answer, draft.evidence, draft.language)


def _fault_of_prose(draft: Draft) -> str | None:
    """What is wrong with a text that says again what the source says."""
    if len(draft.answer.split()) < SHORTEST:
        return "short text"
    if POINTS_AT_THE_TEXT.search(draft.answer) and not POINTS_AT_THE_TEXT.search(draft.evidence):
        return "text points at a text"
    known = f"{draft.before} {draft.evidence} {draft.about}"
    if not numbers(draft.answer) <= numbers(known):
        return "foreign number"
    if _strangers(draft.answer, draft.language) - stems(normalize(known).split()):
        return "foreign name"
    return None


def _strangers(text: str, language: str) -> set[str]:
    """The beginnings of the words of each name in a text.

    None in German, where every noun has a capital.
    """
    if language != "en":
        return set()
    found = (term for sentence in segment(language, text) for term in terms(sentence, "en").strong)
    names = (term for term in found if term[0].isupper())
    return stems(word for name in names for word in content_words(name))


def _share_known(draft: Draft) -> float:
    """The share of the question's content words that the evidence and its context have too.

    Words count as the same when they begin alike, so that `opened` and `opening` do.
    """
    asked = _stems(draft.question) - _stems(ASKED_FOR)
    known = _stems(f"{draft.before} {draft.evidence} {draft.about}")
    return len(asked & known) / len(asked) if asked else 0.0


def _stems(text: str) -> set[str]:
    """The beginnings of a text's content words."""
    little = stop_words("en") | stop_words("de")
    return stems(word for word in normalize(text).split() if word not in little)


def _wrong_row(draft: Draft) -> str | None:
    """What the cells of a table do not answer.

    The answer is none of them but what a column is called, say; or the question does not name the
    other one, so that it could be about any row.
    """
    if draft.cells and not any(alike(cell, draft.answer) for cell in draft.cells):
        return "answer is no cell of the table"
    others = " ".join(cell for cell in draft.cells if not alike(cell, draft.answer))
    if others and not _stems(draft.question) & _stems(others):
        return "question does not say which row"
    return None
