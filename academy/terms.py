"""What a question about a unit of text could have as its answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from academy.amounts import VERBAL, Span, amounts, dates
from academy.text import row, stop_words

UPPER = "A-ZÀ-ÖØ-Þ"
WORD = rf"[{UPPER}][\w'’/-]*"
NAME = re.compile(
    rf"(?<!\w)(?:(?:Dr|Prof|Mr|Mrs|St|[A-Z])\. )(?:[a-z]\. )?[\w'’-]+(?: {WORD})*"
    rf"|(?<!\w){WORD}(?:(?: (?:of|the|and|upon|on|de|von|der|op|van|du|la|le|di|da|del)){{0,2}}"
    rf" {WORD})*(?: \d+\b)?"
)
QUOTED = re.compile(r"(?<!\w)[\"“„»](?=\S)([^\"“”„»«]+)(?<=\S)[\"”“«]")
RUN = re.compile(r"(?<!\w)[a-zäöüß][\w'’-]*(?: [a-zäöüß][\w'’-]*)*")
"""Words in small letters, one behind the other."""
JOIN = re.compile(r" (?:of|for)(?: the| a| an)? ")
"""What makes one phrase of two: `destruction of the forest`."""
ARTICLES = ("the", "a", "an", "this", "these", "its", "their", "whether")


@dataclass(frozen=True)
class Terms:
    """What a question about a unit could have as its answer."""

    strong: tuple[str, ...]
    """Table cells; else amounts with what they count, names and quotations."""
    weak: tuple[str, ...]
    """In English, where nouns do not show by their capitals: other runs of words between function
    words (the key phrases of RAKE, Rose et al., 2010), longer ones first. Some are verbs."""


def terms(unit: str, language: str) -> Terms:
    """The possible answers in a unit; the strong ones in reading order."""
    columns = row(unit)
    if columns:
        return Terms(_distinct(cell for _, cell in columns), ())
    strong = _strong(unit, language)
    phrases = _phrases(unit, strong, language) if language == "en" else []
    longest_first = sorted(phrases, key=lambda span: -unit.count(" ", *span))
    return Terms(
        _distinct(unit[slice(*span)] for span in strong),
        _distinct(unit[slice(*span)] for span in longest_first),
    )


def _strong(unit: str, language: str) -> list[Span]:
    """The terms of all kinds from left to right, the longer one of two (`Thirty Years' War`).

    A single word that may owe its capital to the beginning of the unit comes last.
    """
    found: list[Span] = []
    end = 0
    first = {kind: next(kind(unit, 0, language), None) for kind in KINDS}
    while any(first.values()):
        found.append(min(filter(None, first.values()), key=lambda span: (span[0], -span[1])))
        end = found[-1][1]
        for kind, span in first.items():
            if span and span[0] < end:
                first[kind] = next(kind(unit, end, language), None)
    return sorted(found, key=lambda span: span[0] == 0 and " " not in unit[slice(*span)])


def _names(unit: str, start: int, language: str) -> Iterator[Span]:
    """Where names stand, without articles before and `'s` behind them."""
    for mark in NAME.finditer(unit, start):
        name = _without_lead(mark.group(), language)
        if name:
            yield mark.end() - len(name), mark.end() - 2 * name.endswith(("'s", "’s"))


def _quotations(unit: str, start: int, language: str) -> Iterator[Span]:
    return (mark.span(1) for mark in QUOTED.finditer(unit, start))


KINDS = (dates, amounts, _names, _quotations)
"""What finds strong terms from a position of a unit on, in a language."""


def _without_lead(name: str, language: str) -> str:
    """A name without the article or preposition that a sentence began with."""
    words = name.split()
    while words and words[0].lower() in stop_words(language):
        words.pop(0)
    return " ".join(words)


def _phrases(unit: str, strong: list[Span], language: str) -> list[Span]:
    """Runs of small words between function words, without a verb at the end, joined by `of`.

    A word right before an article is taken for a verb. A run right behind a name (`Tibbet
    button`) is left out: alone it is half an answer.
    """
    blank = {i for start, end in strong for i in range(start, end)}
    rest = "".join(" " if i in blank else letter for i, letter in enumerate(unit))
    found: list[Span] = []
    for run in RUN.finditer(rest):
        found += _between_function_words(run, run.start() - 2 in blank, language)
    whole = sorted([*found, *strong])
    joined = [
        (one[0], other[1])
        for one, other in pairwise(whole)
        if one in found and JOIN.fullmatch(unit[one[1] : other[0]])
    ]
    return joined + found


def _between_function_words(run: re.Match[str], behind_name: bool, language: str) -> list[Span]:
    found: list[Span] = []
    words: list[re.Match[str]] = []
    for word in [*re.finditer(r"[^ ]+", run.group()), None]:
        if word and word.group() not in stop_words(language):
            words.append(word)
            continue
        if words and word and word.group() in ARTICLES:
            words.pop()
        while words and VERBAL.search(words[-1].group()):
            words.pop()
        if words and not (behind_name and words[0].start() == 0):
            found.append((run.start() + words[0].start(), run.start() + words[-1].end()))
        words = []
    return found


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
