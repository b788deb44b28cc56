"""What a question about a unit of text could have as its answer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from academy.amounts import FRACTION, YEAR, Span, amount, amounts, dates, is_number
from academy.phrases import adjectives, is_noun, is_plural, lists, phrases, without_article
from academy.text import numbers, stop_words

UPPER = "A-ZÀ-ÖØ-Þ"
WORD = rf"[{UPPER}][\w'’/-]*"
NAME = re.compile(
    rf"(?<!\w)(?:(?:Dr|Prof|Mr|Mrs|St|[A-Z])\. )(?:[a-z]\. )?[\w'’-]+(?: {WORD})*"
    rf"|(?<!\w){WORD}(?:(?: (?:of|the|and|upon|on|de|von|der|op|van|du|la|le|di|da|del)){{0,2}}"
    rf" {WORD})*(?: \d+\b(?![.,]\d))?"
)
COUNT = re.compile(r" \d+$")
GENITIVE = re.compile(r"['’]s?$")
QUOTED = re.compile(r"(?<!\w)[\"“„»](?=\S)([^\"“”„»«]+)(?<=\S)[\"”“«]")
LONGEST = 8
"""Words that a phrase has at most."""
OF = re.compile(r" (?:of|for) ")
JOINED = re.compile(r" (?:and|or) ")


@dataclass(frozen=True)
class Terms:
    """What a question about a unit could have as its answer."""

    strong: tuple[str, ...]
    """Amounts with what they count, names and quotations."""
    weak: tuple[str, ...]
    """In English, where nouns do not show by their capitals: other noun phrases and enumerations,
    longer ones first; then what stands in brackets."""


def terms(unit: str, language: str) -> Terms:
    """The possible answers in a unit; the strong ones in reading order."""
    strong = _strong(unit, language)
    if language == "en":
        named = [span for span in strong if not _only_a_capital(unit, span)]
        strong = [_with_noun(unit, span, named) for span in named]
    weak = _phrases(unit, strong) if language == "en" else []
    aside = [span for span in strong if _is_aside(unit, span)]
    strong = [span for span in strong if span not in aside]
    weak.sort(key=lambda span: (_is_aside(unit, span), -unit.count(" ", *span)))
    return Terms(
        _distinct(unit[slice(*span)] for span in strong),
        _distinct(unit[slice(*span)] for span in (*weak, *aside)),
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


def _is_aside(unit: str, span: Span) -> bool:
    """Whether a term stands in brackets, unless it is a number."""
    before = unit[: span[0]]
    named = not any(letter.isdigit() for letter in unit[slice(*span)])
    return named and before.count("(") > before.count(")")


def _only_a_capital(unit: str, span: Span) -> bool:
    """Whether the first word of a sentence is no noun (`Late outbreaks`)."""
    word = unit[slice(*span)]
    return span[0] == 0 and word.isalpha() and not is_number(word) and not is_noun(unit, 0)


def _with_noun(unit: str, span: Span, strong: list[Span]) -> Span:
    """A name or amount with the nouns behind it (`Miasma theory`, `two thirds of the boats`)."""
    share = FRACTION.search(unit[slice(*span)])
    heads = [phrase if share else _head(unit, phrase) for phrase in phrases(unit)]
    ends = [end for start, end in heads if start <= span[0] < span[1] < end]
    alone = not ends or unit[span[1]] != " " or _meet((span[1], ends[0]), strong)
    return span if alone or YEAR.search(unit[slice(*span)]) else (span[0], ends[0])


def _names(unit: str, start: int, language: str) -> Iterator[Span]:
    """Where names stand, without articles before and `'s` behind them."""
    for mark in NAME.finditer(unit, start):
        name = _without_lead(mark.group(), language)
        counted = COUNT.search(name)
        the = counted and unit[: mark.end() - len(name)].lower().endswith("the ")
        if counted and not the and is_plural(unit, mark.end() + 1):
            yield mark.end() - len(name), mark.end() - len(counted[0])
        elif name:
            yield mark.end() - len(name), mark.end() - len(name) + len(GENITIVE.sub("", name))


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


def _phrases(unit: str, strong: list[Span]) -> list[Span]:
    """Enumerations, noun phrases and what stands in them before `of`, lone adjectives.

    Phrases that begin with one or end in one (`79% of the land`, `the guitarist Ada Kern`) do not;
    those with one behind `of` or `for` do (`king of France`).
    """
    whole = [span for span in phrases(unit) if not _meet(_head(unit, span), strong)]
    found = [part for span in whole for part in dict.fromkeys((span, _head(unit, span)))]
    found += [span for span in adjectives(unit) if not _meet(span, strong)]
    return [span for span in [*_lists(unit, strong), *found] if unit.count(" ", *span) < LONGEST]


def _lists(unit: str, strong: list[Span]) -> list[Span]:
    """Enumerations of phrases, and pairs of names."""
    pairs = [
        (one[0], other[1])
        for one, other in pairwise(sorted(strong))
        if unit[one[1] : other[0]] in (" and ", " or ")
    ]
    return lists(unit) + pairs


def _head(unit: str, span: Span) -> Span:
    """What stands before the first `of` or `for` of a phrase."""
    mark = OF.search(unit, *span)
    return span[0], mark.start() if mark else span[1]


def _meet(span: Span, others: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def whole(answer: str, unit: str, language: str) -> str:
    """An answer with all that belongs to it in a unit of text.

    An amount is given what it counts (`19`: `19 litres`); in English a piece of a name, of a phrase
    or of an enumeration becomes all of it (`smallpox and fever`: `typhus, smallpox and fever`).
    """
    answer = amount(answer, unit, language)
    mark = re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", unit, re.IGNORECASE)
    if language != "en" or not mark:
        return answer
    strong = _strong(unit, language)
    names = [span for span in strong if not JOINED.search(unit, *span)]
    listed = _lists(unit, strong) if JOINED.search(answer) else []
    plain = [] if _meet(mark.span(), strong) else phrases(unit)
    around = [
        (_start(unit, span, mark.start()) if span in plain else span[0], span[1])
        for span in (*names, *listed, *plain)
        if span[0] <= mark.start() and mark.end() <= span[1]
    ]
    short = [span for span in around if unit.count(" ", *span) < LONGEST]
    widest = max(short, key=lambda span: span[1] - span[0], default=mark.span())
    found = unit[slice(*widest)]
    return found if numbers(found) == numbers(answer) else answer


def _start(unit: str, span: Span, at: int) -> int:
    """Where in a phrase that begins to which a position belongs: behind the last `of`."""
    ends = [mark.end() for mark in OF.finditer(unit, span[0], at)]
    return without_article(unit, (ends[-1] if ends else span[0], span[1]))[0]


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
