"""Questions that point at their text, and those whose subject is called like a part of one."""

import pytest

from academy.verifier.grounded import POINTS_AT_THE_TEXT, Grounded
from tests.verifier.drafts import draft

GROUNDED = Grounded(max_answer_words=8, min_known=0.34)


@pytest.mark.parametrize(
    "question",
    [
        "Wie laut ist der Motor im Leerlauf?",
        "Was besagt der Satz von Bayes über Wahrscheinlichkeiten?",
        "Wie lang ist die Seite des Quadrats?",
    ],
)
def test_subjects_that_are_called_like_parts_of_a_text(question):
    assert not POINTS_AT_THE_TEXT.search(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does the document explain?",
        "What value does the table contain?",
        "What is the purpose of the table example given?",
        "Was behandelt diese Seite im Detail?",
        "Welche Pumpe wird auf der Seite beschrieben?",
        "Wie hoch ist laut Abbildung 3 der Druck?",
    ],
)
def test_questions_about_the_text_itself(question):
    assert POINTS_AT_THE_TEXT.search(question)


def test_a_text_about_pages():
    said = draft(
        "Which element sets the title of the page?",
        "title element",
        "The title element sets the title of the page in the browser.",
    )
    assert GROUNDED.fault(said) is None
    said = draft("What is the page table?", "a map", "The page table is a map of addresses.")
    assert GROUNDED.fault(said) != "question points at the text"
    said = draft("How many boats are in the table?", "12", "As listed in the table, 12 boats came.")
    assert GROUNDED.fault(said) == "question points at the text"
    said = draft("How many boats does the table of boats show?", "12", "The table shows 12 boats.")
    assert GROUNDED.fault(said) == "question points at the text"
