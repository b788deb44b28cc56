"""What a question about a unit of text could have as its answer: amounts, names, phrases."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from academy.text import NUMBER_WORDS, contains, normalize, numbers, row

Span = tuple[int, int]

DIGITS = (
    r"\d(?:[\d.,]*\d)?(?: ?[×±–-] ?\d(?:[\d.,]*\d)?)*(?:st\b|nd\b|rd\b|th\b|\.(?= Jahrhundert))?"
)
NUMBER = rf"(?:{DIGITS}|(?:{NUMBER_WORDS})\b)"
AMOUNT = re.compile(
    r"\b(?:(?:over|under|almost|nearly|up to|more than|less than|at least|at most"
    r"|über|fast|bis zu|mehr als|weniger als|mindestens|höchstens) )?"
    rf"(?:(?:between|zwischen) {NUMBER} (?:and|und) |(?<!from )(?<!von ){NUMBER} (?:to|bis) )?"
    rf"(?P<last>{NUMBER})"
    r"(?P<percent> ?%| per ?cent\b| Prozent\b)?"
    r"(?P<power> (?:million|billion|thousand|hundred|Millionen|Milliarden|Tausend)\b)?",
    re.IGNORECASE,
)
"""An amount, a year, or a range of them, without what it counts."""
ORDINAL = re.compile(r"(?:st|nd|rd|th|\.)$")
FRACTION = re.compile(r"half|third|quarter|fifth|Hälfte|Drittel|Viertel", re.IGNORECASE)
FORMS = {
    "en": {
        "amount": "how many {}",
        "number": "what number",
        "percent": "what percentage",
        "share": "what share",
        "ordinal": "which {}",
        "year": "what year",
        "date": "what date",
        "thing": "what",
    },
    "de": {
        "amount": "wie viele {}",
        "number": "wie viele",
        "percent": "wie viel Prozent",
        "share": "welcher Teil",
        "ordinal": "welches {}",
        "year": "welchem Jahr",
        "date": "welchem Tag",
        "thing": "was",
    },
}
"""What stands for an answer in a question, by the kind of answer."""
UNIT = re.compile(r" (?:(?:square|cubic|metric|sq|cu)\.? )?(?P<last>[^\W\d_][\w-]*)")
YEAR = re.compile(r"(?:1\d|20)\d\d(?:[–-]\d+)?$")
MEASURE = re.compile(
    r" (?:watts?|volts?|amperes?|[mck]?m|km/h|[mk]?g|ml|litres?|liters?|hours?|minutes?|seconds?"
    r"|days?|euros?|dollars?|people|rpm|hz|stunden?|minuten?|sekunden?|tagen?|kronen|grad"
    r"|(?:kilo|milli|centi|zenti)?(?:met(?:er|re)s?|gra(?:m|mm)s?)|(?:kilo|mega)?(?:watt|hertz))\b",
    re.IGNORECASE,
)
"""A measure that may follow a number, also one that could be a year."""
UPPER = "A-ZÀ-ÖØ-Þ"
WORD = rf"[{UPPER}][\w'’/-]*"
NAME = re.compile(
    rf"(?<!\w)(?:(?:Dr|Prof|Mr|Mrs|St|[A-Z])\. )(?:[a-z]\. )?[\w'’-]+(?: {WORD})*"
    rf"|(?<!\w){WORD}(?:(?: (?:of|the|and|upon|on|de|von|der|op|van|du|la|le|di|da|del)){{0,2}}"
    rf" {WORD})*(?: \d+\b)?"
)
QUOTED = re.compile(r"(?<!\w)[\"“„»](?=\S)([^\"“”„»«]+)(?<=\S)[\"”“«]")
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th|\.)? )?(?:{MONTHS})\b(?: \d{{1,2}},)?(?: \d{{4}})?"
)
RUN = re.compile(r"(?<!\w)[a-zäöüß][\w'’-]*(?: [a-zäöüß][\w'’-]*)*")
"""Words in small letters, one behind the other."""
JOIN = re.compile(r" (?:of|for)(?: the| a| an)? ")
"""What makes one phrase of two: `destruction of the forest`."""
MORE_FUNCTION_WORDS = (
    "also|although|called|can|considered|currently|despite|every|however|made|many|may|might|much"
    "|must|never|perhaps|since|sometimes|throughout|today|toward|upon|used|usually|whereas|whether"
    "|will|within|without"
)
"""English ones that the list of stop words lacks."""
ARTICLES = ("the", "a", "an", "this", "these", "its", "their", "whether")
VERBAL = re.compile(r"[aeiouäöü]\w*(ed|ing)$|ly$")
"""Endings of words that are rarely an answer."""


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


def amount(answer: str, unit: str, language: str) -> str:
    """A number with all that belongs to it, as a unit of text has it (`19`: `19 litres`).

    An answer that is no number, or has others, stays as it is.
    """
    if not AMOUNT.search(answer):
        return answer
    for start, end in _amounts(unit, 0, language):
        whole = unit[start:end]
        if contains(whole, answer) and numbers(whole) == numbers(answer):
            return whole
    return answer


def asked_for(answer: str, language: str) -> str:
    """The question words for an answer, as they stand in its place: `how many boats`."""
    mark = AMOUNT.match(answer)
    counted = answer[mark.end() :].strip() if mark else ""
    is_name = language == "en" and counted[:1].isupper()
    if DATE.fullmatch(answer):
        kind = "date"
    elif not mark or is_name:
        kind = "thing"
    else:
        kind = _kind(mark, counted)
    return FORMS["de" if language == "de" else "en"][kind].format(counted).strip()


def _kind(mark: re.Match[str], counted: str) -> str:
    """The kind of an amount, as `FORMS` has it."""
    last = mark["last"]
    kinds = {
        "percent": mark["percent"],
        "share": FRACTION.search(last),
        "year": YEAR.match(last) and not counted,
        "ordinal": ORDINAL.search(last),
        "amount": counted,
    }
    return next((kind for kind, holds in kinds.items() if holds), "number")


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


def _amounts(unit: str, start: int, language: str) -> Iterator[Span]:
    """Where the amounts stand, with what they count (`17 hours`), and the years."""
    for mark in AMOUNT.finditer(unit, start):
        counted = UNIT.match(unit, mark.end())
        counts = counted and not mark["percent"] and not _is_year(mark, unit)
        if counted and counts and _can_be_counted(counted["last"], language):
            yield mark.start(), counted.end()
        else:
            yield mark.span()


def _is_year(mark: re.Match[str], unit: str) -> bool:
    """Whether a number is a year: one that fits, and no measure follows (`1500 watts`)."""
    return bool(YEAR.match(mark["last"])) and not MEASURE.match(unit, mark.end())


def _can_be_counted(word: str, language: str) -> bool:
    """Whether a word behind a number is what it counts: no verb, in German with a capital."""
    if language == "de":
        return word[0].isupper() or bool(MEASURE.match(f" {word}"))
    return word.lower() not in stop_words(language) and not VERBAL.search(word)


def _names(unit: str, start: int, language: str) -> Iterator[Span]:
    """Where names stand, without articles before and `'s` behind them."""
    for mark in NAME.finditer(unit, start):
        name = _without_lead(mark.group(), language)
        if name:
            yield mark.end() - len(name), mark.end() - 2 * name.endswith(("'s", "’s"))


def _quotations(unit: str, start: int, language: str) -> Iterator[Span]:
    return (mark.span(1) for mark in QUOTED.finditer(unit, start))


def _dates(unit: str, start: int, language: str) -> Iterator[Span]:
    return (mark.span() for mark in DATE.finditer(unit, start))


KINDS = (_dates, _amounts, _names, _quotations)
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


def content_words(text: str) -> set[str]:
    """The normalised words of a text that are no function words of English or German."""
    return set(normalize(text).split()) - stop_words("en") - stop_words("de")


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


@cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language (Snowball's list)."""
    from stop_words import get_stop_words

    more = MORE_FUNCTION_WORDS.split("|") if language == "en" else ()
    return frozenset((*get_stop_words(language), *more))
