"""Text as a reader sees it: the units of a page, and answers compared beyond their spelling."""

import re
import string
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from sentencex import segment

from academy.records import Chunk, Page

ARTICLES = re.compile(r"\b(a|an|the|der|die|das|dem|den|des|ein|eine|einer|eines|einem|einen)\b")
NUMBER_OR_NAME = re.compile(
    r"\b\d(?:[\d.,]*\d)?\b|"
    r"[A-ZÄÖÜ][\w'’-]*(?:(?: (?:of|the|and|upon|on|de|von|der)){0,2} [A-ZÄÖÜ][\w'’-]*)*(?: \d+\b)?"
)
YEAR = re.compile(r"(1\d|20)\d\d$")
LONGEST_HEAD = 8
"""Words that the name of a column has at most."""
PERCENT = re.compile(r" ?%")
UNIT = re.compile(
    r"(?P<power> (?:million|billion|thousand|hundred|Millionen|Milliarden|Tausend))?"
    r" (?P<unit>[^\W\d_][\w-]*)"
)
WRITTEN = (
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
)
DIGITS = {word: str(number) for words in WRITTEN for number, word in enumerate(words, 2)}
NUMBER_WORD = re.compile(rf"\b({'|'.join(DIGITS)}|twice|zweimal)\b", re.IGNORECASE)
ASKS_FOR_NUMBER = re.compile(
    r"\b(how (many|much|old|long|far|high|deep|large|tall|often|heavy)"
    r"|wh(at|ich) (year|number|date)|when"
    r"|wie ?viele?|wann|welche[smrn]? (jahr|zahl|anzahl|datum))\b",
    re.IGNORECASE,
)
COUNTS_OR_DATES = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|"
    r"million|first|second|third|once|twice|century|daily|weekly|monthly|every|days?|"
    r"ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|jede|täglich|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"januar|februar|märz|mai|juni|juli|oktober|dezember|winter|summer|spring|autumn|sommer|"
    r"\w+(day|tags?))\b",
    re.IGNORECASE,
)
VERBAL = re.compile(r"(ed|ing|ly)$")
"""Endings of words that are rarely an answer."""
QUOTES_AND_DASHES = str.maketrans({c: " " for c in string.punctuation + "–—“”„‘’«»·…"})


def units(piece: Page | Chunk) -> list[str]:
    """The sentences and table rows of a page or chunk, in reading order; nothing is left out.

    A table row reads `head: cell; head: cell`, with the heads of the table's first row.
    """
    found: list[str] = []
    head: list[str] = []
    for paragraph in filter(None, map(str.strip, piece.text.splitlines())):
        cells = paragraph.split(" | ")
        if len(cells) == 1:
            head = []
            found += [s.strip() for s in segment(piece.language, paragraph)]
        elif len(cells) == len(head):
            found.append("; ".join(f"{h}: {c}" for h, c in zip(head, cells, strict=True)))
        else:
            head = cells
            found.append(paragraph)
    return [unit for unit in found if unit]


def row(unit: str) -> list[tuple[str, str]]:
    """Head and cell for each column of a table row as `units` writes it; empty for a sentence."""
    columns = [cell.partition(": ") for cell in unit.split("; ")] if "; " in unit else []
    fitting = all(cell and _names_a_column(head) for head, _, cell in columns)
    return [(head, cell) for head, _, cell in columns] if fitting else []


def _names_a_column(head: str) -> bool:
    """Whether a text is no piece of a sentence that has colons and semicolons."""
    return len(head.split()) <= LONGEST_HEAD and head.count("(") == head.count(")")


@dataclass(frozen=True)
class Terms:
    """What a question about a unit could have as its answer."""

    strong: tuple[str, ...]
    """Table cells; else numbers with their unit, names and number words."""
    weak: tuple[str, ...]
    """In English, where nouns do not show by their capitals: other runs of words between function
    words (the key phrases of RAKE, Rose et al., 2010). Some are verbs."""


def terms(unit: str, language: str) -> Terms:
    """The possible answers in a unit, each kind in reading order."""
    columns = row(unit)
    if columns:
        return Terms(tuple(dict.fromkeys(cell for _, cell in columns)), ())
    little = stop_words(language)
    marks = [*NUMBER_OR_NAME.finditer(unit), *NUMBER_WORD.finditer(unit)]
    spans = [_with_unit(unit, mark, little) for mark in marks]
    spans = [(end - len(_without_lead(unit[start:end], little)), end) for start, end in spans]
    strong = [unit[start:end] for start, end in spans]
    rest = "".join(" " if any(a <= i < b for a, b in spans) else c for i, c in enumerate(unit))
    weak = _phrases(rest, unit, little) if language == "en" else []
    return Terms(tuple(dict.fromkeys(filter(None, strong))), tuple(dict.fromkeys(weak)))


def _with_unit(unit: str, mark: re.Match[str], little: frozenset[str]) -> tuple[int, int]:
    """The span of an amount with the word after it (`17 hours`), or of a name or year."""
    percent = PERCENT.match(unit, mark.end())
    if percent:
        return mark.start(), percent.end()
    follower = UNIT.match(unit, mark.end())
    is_amount = mark.group()[0].isdigit() or mark.re is NUMBER_WORD
    if not is_amount or YEAR.match(mark.group()) or not follower:
        return mark.span()
    if follower["unit"].lower() in little or VERBAL.search(follower["unit"]):
        return mark.start(), max(mark.end(), follower.end("power"))
    return mark.start(), follower.end()


def amount(answer: str, unit: str, language: str) -> str:
    """A bare number with what it counts, as a unit of text has it (`19`: `19 litres`)."""
    little = stop_words(language)
    for mark in (*NUMBER_OR_NAME.finditer(unit), *NUMBER_WORD.finditer(unit)):
        if normalize(mark.group()) == normalize(answer) and numbers(answer) == {normalize(answer)}:
            start, end = _with_unit(unit, mark, little)
            return unit[start:end]
    return answer


def _without_lead(name: str, little: frozenset[str]) -> str:
    """A name without the article or preposition that a sentence began with."""
    words = name.split()
    while words and words[0].lower() in little:
        words.pop(0)
    return " ".join(words)


def _phrases(rest: str, unit: str, little: frozenset[str]) -> list[str]:
    """Runs of lower-case words between function words, without a verb at the end.

    A run right behind a name (`Tibbet button`) is left out: alone it is half an answer.
    """
    found = []
    for run in re.finditer(r"[a-zäöüß][\w'’-]*(?: [a-zäöüß][\w'’-]*)*", rest):
        words: list[str] = []
        behind_name = rest[max(0, run.start() - 2)] != unit[max(0, run.start() - 2)]
        start = run.start()
        for word in [*run.group().split(" "), ""]:
            if word and word not in little:
                words.append(word)
                continue
            while words and VERBAL.search(words[-1]):
                words.pop()
            if words and not (behind_name and start == run.start()):
                found.append(" ".join(words))
            words, start = [], -1
    return found


@cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language."""
    from stop_words import get_stop_words

    return frozenset(get_stop_words(language))


@lru_cache(maxsize=100_000)
def normalize(text: str) -> str:
    """Lower case, no punctuation, no English or German articles, single spaces (as in SQuAD).

    Separators of thousands disappear (`2,000` becomes `2000`), the decimal comma and the decimal
    point become the same, numbers from two to twelve are written in digits, compatibility
    characters are unified (NFKC).
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<=\d)[.,](?=\d)", "point", text)
    text = text.translate(QUOTES_AND_DASHES)
    return " ".join(DIGITS.get(word, word) for word in ARTICLES.sub(" ", text).split())


def contains(whole: str, part: str) -> bool:
    """Whether the normalised words of `part` stand in `whole`, in one piece and as whole words."""
    return bool(normalize(part)) and f" {normalize(part)} " in f" {normalize(whole)} "


def numbers(text: str) -> set[str]:
    """Every number of a text, in digits, without separators of thousands."""
    return set(re.findall(r"\d+(?:point\d+)?", normalize(text)))


def asks_for_number(question: str) -> bool:
    """Whether a question asks for an amount, a time or a date."""
    return bool(ASKS_FOR_NUMBER.search(question))


def is_number(answer: str) -> bool:
    """Whether an answer names an amount, a time or a date."""
    return bool(COUNTS_OR_DATES.search(answer))
