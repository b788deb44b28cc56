"""Amounts, times and dates in text, and in questions for them."""

import re
from collections.abc import Iterator

from academy.text import DIGITS as WRITTEN
from academy.text import contains, numbers, stems, stop_words

Span = tuple[int, int]
"""Where something begins and ends in a text."""

ONES = "one|two|three|four|five|six|seven|eight|nine"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
TEENS = (
    "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn"
    "|(?:\\w+und)?(?:zwan|vier|fünf|sech|sieb|acht|neun)zig|(?:\\w+und)?dreißig"
)
NUMBER_WORDS = (
    r"(?:one|two|three|four|five|a)[ -](?:third|quarter|fifth)s?|half|Hälfte|Drittel|Viertel"
    rf"|(?:{TENS})-(?:{ONES})|{TENS}|{TEENS}|{'|'.join(WRITTEN)}|twice|zweimal"
)
"""A pattern."""
DIGITS = (
    r"\d(?:[\d.,]*\d)?(?: ?[×±–-] ?\d(?:[\d.,]*\d)?)*(?:st\b|nd\b|rd\b|th\b|\.(?= Jahrhundert))?"
)
NUMBER = rf"(?:{DIGITS}|(?:{NUMBER_WORDS})\b)"
AMOUNT = re.compile(
    r"\b(?:(?:over|under|almost|nearly|up to|more than|less than|at least|at most"
    r"|über|fast|bis zu|mehr als|weniger als|mindestens|höchstens) )?"
    rf"(?:(?:between|zwischen) {NUMBER} (?:and|und) |(?<!from )(?<!von ){NUMBER} (?:to|bis) "
    r"|\d+(?:st|nd|rd|th) (?:and|or|to) )?"
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
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th|\.)? )?(?:{MONTHS})\b(?: \d{{1,2}},)?(?: \d{{4}})?"
    r"|\b(?:mon|diens|donners|frei|sams|sonn)tags\b|\bmittwochs\b"
)
ASKS_FOR_NUMBER = re.compile(
    r"\b(how (many|much|old|long|far|high|deep|large|tall|often|heavy)"
    r"|wh(at|ich) (year|number|date)|^((since|until|by) )?when"
    r"|wie ?viele?|wann|welche[smrn]? (jahr|zahl|anzahl|datum))\b",
    re.IGNORECASE,
)
COUNTS_OR_DATES = re.compile(
    rf"\d|\b({NUMBER_WORDS}|one|ein|dozen|hundred|thousand|"
    r"million|thirds?|quarters?|percent|first|second|third|once|twice|century|"
    r"daily|weekly|monthly|every|days?|"
    r"hundert|tausend|jede|täglich|"
    rf"{MONTHS}|winter|summer|spring|autumn|sommer|"
    r"\w+(day|tags?))\b",
    re.IGNORECASE,
)
ASKED_UNIT = re.compile(
    r"\b(?:how many|number of|wie ?viele|anzahl der) ((?:square |cubic )?\w+)"
    r"|\bin ((?:square|cubic) \w+)",
    re.IGNORECASE,
)
SHORT_UNITS = {"sq": "square", "mi": "miles", "km2": "square kilometres", "m2": "square metres"}
SHARES = {
    "half": ("50%", "1/2"),
    "two third": ("2/3", "66%", "67%"),
    "third": ("1/3", "33%"),
    "three quarter": ("3/4", "75%"),
    "quarter": ("1/4", "25%"),
    "fifth": ("1/5", "20%"),
}
"""English words for a share, and how readers write it in digits."""
VERBAL = re.compile(r"[aeiouäöü]\w*(ed|ing)$|ly$")
"""Endings of words that are rarely an answer."""


def amount(answer: str, unit: str, language: str) -> str:
    """A number with all that belongs to it, as a unit of text has it (`19`: `19 litres`).

    An answer that is no number, or has others, stays as it is.
    """
    if not AMOUNT.search(answer):
        return answer
    for start, end in amounts(unit, 0, language):
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


def amounts(unit: str, start: int, language: str) -> Iterator[Span]:
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


def dates(unit: str, start: int, language: str) -> Iterator[Span]:
    """Where the dates stand, from a position on."""
    return (mark.span() for mark in DATE.finditer(unit, start))


def asks_for_number(question: str) -> bool:
    """Whether a question asks for an amount, a time or a date."""
    return bool(ASKS_FOR_NUMBER.search(question))


def is_number(answer: str) -> bool:
    """Whether an answer names an amount, a time or a date."""
    return bool(COUNTS_OR_DATES.search(answer))


def in_asked_unit(question: str, unit: str, language: str) -> list[str]:
    """The amounts of a unit of text that count what a question asks for (`how many boats`).

    Empty where the question does not name what it counts, or no amount counts that.
    """
    mark = ASKED_UNIT.search(question)
    asked = _stems(mark[1] or mark[2]) if mark else set()
    spans = (unit[slice(*span)] for span in amounts(unit, 0, language))
    return [span for span in spans if asked and asked <= _stems(span)]


def share(answer: str, unit: str, language: str) -> str:
    """A share as a unit of text has it in words (`50%`: `over half`); else as it is."""
    wanted = next((w for w, digits in SHARES.items() if answer.replace(" ", "") in digits), None)
    spans = (unit[slice(*span)] for span in amounts(unit, 0, language))
    return next((span for span in spans if wanted and wanted in span.replace("-", " ")), answer)


def _stems(text: str) -> set[str]:
    """The beginnings of the words of a unit, written out."""
    words = [SHORT_UNITS.get(word, word) for word in re.findall(r"\w+", text.lower())]
    return stems(" ".join(words).split())
