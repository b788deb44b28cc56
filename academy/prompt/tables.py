"""The cells of tables: each told in a sentence, and asked for by what stands around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from academy.amounts import asked_for, is_number
from academy.text import row

TOLD = {
    "en": {
        "noun": "The {head} of the {key_head} {key} is {cell}.",
        "same": "{head} {key}: {cell}.",
        "phrase": "With the {key_head} {key}, {head} {cell}.",
        "property": "The {key} of {whole} is {cell}.",
    },
    "de": {
        "noun": "{head} bei {key_head} {key}: {cell}.",
        "same": "{head} {key}: {cell}.",
        "phrase": "{key_head} {key}: {head} {cell}.",
        "property": "{key} bei {whole}: {cell}.",
    },
}
"""A cell as a sentence, by what its column is called."""
ASKED = {
    "en": {
        "noun": (
            "What is the {head} of {key}?",
            "What is listed under {head} for {key_head} {key}?",
            "{asked} is the {head} of the {key_head} {key}?",
            "What {head} does the {key_head} {key} have?",
        ),
        "same": ("What is the {head} {key}?", "What is listed for {key_head} {key}?"),
        "phrase": ("What is listed for {key_head} {key} under {head}?",),
        "property": (
            "What is the {key} of {whole}?",
            "{asked} is the {key} of {whole}?",
            "What {key} does {whole} have?",
        ),
        "key": (
            "Which {key_head} has {cell}?",
            "For which {key_head} is {cell} listed under {head}?",
        ),
    },
    "de": {
        "noun": (
            "Was ist {head} von {key}?",
            "Was steht unter {head} bei {key_head} {key}?",
            "{asked} steht unter {head} bei {key}?",
        ),
        "same": ("Was ist {head} {key}?", "Was steht bei {key_head} {key}?"),
        "phrase": ("Was steht unter {head} bei {key_head} {key}?",),
        "property": (
            "Was steht bei {whole} unter {key}?",
            "{asked} steht bei {whole} unter {key}?",
        ),
        "key": (
            "Was für {key_head} hat {cell}?",
            "Bei was für {key_head} steht unter {head} {cell}?",
        ),
    },
}
"""Questions for a cell, by what its column is called, and for the first cell of its row."""
PROPERTY = re.compile(
    r"(?:property|parameter|feature|characteristic|quantity|eigenschaft|merkmal|kenngröße|angabe)"
    r"(?: (?:of|von) (?P<whole>.+))?",
    re.IGNORECASE,
)
"""What the first column of a list of properties is called, and whose they are."""
PHRASE_WORDS = 4
"""Words from which on the name of a column is no noun any more (`The mats are used for`)."""

LONGEST = 12
"""Words of a cell that is still an answer."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table, and what tells it from the others of its column."""

    key_head: str
    key: str
    """The first cell of its row."""
    head: str
    text: str
    alone: bool
    """Whether the table has but these two columns."""

    @property
    def kind(self) -> str:
        """How its column is called, as `TOLD` and `ASKED` have it."""
        if self.alone and PROPERTY.fullmatch(self.key_head):
            return "property"
        if self.key_head and self.head.lower().endswith(f" {self.key_head.lower()}"):
            return "same"
        return "phrase" if len(self.head.split()) >= PHRASE_WORDS else "noun"

    @property
    def is_text(self) -> bool:
        """Whether it says more than an answer to a question could."""
        return len(self.text.split()) > LONGEST

    @property
    def answers(self) -> tuple[str, ...]:
        """What a teacher shall ask for: itself and, unless it is a number, the first of its row."""
        only = self.kind == "property" or is_number(self.text)
        return (self.text,) if only else (self.key, self.text)

    def told(self, about: str, language: str) -> str:
        """The cell as a sentence, `The duration of the program Castry is 95 minutes`."""
        return self._filled(TOLD[language][self.kind], about, language)

    def asked(self, about: str, language: str) -> list[tuple[str, str]]:
        """Questions with their answers: for the cell by its row, and the other way round."""
        forms = ASKED[language]
        asked = [(form, self.text) for form in forms[self.kind]]
        if self.kind != "property":
            asked += [(form, self.key) for form in forms["key"]]
        return [(self._filled(form, about, language), answer) for form, answer in asked]

    def _filled(self, form: str, about: str, language: str) -> str:
        known = PROPERTY.fullmatch(self.key_head)
        names = {
            "key_head": _small(self.key_head, language),
            "key": _small(self.key, language) if self.kind == "property" else self.key,
            "head": _small(self.head, language),
            "cell": self.text.rstrip("."),
            "asked": asked_for(self.text, language),
            "whole": (known and known["whole"]) or about.partition(", ")[0],
        }
        filled = " ".join(form.format(**names).split())
        return f"{filled[:1].upper()}{filled[1:]}"


def cells(unit: str) -> Iterator[Cell]:
    """The cells of a table row as `academy.text.units` writes it, without the first one."""
    (key_head, key), *others = row(unit) or [("", "")]
    for head, text in others:
        yield Cell(key_head, key, head, text, alone=len(others) == 1)


def _small(name: str, language: str) -> str:
    """What a column is called as it stands within an English sentence."""
    first = name.partition(" ")[0]
    small = language == "en" and first[1:].islower() and first.isalpha()
    return f"{name[:1].lower()}{name[1:]}" if small else name
