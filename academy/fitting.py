"""Whether an answer is of the kind that a question asks for."""

import re

from academy.amounts import asks_for_number, in_asked_unit, is_number
from academy.text import alike, contains

ASKS_FOR_NAME = re.compile(
    r"^(by |from |von )?(who|whom|whose|wer|wem|wen|wessen)\b", re.IGNORECASE
)


def misfit(question: str, answer: str, sentence: str, language: str) -> str | None:
    """Why an answer out of a sentence cannot be what a question asks for."""
    if contains(question, answer):
        return "question tells the answer"
    fitting = in_asked_unit(question, sentence, language)
    if fitting and not any(alike(amount, answer) for amount in fitting):
        return "another unit is asked for"
    if asks_for_number(question) and not is_number(answer):
        return "a number is asked for"
    if ASKS_FOR_NAME.search(question) and answer[:1].isdigit():
        return "a name is asked for"
    return None
