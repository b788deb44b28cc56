"""Text that nothing can be learned from, recognised by rules that can be explained."""

import re

from academy.component import Component, component
from academy.text import normalize

CONTENTS = re.compile(
    r"(table of )?contents|agenda|outline|overview|inhalt|inhaltsverzeichnis|gliederung|übersicht"
    r"|ablauf|themen"
)
REFERENCES = re.compile(
    r"references|bibliography|works cited|further reading|literatur|literaturverzeichnis|quellen"
    r"|quellenverzeichnis|weiterführende literatur"
)
NOTICE = re.compile(
    r"(any )?questions|fragen|thank you.*|thanks.*|(vielen )?dank.*|pause|break|the end|ende"
    r"|(unless otherwise noted )?this work is licensed.*|sofern nicht anders.*lizenz.*"
    r"|(copyright|all rights reserved|alle rechte vorbehalten|last modified|zuletzt geändert).*"
)
"""What a whole page may say; normalised."""
ENTRY = re.compile(r"(?:(?:\s?\.){3,}|…|^\d+(?:\.\d+)*\.?\s.*)\s*\d{1,3}$")
"""A line of a table of contents: dots or a number before, and a page number behind."""
SENTENCE = re.compile(r"[.!?]$")
CITATION = re.compile(r"\((19|20)\d\d\w?\)|doi:|https?://|\bpp?\.\s?\d|\bISBN\b|\bet al\.|^\[\d+\]")
CODE = re.compile(
    r"\b(?:def|return|import|elif|public|static|void|const|function|println?|endif|endfor)\b"
    r"|\b(?:while not|if not|for \w+ in|else:)|#include|[{};]\s*$|\w\.\w+\(|\w\([\w, .]*\)\s*[:{;]"
    r"|[!=]=|\+=|->|//"
)
SYMBOL = re.compile(r"[=+−*/^∑√≤≥≈∈×·<>{}\ufffd|̸]|^\W*[^\W\d]\W*$")
"""A sign that is rare in sentences, or a letter alone."""
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
    """Pages that only thank, ask for questions, or tell the licence."""
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
        if self.code and len(CODE.findall(text)) >= MARKS:
            return "program code"
        if self.formulas and " | " not in text and _is_formula(text):
            return "formula"
        return None


def _is_contents(parts: list[str]) -> bool:
    """A page of entries, or one that is named so and has no sentence."""
    named = CONTENTS.fullmatch(normalize(parts[0])) and len(parts) > 1
    return bool(named and not any(map(SENTENCE.search, parts))) or _mostly(ENTRY, parts)


def _is_bibliography(parts: list[str]) -> bool:
    return bool(REFERENCES.fullmatch(normalize(parts[0]))) or _mostly(CITATION, parts)


def _mostly(entry: re.Pattern[str], parts: list[str]) -> bool:
    """Whether most of many paragraphs look like entries."""
    return len(parts) >= MANY and sum(bool(entry.search(p)) for p in parts) >= MOST * len(parts)


def _is_formula(text: str) -> bool:
    letters = len("".join(text.split()))
    words = sum(len(word) for word in WORD.findall(text))
    return bool(SYMBOL.search(text)) and words < FEW * letters
