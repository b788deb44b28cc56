"""German sentences turned into questions, which takes no more than moving their pieces.

The finite verb of a German main clause stands second. So a question begins with the question words
for what is asked, the verb follows, and then come the other pieces as they were.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from academy.amounts import AMOUNT, DATE, YEAR, asked_for
from academy.phrases import Word, words
from academy.prompt.gap import filled, question

FINITE = re.compile(r"V[AMV]\(FIN\)")
SHORTEST = 5
"""Words that a sentence keeps at least."""
PLACE = {"in", "im", "am", "an", "auf", "bei", "beim"}
TOWARDS = {"die", "das", "den", "eine", "ein", "einen"}
"""Articles behind `auf` that do not say where something is (`eine Garantie auf das Gerät`)."""
TIME = re.compile(
    rf"{DATE.pattern}|(?:Jahre? )?{YEAR.pattern}|\w+tags?|Morgen|Mittag|Abend|Nacht"
    r"|Frühling|Sommer|Herbst|Winter|\w+jahrhundert",
    re.IGNORECASE,
)
WHEN = {
    **dict.fromkeys(("", "in", "im", "am", "an"), "wann"),
    **{word: f"{word} wann" for word in ("seit", "bis", "ab")},
}
"""How a time is asked for, by what stands before it."""
THINGS = {
    **{word: f"wo{word}" for word in ("bei", "durch", "für", "mit", "von", "zu")},
    **{word: f"wor{word}" for word in ("an", "auf", "aus", "in", "über", "um", "unter")},
    "vom": "wovon",
    "zum": "wozu",
    "zur": "wozu",
}
"""Prepositions as question words for things."""
NAMED = {"heißen", "heißt", "heisst", "hieß", "nennt", "genannt"}
"""Verbs whose answer is a name: `wie`."""
BREAK = re.compile(r" ?(?:,(?!\d)|[;:?(–—])")
ENDS = {"VV(PP)", "VV(INF)", "VA(PP)", "VA(INF)", "VM(INF)"}
"""Parts of speech of what stands last with an auxiliary."""
QUOTES = tuple('„“"»«')
WHOM = {"von", "mit", "bei"}
OFTEN = re.compile(
    r"(?:alle|jede[nrs]?) (?:\S+ )?(?:Sekunden?|Minuten?|Stunden?|Tage?|Wochen?|Monate?|Jahre?)\b",
    re.IGNORECASE,
)
EVERY = {"alle", "aller", "jede", "jeden", "jedes"}
BEFORE = {"ART", "PPOSAT", "PDAT"}
"""Parts of speech of the words between a preposition and what it belongs to."""
JOINS = {"KON", "KOKOM"}
NOUNS = {"NN", "NE", "CARD", "ADJ(A)"}
LOOSE = {"in", "im", "am", "an", "auf", "aus", "mit", "durch", "unter", "über", "seit", "alle"}
"""What may stand behind a noun and still belong to the verb."""
ABOUT = {"rund", "etwa", "ungefähr", "knapp", "fast", "circa"}
GENITIVE = {"der", "des", "einer", "eines"}
SMALL = {"ART", "APPR", "APPRART", "PPOSAT", "PDAT", "PIAT", "ADV", "PPER", "PIS", "ADJ(D)"}
"""Parts of speech of words whose capital is owed to the beginning of the sentence."""
CLINGS = {"APPR", "NE", "CARD", "KON", "TRUNC", "NN"}
"""Parts of speech of words behind a gap that may belong to what stood there."""


@dataclass(frozen=True)
class Clause:
    """A main clause up to the first comma behind what is asked for."""

    text: str
    words: list[Word]
    verb: Word
    own: int
    """The first word of what is asked for."""
    end: int
    """Where in the text that ends."""


def fronted(gap: str, answer: str) -> str | None:
    """A sentence with a gap as the question for what stood there.

    `Das Gehäuse wird mit ___ gereinigt.` becomes `Womit wird das Gehäuse gereinigt?`. What follows
    the next comma is left out. `None` where there is one before or no finite verb, or what stood
    there is but a piece of a phrase.
    """
    clause = _clause(gap, answer)
    return _turned(clause, answer) if clause else None


def _clause(gap: str, answer: str) -> Clause | None:
    """The main clause in which something is asked for, if it can be told apart."""
    sentence, start, end = filled(gap, answer)
    text = sentence[:end] + BREAK.split(sentence[end:], maxsplit=1)[0]
    found = words(text, "de")
    verb = next((word for word in found if _is_finite(word)), None)
    own = next((i for i, word in enumerate(found) if word.end > start), None)
    if verb is None or verb is found[0] or own is None or BREAK.search(text):
        return None
    is_whole = len(text) == len(sentence) or (len(found) >= SHORTEST and _is_closed(verb, found))
    is_adverb = found[own].tag == "ADV" and not TIME.fullmatch(answer)
    is_quoted = text[:start].endswith(QUOTES)
    usable = is_whole and text[0].isupper() and not is_adverb and not is_quoted
    return Clause(text, found, verb, own, end) if usable else None


def _turned(clause: Clause, answer: str) -> str | None:
    """A clause as the question for what the answer says in it."""
    text, found, verb = clause.text, clause.words, clause.verb
    first = _led_by(found, clause.own)
    at = found[first].start
    led = " ".join(
        word.text for word in found[first : clause.own] if word.tag not in BEFORE
    ).lower()
    is_subject = at < verb.start
    if is_subject:
        is_piece = first > 0 or bool(text[clause.end : verb.start].strip())
        rest = text[verb.end :]
    else:
        clings = _clings(found[first - 1].tag, led) or _goes_on(found, clause.end)
        is_piece = clings and not TIME.fullmatch(answer)
        opening = text[: verb.start]
        opening = opening[0].lower() + opening[1:] if found[0].tag in SMALL else opening
        rest = f"{opening}{text[verb.end : at]}{text[clause.end :]}"
    who = is_subject or (clause.own == first and _is_name(answer))
    led_on = any(word.text.lower() in TOWARDS for word in found[first : clause.own])
    asked = _asked(answer, led, verb.text, who, led_on)
    return None if is_piece or asked is None else question(asked, verb.text, rest)


def _clings(before: str, led: str) -> bool:
    """Whether what is led by a word, or by none, belongs to what stands before it."""
    return before in JOINS or (before in NOUNS and led not in LOOSE)


def _is_finite(word: Word) -> bool:
    return bool(FINITE.fullmatch(word.tag)) and word.text.islower()


def _is_closed(verb: Word, found: Sequence[Word]) -> bool:
    """Whether the verb has all its parts, which may stand at the end of the sentence."""
    return verb.tag[1] == "V" or any(word.tag in ENDS for word in found)


def _led_by(found: Sequence[Word], own: int) -> int:
    """The first word that moves with what stands from `own` on: an article, a preposition."""
    first = own
    while first and found[first - 1].tag in BEFORE:
        first -= 1
    if first and found[first - 1].text in ("Jahr", "Jahre"):
        first -= 1
    before = found[first - 1] if first else None
    leads = before and (before.tag in ("APPR", "APPRART", "PIAT") or before.text in ABOUT)
    return first - 1 if leads else first


def _goes_on(found: Sequence[Word], end: int) -> bool:
    """Whether what stands behind a position may belong to what stands before it."""
    after = next((word for word in found if word.start >= end), None)
    return after is not None and (after.tag in CLINGS or after.text in GENITIVE)


def _is_name(answer: str) -> bool:
    """Whether an answer may be what a person is called."""
    return answer[:1].isupper() and len(answer.split()) > 1


def _asked(answer: str, led: str, verb: str, who: bool, led_on: bool) -> str | None:
    """The question words for an answer, with what leads to it.

    Args:
        who: whether it could be a person who does something.
        led_on: whether what leads to it is no place.
    """
    if OFTEN.match(answer):
        return "wie oft"
    if TIME.fullmatch(answer):
        asked = WHEN.get(re.sub(r" ?jahre?$", "", led))
    elif AMOUNT.match(answer):
        amount = asked_for(answer, "de")
        amount = "wann" if not led and amount.startswith("welchem") else amount
        asked = "wie oft" if led in EVERY else f"{led} {amount}".strip()
    elif led in PLACE and not led_on:
        asked = "wo"
    elif led:
        asked = f"{led} wem" if _is_name(answer) and led in WHOM else THINGS.get(led)
    elif verb in NAMED:
        asked = "wie"
    else:
        asked = "wer oder was" if who else "was"
    return asked
