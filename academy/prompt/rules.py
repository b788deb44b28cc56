"""Questions made of the text itself, without a teacher."""

import re

from academy.amounts import asked_for
from academy.prompt import english, german
from academy.prompt.base import Conversation, Passage
from academy.prompt.gap import GAP, left_out
from academy.records import Chunk
from academy.text import COLUMNS, contains, content_words
from academy.verifier.base import Draft

WHO = {"en": "Who or what", "de": "Wer oder was"}
JOINS = r"(?:and|or|of|in|at|und|oder|von|in|an)\b"
"""Words after a name with which it goes on."""
ARTICLE = "(?:(?:The|A|An|Der|Die|Das|Ein|Eine) )?"
CLAUSES = re.compile(r"(?<=[,;:(])\s|\s(?=[(–—])")
"""Where a long sentence may be cut."""
LEAD = re.compile(r"^(?:and|or|but|und|oder|aber) ", re.IGNORECASE)
ARTICLE_BEFORE_GAP = re.compile(rf"\b(?:the|an?) (?={GAP})", re.IGNORECASE)
LONG = 24
"""Words from which a sentence is cut to what stands around an answer."""
CLEAR = 10
"""Words that such a piece has at least."""


def in_situ(passage: Passage, answer: str, language: str, teacher: Conversation) -> list[Draft]:
    """The sentence as a question, with the question word where the answer stands.

    `It was built in 1911 by Ada Kern.` becomes `It was built in what year by Ada Kern?` and, with
    its pieces moved, `When was it built by Ada Kern?`. Nothing where the answer does not stand in
    the sentence, or this is a line of a table without a head.
    """
    gap = left_out(passage.text, answer)
    if gap is None or gap.count(GAP) > 1 or COLUMNS in passage.text:
        return []
    clause = ARTICLE_BEFORE_GAP.sub("", LEAD.sub("", _around(gap), count=1))
    question = clause.rstrip(" .,;:").replace(GAP, asked_for(answer, language), 1)
    turned = (german if language == "de" else english).fronted(gap, answer)
    asked = [f"{question[:1].upper()}{question[1:]}?", *filter(None, [turned])]
    return [
        teacher.rule(passage, "in situ", f"{_lead(passage, question)}{question}", answer)
        for question in asked
    ]


def _lead(passage: Passage, question: str) -> str:
    """What a question is about, where it does not name it itself."""
    title = passage.about.partition(", ")[0]
    named = any(contains(question, word) for word in content_words(title))
    return "" if named else f"{title}: "


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
