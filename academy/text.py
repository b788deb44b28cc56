"""Text as a reader sees it: the units of a page, and answers compared beyond their spelling."""

import re
import string
import unicodedata
from functools import lru_cache

from sentencex import segment

from academy.records import Chunk, Page

ARTICLES = re.compile(r"\b(a|an|the|der|die|das|dem|den|des|ein|eine|einer|eines|einem|einen)\b")
NUMBER_OR_NAME = re.compile(
    r"\b\d(?:[\d.,]*\d)?\b|"
    r"[A-ZÄÖÜ][\w'’-]*(?:(?: (?:of|the|and|upon|on|de|von|der))? [A-ZÄÖÜ][\w'’-]*)*"
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
            found += [s.strip() for s in segment(piece.language, paragraph)]
        elif len(cells) == len(head):
            found.append("; ".join(f"{h}: {c}" for h, c in zip(head, cells, strict=True)))
        else:
            head = cells
            found.append(paragraph)
    return [unit for unit in found if unit]


def terms(unit: str) -> list[str]:
    """What a question about a unit could have as its answer: numbers, names, the cells of a row."""
    cells = [cell.partition(": ")[2] for cell in unit.split("; ")] if "; " in unit else []
    names = [m.group() for m in NUMBER_OR_NAME.finditer(unit) if m.start() or " " in m.group()]
    return list(dict.fromkeys(cells if all(cells) and cells else names))


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
