"""Text as a reader sees it: the units of a page, and answers compared beyond their spelling."""

import re
import string
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq
from sentencex import segment

from academy.records import Chunk, Page

LANGUAGES = ("de", "en")
"""For which there are prompts."""
OTHERS = ("cs", "da", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "tr", "uk", "zh")
"""Among which a translation looks for the language of a page too."""
ARTICLES = frozenset(
    "a an the der die das dem den des ein eine einer eines einem einen".split()  # noqa: SIM905
)
COLUMNS = " | "
"""Stands between the cells of a table's line in the text of a page."""
EMPTY = "–"
"""Stands for an empty cell of a table's line."""
PICTURE = "[Picture] "
"""Stands before the description of a picture in the text of a page."""
YEAR_OR_ORDINAL = re.compile(r"(?:1[5-9]|20)\d\d\b|\d{1,2}(?:st|nd|rd|th|\.)(?: |$)")
NAMED = re.compile(r"(?<=[\w,] )A\b(?![*+#]| [A-ZÄÖÜ]{2})")
"""A letter that is a name: the beginning of a sentence, and an article in capitals, is none."""
KEPT = "\N{WORD JOINER}"
"""Stands behind it, so that it is no article."""
MINUS = re.compile(r"(?<![^\s(=<>~≈])(?<!\d )(?:[-−–]|minus )(?=\d)")
"""The sign of a number, not the dash of a range (`3 –5`)."""
ORDINAL = re.compile(r"(?:^| )\d\d?\.$")
STEM = 4
"""Letters that two forms of a word share."""
LONGEST_HEAD = 8
"""Words that the name of a column has at most."""
WRITTEN = (
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
)
DIGITS = {word: str(number) for words in WRITTEN for number, word in enumerate(words, 2)}
MORE_FUNCTION_WORDS = (
    "also|although|called|can|considered|currently|despite|every|however|made|many|may|might|much"
    "|must|never|perhaps|since|sometimes|throughout|today|toward|upon|used|usually|whereas|whether"
    "|will|within|without"
)
"""English ones that the list of stop words lacks."""
QUOTED = 90
"""Similarity (rapidfuzz partial ratio, 0 to 100) from which a text is a quotation."""
PUNCTUATION = re.escape(string.punctuation + "–—“”„‘’«»·…")
WORD = re.compile(rf"(?<!\w)[^\W\d_][*+#]+(?!\w)|[^\s{PUNCTUATION}]+")
"""Names like `A*` and `C++` keep their signs."""


def aligned(rows: Sequence[Sequence[str]], last: bool = False) -> str:
    """A table in lines: numbers to the right, the first column (and the `last`) to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = {0, len(widths) - 1} if last else {0}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def units(piece: Page | Chunk) -> list[str]:
    """The sentences and table rows of a page or chunk, in reading order; nothing is left out.

    A table row reads `head: cell; head: cell`, with the heads of the table's first row, or of the
    second one where the first stands above several of its columns. One of more or fewer cells stays
    as it is: which of them belong to which head is not known. So do all of a table whose first row
    has amounts, or seems to lack its first cell.
    """
    found: list[str] = []
    head: list[str] | None = None  # before a table; empty in one without a head
    begun = 0
    for line in filter(None, map(str.strip, piece.text.splitlines())):
        paragraph = line.removeprefix(PICTURE)
        cells = paragraph.split(COLUMNS)
        if len(cells) == 1:
            head = None
            found += [paragraph] if row(paragraph) else sentences(paragraph, piece.language)
        elif head and len(cells) == len(head):
            found.append(_row(head, cells))
        else:
            if head is None or (len(cells) > len(head) > 0 and len(found) == begun):
                whole = head is None or EMPTY in head or len(cells) > len(head) + 1
                head = cells if whole and all(map(_may_head, cells)) else []
                begun = len(found) + 1
            found.append(paragraph)
    return [unit for unit in found if unit]


def _may_head(cell: str) -> bool:
    """Whether a cell may be what a column is called: no amount, but a year or an ordinal."""
    return not cell[:1].isdigit() or bool(YEAR_OR_ORDINAL.match(cell))


def _row(head: Sequence[str], cells: Sequence[str]) -> str:
    """A row with its heads; what is empty is left out."""
    told = [(h, c) for h, c in zip(head, cells, strict=True) if c != EMPTY]
    return "; ".join(c if h == EMPTY else f"{h}: {c}" for h, c in told)


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a paragraph; a German ordinal (`im 19. Jahrhundert`) ends none."""
    found: list[str] = []
    for sentence in map(str.strip, segment(language, text)):
        if found and language == "de" and ORDINAL.search(found[-1]):
            found[-1] += f" {sentence}"
        else:
            found.append(sentence)
    return found


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

    A capital A within a text is a name (`Vitamin A`), and so is an article that is all there is.
    Separators of thousands disappear (`2,000` becomes `2000`), the decimal comma and the decimal
    point become the same, numbers from two to twelve are written in digits, compatibility
    characters are unified (NFKC). Numbers below zero are words of their own.
    """
    text = unicodedata.normalize("NFKC", text)
    text = NAMED.sub(lambda name: name[0] + KEPT, text).lower()
    text = re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<=\d)[.,](?=\d)", "point", text)
    text = MINUS.sub("minus", text)
    found = WORD.findall(text)
    words = [DIGITS.get(word, word) for word in found if word not in ARTICLES or len(found) == 1]
    return " ".join(words).replace(KEPT, "")


def contains(whole: str, part: str) -> bool:
    """Whether the normalised words of `part` stand in `whole`, in one piece and as whole words."""
    return bool(normalize(part)) and f" {normalize(part)} " in f" {normalize(whole)} "


def quoted(part: str, whole: str) -> bool:
    """Whether a text stands in another one, but for white space, hyphens and small slips."""
    one, other = normalize(part), normalize(whole)
    if not one or len(one) > len(other):
        return False
    return contains(whole, part) or fuzz.partial_ratio(one, other) >= QUOTED


def alike(one: str, other: str) -> bool:
    """Whether two answers say the same: one stands in the other, or they have the same words."""
    words = content_words(one)
    same = words == content_words(other) if words else normalize(one) == normalize(other)
    return same or contains(one, other) or contains(other, one)


def numbers(text: str) -> set[str]:
    """Every number of a text, in digits, without separators of thousands."""
    return set(re.findall(r"\d+(?:point\d+)?", normalize(text)))


def written(text: str) -> list[str]:
    """Every number of a text, in digits, as it is written."""
    return list(dict.fromkeys(re.findall(r"\d+(?:[.,:]\d+)*", text)))


def stems(words: Iterable[str]) -> set[str]:
    """The beginnings of words, so that `opened` and `opening` are the same."""
    return {word[:STEM] for word in words}


def content_words(text: str) -> set[str]:
    """The normalised words of a text that are no function words of English or German."""
    return set(normalize(text).split()) - stop_words("en") - stop_words("de")


@cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language (Snowball's list)."""
    from stop_words import get_stop_words

    more = MORE_FUNCTION_WORDS.split("|") if language == "en" else ()
    return frozenset((*get_stop_words(language), *more))


@cache
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(languages))
    return identifier


def language(text: str, among: tuple[str, ...] = LANGUAGES) -> str:
    """ISO 639-1 code of the language of a text, one of those given."""
    return str(_identifier(among).classify(text)[0])


def rouge_l(one: Sequence[str], other: Sequence[str]) -> float:
    """The F1 of the longest common sequence of words, 0 to 1 (Lin, 2004)."""
    total = len(one) + len(other)
    return 2 * LCSseq.similarity(one, other) / total if total else 0.0
