"""English sentences turned into questions: `How many litres does the tank hold?`.

The question words come first, then the auxiliary (`did` where there is none), the subject, the verb
and the other pieces as they were. Prepositions stay where they are, but those of places and times.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from academy.amounts import AMOUNT, DATE, YEAR, asked_for
from academy.phrases import Word, words
from academy.prompt.gap import filled, question

FINITE = re.compile(r"V[BHDV][BDZ]|VM0")
PARTICIPLE = re.compile(r"V[BHDV]N")
DO = {"B": "do", "Z": "does", "D": "did"}
"""The auxiliary of a verb that has none, by the last letter of its tag."""
SUBJECT = re.compile(r"AT0|DPS|DT0|AJ.|NN.|NP0|CRD|ORD|POS|PRF|PRP|PNP|UNC|AV0|CJC|ZZ0")
"""Parts of speech (C5) of the words before a verb, if these are its subject."""
DETERMINER = re.compile(r"AT0|DPS|DT0")
SMALL = re.compile(r"AT0|DPS|DT0|PRP|PRF|AV0|PNP")
"""Parts of speech of words whose capital is owed to the beginning of the sentence."""
BESIDE = re.compile(r"AJ.|NN.|NP0|CRD|ORD|POS|PRF|UNC|ZZ0|CJC")
"""Parts of speech of words next to a piece of a phrase."""
NOUN_PHRASE = re.compile(r"AT0|DPS|DT0|AJ.|NN.|NP0|CRD|POS|UNC")
BREAKS = {",", ";", ":", "(", ")", "–", "—", '"', "“", "”"}
START = {"", ";", ":"}
"""Marks before a main clause of its own; nothing stands before the first one."""
OTHER = {"CJS", "CJT", "DTQ", "PNQ", "AVQ"}
"""Parts of speech of the words that begin another kind of clause."""
VERBAL = re.compile(r"V[BHDV][NG]")
TIME = re.compile(
    rf"{DATE.pattern}|{YEAR.pattern}|(?:the )?(?:\w+ )?\d\d?(?:st|nd|rd|th) century"
    r"|spring|summer|autumn|winter|\w+days?",
    re.IGNORECASE,
)
LEADS = {"least", "most", "per"}
"""Other words that cannot stand alone."""
VAGUE = "what number"
EVERY = re.compile(r"every (?:\w+ )?(?:second|minute|hour|day|week|month|year|decade)s?\b")
AT_TIME = {"in", "on", "at", "during"}
AT_PLACE = {"in", "at", "near"}


@dataclass(frozen=True)
class Clause:
    """A main clause."""

    opening: str
    """What stands before it and a comma, as it stands within a sentence."""
    subject: str
    verb: Word
    helps: bool
    """Whether the verb stands before the subject of a question as it is."""
    rest: list[Word]
    """What follows up to the next clause."""


def fronted(gap: str, answer: str) -> str | None:
    """A sentence with a gap as the question for what stood there.

    `The tank holds ___ of water.` becomes `How many litres of water does the tank hold?`. `None`
    where what stood there is a subject, a piece of a phrase, or in no main clause.
    """
    sentence, start, end = filled(gap, answer)
    for clause in _clauses(sentence):
        own = [i for i, word in enumerate(clause.rest) if start < word.end and word.start < end]
        if own:
            whole = clause.rest[own[0]].start == start and clause.rest[own[-1]].end == end
            return _turned(sentence, clause, own[0], own[-1] + 1, answer) if whole else None
    return None


def _turned(sentence: str, clause: Clause, own: int, after: int, answer: str) -> str | None:
    """A clause as the question for some of the words behind its verb."""
    rest, verb, first = clause.rest, clause.verb, own
    counts = bool(AMOUNT.match(answer)) and not TIME.fullmatch(answer)
    while first and (DETERMINER.match(rest[first - 1].tag) or (counts and _is_about(rest, first))):
        first -= 1
    of = _of(rest, after) if counts else after
    if _goes_on(rest, own, of) or (first == own and _is_piece([verb, *rest[:first]])):
        return None
    asked, first = _asked(answer, rest, first)
    if asked == VAGUE or re.search(r"[\d,]", asked):
        return None
    parts = rest[after:of], rest[:first], rest[of:]
    moved, before, behind = (_text(sentence, part) for part in parts)
    if clause.helps:
        return question(asked, moved, verb.text, clause.subject, before, behind, clause.opening)
    verbs = f"{DO[verb.tag[-1]]} {clause.subject} {verb.lemma}"
    return question(asked, moved, verbs, before, behind, clause.opening)


def _asked(answer: str, rest: Sequence[Word], first: int) -> tuple[str, int]:
    """The question words for an answer, and from which word on they stand for the sentence."""
    led = rest[first - 1].text.lower() if first and rest[first - 1].tag == "PRP" else ""
    if TIME.fullmatch(answer) and led in AT_TIME:
        return "when", first - 1
    if AMOUNT.match(answer):
        return asked_for(answer, "en"), first
    if EVERY.match(answer):
        return "how often", first
    is_name = answer[:1].isupper()
    if is_name and led in AT_PLACE:
        return "where", first - 1
    return ("who" if is_name and led == "by" and " " in answer else "what"), first


def _clauses(sentence: str) -> Iterator[Clause]:
    """The main clauses of a sentence that can be told apart, and what is added to them."""
    opening, last = "", None
    for mark, part in _parts(words(sentence, "en")):
        at = next((i for i, word in enumerate(part) if FINITE.fullmatch(word.tag)), None)
        added = last if mark == "and" else None
        if mark not in START and not opening and not added:
            last = None
        elif at and all(SUBJECT.fullmatch(word.tag) for word in part[:at]):
            if part[0].tag != "PRP":
                subject = _small(_text(sentence, part[:at]), part)
                last = _made(opening, subject, part[at], part[at + 1 :])
                yield last
        elif added and added.helps and _is_participle(part[0], added.rest):
            yield _made("", added.subject, added.verb, [part[0]._replace(tag="VVN"), *part[1:]])
        elif added and at == 0:
            yield _made("", added.subject, part[0], part[1:])
        is_opening = not mark and at is None and part[0].tag == "PRP"
        opening = _small(_text(sentence, part), part) if is_opening else ""


def _is_participle(word: Word, before: Sequence[Word]) -> bool:
    """Whether a word that is added to these is a participle like the one among them."""
    one = any(PARTICIPLE.match(word.tag) for word in before[:2])
    return bool(PARTICIPLE.match(word.tag)) or (one and word.text.endswith("ed"))


def _made(opening: str, subject: str, verb: Word, rest: list[Word]) -> Clause:
    has = verb.lemma == "have" and any(PARTICIPLE.match(word.tag) for word in rest[:2])
    return Clause(opening, subject, verb, verb.tag == "VM0" or verb.lemma == "be" or has, rest)


def _parts(found: Sequence[Word]) -> Iterator[tuple[str, list[Word]]]:
    """The pieces of a sentence, each with the mark before it; `and` where it is added to one."""
    mark, part = "", list[Word]()
    for i, word in enumerate(found):
        follows = found[i + 1].tag if i + 1 < len(found) else ""
        adds = word.tag == "CJC" and (follows[:1] == "V" or not part)
        if adds or word.text in BREAKS or word.tag in OTHER:
            if part:
                yield mark, part
            mark, part = ("and" if adds else word.text), []
        else:
            part.append(word)
    if part:
        yield mark, part


def _goes_on(rest: Sequence[Word], own: int, after: int) -> bool:
    """Whether what is asked for belongs together with what follows, or this has a verb."""
    tags = [word.tag for word in rest]
    told = tags[own].startswith("AJ") or tags[own] == "DPS"
    beside = any(BESIDE.match(tag) for tag in tags[after : after + 1])
    verbs = any(VERBAL.match(tag) for tag in tags[after : after + 2])
    finite = any(FINITE.fullmatch(tag) for tag in tags)
    return beside or verbs or finite or (told and after < len(rest))


def _is_piece(before: Sequence[Word]) -> bool:
    """Whether what follows these words belongs to one phrase with them (`made of` is none)."""
    last = before[-1]
    of = last.tag == "PRF" and before[-2].tag.startswith("V")
    return last.text in LEADS or (bool(BESIDE.match(last.tag)) and not of)


def _is_about(rest: Sequence[Word], first: int) -> bool:
    """Whether the word before an amount says that it is not exact (`an estimated 30%`)."""
    return rest[first - 1].tag[:2] == "AJ" and rest[first - 1].lemma in ("estimated", "total")


def _of(rest: Sequence[Word], after: int) -> int:
    """Where a phrase ends that belongs to an amount (`of the population`, `thick`)."""
    if after + 1 == len(rest) and rest[after].tag == "AJ0":
        return after + 1
    if after < len(rest) and rest[after].tag == "PRF":
        after += 1
        while after < len(rest) and NOUN_PHRASE.fullmatch(rest[after].tag):
            after += 1
    return after


def _text(sentence: str, part: Sequence[Word]) -> str:
    """A piece of a sentence."""
    return sentence[part[0].start : part[-1].end] if part else ""


def _small(text: str, part: Sequence[Word]) -> str:
    """The beginning of a sentence as it stands within one."""
    first = part[0] if part and part[0].start == 0 else None
    plural = first and first.tag == "NN2" and first.lemma.islower()
    small = plural or (first and SMALL.fullmatch(first.tag))
    return f"{text[:1].lower()}{text[1:]}" if small else text
