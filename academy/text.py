"""Text as a reader sees it: the units of a page, and answers compared beyond their spelling."""

import re
import string
import unicodedata
from functools import lru_cache

from sentencex import segment

from academy.records import Chunk, Page

ARTICLES = re.compile(r"\b(a|an|the|der|die|das|dem|den|des|ein|eine|einer|eines|einem|einen)\b")
LONGEST_HEAD = 8
"""Words that the name of a column has at most."""
WRITTEN = (
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
)
DIGITS = {word: str(number) for words in WRITTEN for number, word in enumerate(words, 2)}
ONES = "one|two|three|four|five|six|seven|eight|nine"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
TEENS = (
    "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn"
    "|(?:\\w+und)?(?:zwan|vier|fünf|sech|sieb|acht|neun)zig|(?:\\w+und)?dreißig"
)
NUMBER_WORDS = (
    r"(?:one|two|three|four|five|a)[ -](?:third|quarter|fifth)s?|half|Hälfte|Drittel|Viertel"
    rf"|(?:{TENS})-(?:{ONES})|{TENS}|{TEENS}|{'|'.join(DIGITS)}|twice|zweimal"
)
"""A pattern."""
ASKS_FOR_NUMBER = re.compile(
    r"\b(how (many|much|old|long|far|high|deep|large|tall|often|heavy)"
    r"|wh(at|ich) (year|number|date)|^((since|until|by) )?when"
    r"|wie ?viele?|wann|welche[smrn]? (jahr|zahl|anzahl|datum))\b",
    re.IGNORECASE,
)
COUNTS_OR_DATES = re.compile(
    rf"\d|\b({NUMBER_WORDS}|one|ein|dozen|hundred|thousand|"
    r"million|thirds?|quarters?|percent|first|second|third|once|twice|century|daily|weekly|monthly|every|days?|"
    r"hundert|tausend|jede|täglich|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"januar|februar|märz|mai|juni|juli|oktober|dezember|winter|summer|spring|autumn|sommer|"
    r"\w+(day|tags?))\b",
    re.IGNORECASE,
)
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
            whole = [paragraph] if row(paragraph) else segment(piece.language, paragraph)
            found += [sentence.strip() for sentence in whole]
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
