"""Questions made of the text itself, without a teacher."""

import re

from academy.amounts import asked_for
from academy.prompt.base import Conversation, Passage
from academy.records import Chunk
from academy.text import contains, content_words, row
from academy.verifier.base import Draft

GAP = "___"
WHO = {"en": "Who or what", "de": "Wer oder was"}
JOINS = r"(?:and|or|of|in|at|und|oder|von|in|an)\b"
"""Words after a name with which it goes on."""
ARTICLE = "(?:(?:The|A|An|Der|Die|Das|Ein|Eine) )?"
ROW = {
    "en": {
        "noun": (
            "What is the {head} of {key}?",
            "What is listed under {head} for {key_head} {key}?",
            "{asked} is the {head} of the {key_head} {key}?",
            "What {head} does the {key_head} {key} have?",
        ),
        "phrase": (
            "What is listed for {key_head} {key} under {head}?",
            "{key_head} {key}: {head} {asked}?",
        ),
        "property": (
            "What is the {key} of {whole}?",
            "{asked} is the {key} of {whole}?",
            "What {key} does {whole} have?",
        ),
        "key": (
            "Which {key_head} has {cell}?",
            "For which {key_head} is {cell} listed under {head}?",
        ),
    },
    "de": {
        "noun": (
            "Was ist {head} von {key}?",
            "Was steht unter {head} bei {key_head} {key}?",
            "{asked} steht unter {head} bei {key}?",
        ),
        "phrase": ("Was steht unter {head} bei {key_head} {key}?",),
        "property": (
            "Was steht bei {whole} unter {key}?",
            "{asked} steht bei {whole} unter {key}?",
        ),
        "key": (
            "Was für {key_head} hat {cell}?",
            "Bei was für {key_head} steht unter {head} {cell}?",
        ),
    },
}
"""Questions for a cell, by what its column is called, and for the first cell of its row."""
PROPERTY = re.compile(
    r"(?:property|parameter|feature|characteristic|quantity|eigenschaft|merkmal|kenngröße|angabe)"
    r"(?: (?:of|von) (?P<whole>.+))?",
    re.IGNORECASE,
)
"""What the first column of a list of properties is called, and whose they are."""
PHRASE_WORDS = 4
"""Words from which on the name of a column is no noun any more (`The mats are used for`)."""
CLAUSES = re.compile(r"(?<=[,;:(])\s|\s(?=[(–—])")
"""Where a long sentence may be cut."""
LEAD = re.compile(r"^(?:and|or|but|und|oder|aber) ", re.IGNORECASE)
ARTICLE_BEFORE_GAP = re.compile(rf"\b(?:the|an?) (?={GAP})", re.IGNORECASE)
LONG = 24
"""Words from which a sentence is cut to what stands around an answer."""
CLEAR = 10
"""Words that such a piece has at least."""


def in_situ(passage: Passage, answer: str, language: str, teacher: Conversation) -> Draft | None:
    """The sentence as a question, with the question word where the answer stands.

    `It was built in 1911 by Ada Kern.` becomes `It was built in what year by Ada Kern?`. `None`
    where the answer does not stand in the sentence, or this belongs to a table.
    """
    gap = left_out(passage.text, answer)
    if gap is None or gap.count(GAP) > 1 or row(passage.text) or " | " in passage.text:
        return None
    clause = ARTICLE_BEFORE_GAP.sub("", LEAD.sub("", _around(gap), count=1))
    question = clause.rstrip(" .,;:").replace(GAP, asked_for(answer, language), 1)
    title = passage.about.partition(", ")[0]
    named = any(contains(question, word) for word in content_words(title))
    lead = "" if named else f"{title}: "
    return teacher.rule(passage, "in situ", f"{lead}{question[:1].upper()}{question[1:]}?", answer)


def _around(gap: str) -> str:
    """The clauses of a long sentence next to its gap.

    What stands in brackets keeps what is before it.
    """
    clauses = CLAUSES.split(gap)
    if len(gap.split()) < LONG:
        return gap
    first = next(i for i, clause in enumerate(clauses) if GAP in clause)
    last = first + 1
    while len(" ".join(clauses[first:last]).split()) < CLEAR or clauses[first].startswith("("):
        if first:
            first -= 1
        elif last < len(clauses):
            last += 1
        else:
            break
    return " ".join(clauses[first:last])


def left_out(text: str, answer: str) -> str | None:
    """The text with a gap where an answer stands first; `None` where it does not."""
    found = re.search(rf"(?<!\w)(?<!\d[.,]){re.escape(answer)}(?!\w)", text, re.IGNORECASE)
    return f"{text[: found.start()]}{GAP}{text[found.end() :]}" if found else None


def subject(
    passage: Passage, answers: list[str], chunk: Chunk, teacher: Conversation
) -> list[Draft]:
    """Questions made of the sentence itself: `Ada Kern built it.` becomes `Who or what built it?`.

    In English also `Which harbour …?`, where the last word of the name is a word of its own on the
    page.
    """
    for answer in answers:
        name = rf"{ARTICLE}{re.escape(answer)} (?=[a-zäöü])(?!{JOINS})"
        found = re.match(name, passage.text)
        if not found or answer.endswith(("'s", "’s")):
            continue
        rest = passage.text[found.end() :].rstrip(". ")
        noun = answer.split()[-1].lower()
        asked = [f"{WHO[chunk.language]} {rest}?"]
        if chunk.language == "en" and re.search(rf"\b{re.escape(noun)}\b", chunk.text):
            asked.append(f"Which {noun} {rest}?")
        return [teacher.rule(passage, "subject", question, answer) for question in asked]
    return []


def cells(passage: Passage, language: str, teacher: Conversation) -> list[Draft]:
    """Questions for the other cells of a table row by its first one, and the other way round."""
    (key_head, key), *others = row(passage.text) or [("", "")]
    known = PROPERTY.fullmatch(key_head) if len(others) == 1 else None
    whole = (known and known["whole"]) or passage.about.partition(", ")[0]
    forms = ROW[language]
    drafts = []
    for head, cell in others:
        long = len(head.split()) >= PHRASE_WORDS
        kind = "property" if known else "phrase" if long else "noun"
        asked = asked_for(cell, language)
        names = {
            "key_head": _small(key_head, language),
            "key": _small(key, language) if known else key,
            "head": _small(head, language),
            "cell": cell,
            "asked": asked,
            "whole": whole,
        }
        for form, answer in (*((f, cell) for f in forms[kind]), *((f, key) for f in forms["key"])):
            question = form.format(**names)
            question = f"{question[:1].upper()}{question[1:]}"
            drafts.append(teacher.rule(passage, "row", question, answer))
    return drafts


def _small(name: str, language: str) -> str:
    """What a column is called as it stands within an English sentence."""
    first = name.partition(" ")[0]
    small = language == "en" and first[1:].islower() and first.isalpha()
    return f"{name[:1].lower()}{name[1:]}" if small else name
