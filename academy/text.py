"""Text as a reader sees it: the units of a page, and answers compared beyond their spelling."""

import re
import string
import unicodedata
from functools import cache, lru_cache

from sentencex import segment

from academy.records import Chunk, Page

ARTICLES = re.compile(r"\b(a|an|the|der|die|das|dem|den|des|ein|eine|einer|eines|einem|einen)\b")
NUMBER_OR_NAME = re.compile(
    r"\b\d(?:[\d.,]*\d)?\b|"
    r"[A-ZÄÖÜ][\w'’-]*(?:(?: (?:of|the|and|upon|on|de|von|der)){0,2} [A-ZÄÖÜ][\w'’-]*)*"
)
NUMBER_WORD = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zweimal)\b",
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


def terms(unit: str, language: str) -> list[str]:
    """What a question about a unit could have as its answer, the likeliest first.

    Table cells; else numbers and names; then number words and, in English, where nouns do not show
    by their capitals, the runs of words between function words (the key phrases of RAKE, Rose et
    al., 2010).
    """
    cells = [cell.partition(": ")[2] for cell in unit.split("; ")] if "; " in unit else []
    if cells and all(cells):
        return list(dict.fromkeys(cells))
    little = stop_words(language)
    found = [_without_lead(m.group(), little) for m in NUMBER_OR_NAME.finditer(unit)]
    found += [m.group() for m in NUMBER_WORD.finditer(unit)]
    if language == "en":
        found += _phrases(unit, little)
    return list(dict.fromkeys(filter(None, found)))


def _without_lead(name: str, little: frozenset[str]) -> str:
    """A name without the article or preposition that a sentence began with."""
    words = name.split()
    while words and words[0].lower() in little:
        words.pop(0)
    return " ".join(words)


def _phrases(unit: str, little: frozenset[str]) -> list[str]:
    """Runs of lower-case words between function words, without a verb at the end."""
    phrases: list[list[str]] = [[]]
    for word in re.findall(r"[\w'’-]+|[^\w\s]", unit):
        if word in little or not word[0].isalpha() or word != word.lower():
            phrases.append([])
        else:
            phrases[-1].append(word)
    for words in phrases:
        while words and VERBAL.search(words[-1]):
            words.pop()
    return [" ".join(words) for words in phrases if words]


@cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language."""
    from stop_words import get_stop_words

    return frozenset(get_stop_words(language))


@lru_cache(maxsize=100_000)
def normalize(text: str) -> str:
    """Lower case, no punctuation, no English or German articles, single spaces (as in SQuAD).

    A comma or point inside a number disappears (`2,000` becomes `2000`), compatibility characters
    are unified (NFKC).
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"(?<=\d)[.,](?=\d)", "", text)
    text = text.translate(QUOTES_AND_DASHES)
    return " ".join(ARTICLES.sub(" ", text).split())


def contains(whole: str, part: str) -> bool:
    """Whether the normalised words of `part` stand in `whole`, in one piece and as whole words."""
    return bool(normalize(part)) and f" {normalize(part)} " in f" {normalize(whole)} "


def numbers(text: str) -> set[str]:
    """Every number of a text, in digits, without separators of thousands."""
    return set(re.findall(r"\d+", normalize(text)))
