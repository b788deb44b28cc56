"""What Tesseract sees on a picture: words, put together to paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from academy.extractor.lines import followed, unhyphenated

KEYS = ("block_num", "par_num", "line_num", "conf", "text")
"""What Tesseract tells of a word, in the order of `Word`."""


@dataclass(frozen=True)
class Recognised:
    """What Tesseract saw on a picture."""

    text: str
    """Paragraphs separated by an empty line."""
    confidence: float
    """Mean of the words' confidences, 0 to 1; 0 where there are no words."""


@dataclass(frozen=True)
class Word:
    """A word on a picture."""

    block: int
    paragraph: int
    line: int
    confidence: float
    """0 to 100."""
    text: str


def joined(words: Sequence[Word]) -> Recognised:
    """The words of a page as its text."""
    if not words:
        return Recognised("", 0.0)
    paragraphs: dict[tuple[int, int], dict[int, list[str]]] = {}
    for word in words:
        lines = paragraphs.setdefault((word.block, word.paragraph), {})
        lines.setdefault(word.line, []).append(word.text)
    texts = [
        unhyphenated(reduce(followed, (" ".join(line) for line in lines.values()), ""))
        for lines in paragraphs.values()
    ]
    confidence = sum(word.confidence for word in words) / len(words) / 100
    return Recognised("\n\n".join(texts), confidence)
