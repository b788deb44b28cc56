"""Parts of speech (HanTa, Wartena 2019), and the noun phrases of English text found by them."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from academy.amounts import Span

if TYPE_CHECKING:
    from HanTa.HanoverTagger import HanoverTagger

TOKEN = re.compile(r"[A-Za-z]\.(?=[ ,])|['’]s\b|\w+(?:[-.,/]\w+)*|\S")
CLASSES = {
    **dict.fromkeys(("AT0", "DPS", "DT0"), "D"),
    **dict.fromkeys(("AJ0", "AJC", "AJS", "ORD"), "A"),
    **dict.fromkeys(("VVN", "VVG"), "V"),
    **dict.fromkeys(("NN0", "NN1", "NN2", "NP0", "UNC", "ZZ0"), "N"),
    "CRD": "C",
    "POS": "S",
}
"""Tags of the British National Corpus (C5) as letters: determiner, adjective, participle, noun,
number, genitive."""
WORDS = {",": ",", "and": "K", "or": "K", "of": "O", "for": "O"}
"""Words with a letter of their own."""
NOUNS = "(?:(?:DV?)?(?:[AC]+K(?=A[ACNS]*N))?(?:[AC]*[ANS]*NC?|[AC]*C))"
WHOLE = f"(?:{NOUNS}(?:O{NOUNS})*)"
PHRASE = re.compile(WHOLE)
LIST = re.compile(f"{WHOLE}(?:(?:,{WHOLE})+,?)?K{WHOLE}")
ALONE = re.compile("(?<![DACSV])A(?![ACNSK])")
MODELS = {"en": "morphmodel_en.pgz", "de": "morphmodel_ger.pgz"}
ARTICLE = re.compile(r"(?:the|an?|this|these|that|those) ", re.IGNORECASE)


@lru_cache(maxsize=1_000)
def phrases(unit: str) -> tuple[Span, ...]:
    """Where noun phrases stand, without their articles: `form of anthrax`, `two waves`."""
    return tuple(without_article(unit, span) for span in _matches(PHRASE, unit))


def lists(unit: str) -> list[Span]:
    """Where several phrases are joined by a conjunction: `typhus, smallpox and infections`."""
    return [without_article(unit, span) for span in _matches(LIST, unit)]


def adjectives(unit: str) -> list[Span]:
    """Where adjectives stand without a noun: `glows violet`."""
    return list(_matches(ALONE, unit))


def without_article(unit: str, span: Span) -> Span:
    """A phrase without the article that it begins with."""
    mark = ARTICLE.match(unit, *span)
    return (mark.end(), span[1]) if mark else span


def is_noun(unit: str, at: int) -> bool:
    """Whether the word that begins at a position is a noun or a name."""
    return _tag(unit, at).startswith(("N", "UNC"))


def is_plural(unit: str, at: int) -> bool:
    """Whether the word that begins at a position is a noun in the plural, in small letters."""
    return _tag(unit, at) == "NN2" and unit[at].islower()


def _tag(unit: str, at: int) -> str:
    return next((word.tag for word in words(unit, "en") if word.start == at), "")


class Word(NamedTuple):
    """A word or mark of a text."""

    start: int
    end: int
    text: str
    tag: str
    """Its part of speech: of the British National Corpus (C5) in English, of STTS in German."""
    lemma: str
    """Its basic form."""


def words(unit: str, language: str) -> list[Word]:
    """The words and marks of a text."""
    tokens = list(TOKEN.finditer(unit))
    found = _tagged(tuple(token.group() for token in tokens), language)
    return [Word(*token.span(), *one) for token, one in zip(tokens, found, strict=True)]


def _matches(pattern: re.Pattern[str], unit: str) -> Iterator[Span]:
    found = words(unit, "en")
    letters = "".join(WORDS.get(word.text, CLASSES.get(word.tag, ".")) for word in found)
    for mark in pattern.finditer(letters):
        yield found[mark.start()].start, found[mark.end() - 1].end


@lru_cache(maxsize=10_000)
def _tagged(tokens: tuple[str, ...], language: str) -> tuple[tuple[str, str, str], ...]:
    """Each word, its part of speech and its basic form."""
    found = _tagger(language).tag_sent(tokens) if tokens else ()
    return tuple((token, tag, lemma) for token, lemma, tag in found)


@cache
def _tagger(language: str) -> "HanoverTagger":
    from HanTa.HanoverTagger import HanoverTagger

    return HanoverTagger(MODELS[language])
