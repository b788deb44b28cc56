"""Questions made of the text itself, without a teacher."""

import re

from academy.prompt.base import Conversation, Passage
from academy.records import Chunk
from academy.text import row
from academy.verifier.base import Draft

WHO = {"en": "Who or what", "de": "Wer oder was"}
JOINS = r"(?:and|or|of|in|at|und|oder|von|in|an)\b"
"""Words after a name with which it goes on."""
ARTICLE = "(?:(?:The|A|An|Der|Die|Das|Ein|Eine) )?"
ROW = {
    "en": (
        ("What is the {head} of {key}?", "What is listed under {head} for {key_head} {key}?"),
        ("Which {key_head} has {cell}?", "For which {key_head} is {cell} listed under {head}?"),
    ),
    "de": (
        ("Was ist {head} von {key}?", "Was steht unter {head} bei {key_head} {key}?"),
        ("Was für {key_head} hat {cell}?", "Bei was für {key_head} steht unter {head} {cell}?"),
    ),
}
"""Questions for a cell, and for the first cell of its row."""
CLOZE = {"en": "Fill in the gap: {}", "de": "Fülle die Lücke: {}"}


def cloze(passage: Passage, answer: str, language: str, teacher: Conversation) -> Draft | None:
    """The sentence to be completed; `None` where the answer does not stand in it."""
    gap = left_out(passage.text, answer)
    if gap is None:
        return None
    return teacher.rule(passage, "cloze", CLOZE[language].format(gap), answer)


def left_out(text: str, answer: str) -> str | None:
    """The text with a gap where an answer stands first; `None` where it does not."""
    found = re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE)
    return f"{text[: found.start()]}___{text[found.end() :]}" if found else None


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
    names = {"key_head": key_head, "key": key}
    return [
        teacher.rule(passage, "row", form.format(head=head, cell=cell, **names), answer)
        for head, cell in others
        for forms, answer in zip(ROW[language], (cell, key), strict=True)
        for form in forms
    ]
