"""Text that nothing can be learned from, recognised by rules that can be explained."""

import re

from academy.component import Component, component
from academy.text import normalize

CONTENTS = re.compile(r"(table of )?contents|agenda|outline|inhalt|inhaltsverzeichnis|gliederung")
REFERENCES = re.compile(
    r"references|bibliography|works cited|further reading|literatur|literaturverzeichnis|quellen"
    r"|quellenverzeichnis|weiterführende literatur"
)
LICENCE = (
    r"(unless otherwise noted )?this work is licensed.*|sofern nicht anders.*lizenz.*"
    r"|copyright (c|©) (?!is\b).*|copyright by (?!its?|law|definition|virtue|means)\b.{0,60}"
    r"|copyright( (?!act|law|reform|in|of|since|was|is)\w+){0,3} (19|20)\d\d"
    r"( (?!is|was|were|has|lasts|protects?)\w+){0,6}"
    r"|(copyright.{0,80} )?(all rights reserved|alle rechte vorbehalten)( (?!is|are)\w.{0,60})?"
    r"|(last modified|zuletzt geändert).*\d.*"
)
NOTICE = re.compile(
    rf"{LICENCE}|(any )?questions|fragen|thank you( for your attention)?|thanks( for listening)?"
    r"|(vielen )?dank( für (die|ihre|eure) aufmerksamkeit)?|pause|break|end|ende"
)
"""What a paragraph of a page that is a notice may say; normalised."""
LEADERS = re.compile(r"(?:(?:\s?\.){3,}|…)\s*\d{1,3}$")
"""Dots that lead to a page number."""
SENTENCE = re.compile(r"[.!?]$")
CITATION = re.compile(
    r"^\[\d+\]|^[A-ZÄÖÜ][\w'-]+, (?:[A-Z]\.|[A-Z][a-z]+[:;,(])|doi:|https?://\S+$|\bISBN\b"
    r"|[,(] ?(?:19|20)\d\d\w?\)?[.:,]|\bpp\.\s?\d"
)
"""Marks of an entry in a bibliography."""
CODE = re.compile(
    r"\bdef \w+\(|\breturn\b(?=[^.]*[;()=])|\b(?:elif|endif|endfor|println?)\b|\bimport \w+[;.]"
    r"|\b(?:while not|if not|for \w+ in)\b(?=[^.]*:)|\belse:|#include|[{};]\s*$|\w\.\w+\("
    r"|\w\([\w, .]*\)\s*[:{;]|[!=]=|\+=|->|(?<!:)//|\w = \w+\("
)
MATHEMATICS = re.compile(r"[=∑√≤≥≈∈∀∃∧∨→⇒\ufffd|̸]|\w\^\w|^[^\w+#]*[^\W\d][^\w+#]*$")
"""A sign of formulas, or a letter alone."""
NAMED = re.compile(r"^[A-ZÄÖÜ][\w .-]+: ")
"""What begins a value with its name (`Size: 3 x 4 cm`)."""
WORD = re.compile(r"[^\W\d_]{3,}")
MANY = 4
"""Paragraphs that a list has at least."""
MOST = 0.6
"""Share of a page's paragraphs that must look like entries."""
FEW = 0.4
"""Share of a formula's characters that stand in words, at most."""
MARKS = 2
"""Marks of program code that a paragraph has at least."""


@component
class Cleaning(Component):
    """Which kinds are left out (`cleaning.…`); what is left out is kept as dropped."""

    contents: bool
    """Tables of contents and agendas."""
    references: bool
    """Bibliographies."""
    notices: bool
    """Pages that only thank, ask for questions, or tell the licence, and paragraphs that do the
    last."""
    overlays: bool
    """Pages that the next page shows again with more on it."""
    formulas: bool
    """Paragraphs that are formulas or pieces of them."""
    code: bool
    """Paragraphs of program code."""

    def page(self, text: str, following: str) -> str | None:
        """The kind that a whole page is of, if it is to be left out.

        Args:
            following: the text of the page after it; empty for the last one.
        """
        parts = text.split("\n\n")
        if self.contents and _is_contents(parts):
            return "table of contents"
        if self.references and _is_bibliography(parts):
            return "bibliography"
        if self.notices and all(NOTICE.fullmatch(normalize(part)) for part in parts):
            return "notice"
        if self.overlays and set(parts) < set(following.split("\n\n")):
            return "shown again on the next page"
        return None

    def paragraph(self, text: str) -> str | None:
        """The kind that a paragraph is of, if it is to be left out."""
        if self.notices and re.fullmatch(LICENCE, normalize(text)):
            return "notice"
        if self.code and len(set(CODE.findall(text))) >= MARKS:
            return "program code"
        if self.formulas and " | " not in text and _is_formula(text):
            return "formula"
        return None


def _is_contents(parts: list[str]) -> bool:
    """Entries with page numbers, or a list under such a heading without a sentence or a table."""
    if any(" | " in part for part in parts):
        return False
    named = CONTENTS.fullmatch(normalize(parts[0])) and len(parts) > 1
    return bool(named and not any(map(SENTENCE.search, parts))) or _mostly(LEADERS, parts, MANY)


def _is_bibliography(parts: list[str]) -> bool:
    named = REFERENCES.fullmatch(normalize(parts[0]))
    return _mostly(CITATION, parts[1:], 1) if named else _mostly(CITATION, parts, MANY)


def _mostly(entry: re.Pattern[str], parts: list[str], least: int) -> bool:
    """Whether there are so many paragraphs, and most of them look like entries."""
    return len(parts) >= least and sum(bool(entry.search(p)) for p in parts) >= MOST * len(parts)


def _is_formula(text: str) -> bool:
    letters = len("".join(text.split()))
    words = sum(len(word) for word in WORD.findall(text))
    named = NAMED.match(text) and "=" not in text
    return bool(MATHEMATICS.search(text)) and not named and words < FEW * letters
