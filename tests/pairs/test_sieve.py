"""What is left of all drafts together."""

from collections import Counter

import pytest

from academy.evaluation.questions import Question
from academy.pairs.leakage import Leakage
from academy.pairs.sieve import sieve, unlearned
from academy.records import Example
from academy.similarity.none import NoSimilarity
from academy.text import rouge_l
from academy.verifier.base import UNANSWERED

WORDS = Leakage(rouge_l=0.7, cosine=0.95, similarity=NoSimilarity())
TEXT = "Ada Kern built the harbour in 1911."


def draft(question, answer, kind="wording", evidence=TEXT):
    where = "d#1", "d.pdf", (1,)
    return Example("i", question, answer, kind, evidence, *where, "m", "wordings")


def sieved(*drafts, measured=()):
    found = list(sieve(drafts, measured, WORDS))
    assert [each for each, _ in found] == list(drafts)
    reasons = Counter(f"rejected: {fault}" for _, fault in found if fault)
    return [(d.question, d.answer) for d, fault in found if not fault], reasons


def measured(text):
    return [Question("1", text, ("Ada Kern",), None)]


def test_other_questions_and_other_answers_are_kept():
    drafts = [
        draft("Who built the harbour of Oldmouth?", "Ada Kern"),
        draft("By whom was Oldmouth's harbour made?", "Ada Kern"),
        draft("When was the harbour of Oldmouth built?", "1911"),
    ]
    kept, reasons = sieved(*drafts)
    assert kept == [(d.question, d.answer) for d in drafts]
    assert not reasons


@pytest.mark.parametrize("other", ["Who built the harbour?", "who built harbour", "WHO built it ?"])
def test_the_same_is_kept_once(other):
    _, reasons = sieved(draft("Who built the harbour?", "Ada Kern"), draft(other, "Ada Kern"))
    assert reasons == ({} if "it" in other.split() else {"rejected: repetition": 1})


def test_what_is_nearly_the_same_is_kept_once_unless_its_numbers_differ():
    long = "Which company of Oldmouth first delivered the big green loom in {}?"
    near = long.replace("big green", "green")
    drafts = [long.format(1994), near.format(1994), near.format(1995)]
    kept, reasons = sieved(*(draft(text, "Kern") for text in drafts))
    assert [question for question, _ in kept] == [drafts[0], drafts[2]]
    assert reasons == {"rejected: near repetition": 1}


def test_a_question_with_two_answers_is_not_learned():
    _, reasons = sieved(draft("Who built it all?", "Ada Kern"), draft("Who built it all?", "Tarn"))
    assert reasons == {"rejected: contradiction": 2}


def test_of_a_short_and_a_long_answer_the_usual_one_is_learned():
    question = "What does the hall hold?"
    kept, reasons = sieved(
        draft(question, "boats"),
        draft(question, "40 boats"),
        draft("what does hall hold", "40 boats"),
    )
    assert kept == [(question, "40 boats")]
    assert reasons == {"rejected: repetition": 2}


@pytest.mark.parametrize(
    ("asked", "leaked"),
    [
        ("Who built the harbour of Oldmouth?", True),
        ("Who built the old harbour of Oldmouth?", True),
        ("Whose work is the port?", False),
        ("In Oldmouth, the harbour was the work of whom?", False),
    ],
)
def test_a_question_that_measures_is_not_learned(asked, leaked):
    frozen = measured("Who built the harbour of Oldmouth?")
    kept, reasons = sieved(draft(asked, "Ada Kern"), measured=frozen)
    assert bool(kept) is not leaked
    assert reasons == ({"rejected: a question that measures": 1} if leaked else {})


def test_a_question_for_something_else_may_look_like_one_that_measures():
    frozen = [Question("1", "What is the height of the loom?", ("3 m",), None)]
    near = draft("What is the weight of the loom?", "412 kg")
    kept, _ = sieved(near, measured=frozen)
    assert kept == [(near.question, near.answer)]
    _, reasons = sieved(draft("What is the full height of the loom?", "3 m"), measured=frozen)
    assert reasons == {"rejected: a question that measures": 1}


def test_prose_is_compared_with_its_like_only():
    text = "Ada Kern built the harbour of Oldmouth."
    prose = draft("Tell me something about the harbour.", text, "statement")
    again = draft("Tell me something about the harbour.", "It was built in 1911.", "statement")
    kept, reasons = sieved(prose, again, prose, measured=measured("Tell me about the harbour."))
    assert len(kept) == 2
    assert reasons == {"rejected: repetition": 1}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a b c d", "a b c d", 1.0),
        ("a b c d", "a x c y", 0.5),
        ("a b c", "c b a", 1 / 3),
        ("a b c d e f", "a c e", 2 * 3 / 9),
        ("", "", 0.0),
        ("a", "", 0.0),
    ],
)
def test_rouge_l_by_hand(one, other, expected):
    assert rouge_l(one.split(), other.split()) == pytest.approx(expected)


def test_doubtful_questions_are_neither_learned_nor_measuring_nor_twice():
    doubted = [
        draft("Who built the old harbour of Oldmouth?", "1911"),  # near one that measures
        draft("When did it open?", "Kern"),
        draft("Who left last?", "Tarn"),
        draft("when did it open", "Tarn"),
        draft("Who came first?", "Tarn"),
    ]
    learned = [draft("Who came first?", "Ada Kern")]
    found = unlearned(doubted, learned, measured("Who built the harbour of Oldmouth?"), WORDS)
    assert list(found) == doubted[1:3]


@pytest.mark.parametrize(
    ("left_open", "kept"),
    [
        ("When was Oldmouth's harbour built?", False),
        ("How deep is the harbour of Oldmouth?", True),
        ("When was the lighthouse of Oldmouth painted?", True),
    ],
)
def test_a_question_left_open_that_an_example_answers(left_open, kept):
    answered = draft("When was the harbour of Oldmouth built?", "1911")
    refused = draft(left_open, "The documents do not say.", UNANSWERED)
    found, reasons = sieved(answered, refused)
    assert ((left_open, refused.answer) in found) == kept
    assert reasons == ({} if kept else {"rejected: an example answers it": 1})
