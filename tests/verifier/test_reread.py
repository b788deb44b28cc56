"""The answer that is learned is the one that the teacher reads."""

import dataclasses

import pytest

from academy.teacher.base import TeacherFailure
from academy.verifier.base import UNANSWERED, Rejected
from academy.verifier.reread import Reread, spelled
from tests.verifier.drafts import draft

SENTENCE = "The floor of the mill is made of slate from Corvane."
QUESTION = "What is the floor of the mill made of?"


class Reader:
    """Says what it was told to say, and notes what it was asked."""

    def __init__(self, said, again=None):
        self.said = {"answer": said, "copy": said if again is None else again}
        self.asked = []

    def read(self, draft, template):
        self.asked.append(draft.question)
        if isinstance(self.said[template], Exception):
            raise self.said[template]
        return self.said[template]


def verify(said, reader):
    return Reread(max_answer_words=8, min_known=0.34).verify(said, reader)


@pytest.mark.parametrize("kind", ["pair", "wording"])
@pytest.mark.parametrize("told", ["floor", "slate", "", "Corvane", "something foreign"])
def test_what_is_read_replaces_what_was_told(kind, told):
    asked = draft(QUESTION, told, SENTENCE, kind)
    assert verify(asked, Reader("slate")) == dataclasses.replace(asked, answer="slate")


def test_a_question_that_the_text_leaves_open():
    refused = draft("Who built the mill of Corvane?", "They do not say.", SENTENCE, UNANSWERED)
    assert verify(refused, Reader("unknown")) == refused
    with pytest.raises(Rejected, match="the text answers it"):
        verify(refused, Reader("unknown", "slate"))
    with pytest.raises(Rejected, match="short question"):
        verify(dataclasses.replace(refused, question="Who built?"), Reader("unknown"))


@pytest.mark.parametrize("told", ["slate", "slate from Corvane", "of slate"])
def test_the_gap_and_what_is_read_agree(told):
    assert verify(draft(QUESTION, told, SENTENCE, "gap"), Reader("slate")).answer == "slate"


@pytest.mark.parametrize("told", ["Corvane", "mill", "floor"])
def test_a_gap_that_is_not_asked_for(told):
    with pytest.raises(Rejected, match="the gap and the reader have other answers"):
        verify(draft(QUESTION, told, SENTENCE, "gap"), Reader("slate"))


@pytest.mark.parametrize("said", ["slate.", " slate "])
def test_the_answer_is_bare(said):
    assert verify(draft(QUESTION, "floor", SENTENCE), Reader(said)).answer == "slate"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("unknown", "the sentence does not answer"),
        ("Unbekannt.", "the sentence does not answer"),
        ("marble", "answer not in the source"),
        ("", "the sentence does not answer"),
        ("mill", "question tells the answer"),
    ],
)
def test_what_is_read_is_checked(said, reason):
    with pytest.raises(Rejected, match=reason) as rejected:
        verify(draft(QUESTION, "told", SENTENCE), Reader(said))
    silent = reason == "the sentence does not answer"
    assert rejected.value.draft.answer == ("" if silent else said)


@pytest.mark.parametrize("said", ["unknown", "Unknown.", "."])
def test_nothing_is_no_answer_even_where_the_sentence_says_unknown(said):
    sentence = "The mill was built by an unknown miller of Corvane."
    with pytest.raises(Rejected, match="the sentence does not answer"):
        verify(draft("Who built the mill of Corvane?", "miller", sentence), Reader(said))


@pytest.mark.parametrize(
    ("told", "one", "other", "settled"),
    [
        ("floor", "slate from Corvane", "slate", "slate from Corvane"),  # the readings
        ("slate", "slate", "Corvane", "slate"),  # one reading and what was told
        ("slate", "Corvane", "slate", "slate"),
        ("slate", "unknown", "slate", "slate"),
        ("slate", "slate", "unknown", "slate"),
        ("slate", "marble", "of slate it is", "slate"),
        ("floor", "marble", "slate", "slate"),  # the first is made up
    ],
)
def test_two_of_three_settle_it(told, one, other, settled):
    assert verify(draft(QUESTION, told, SENTENCE), Reader(one, other)).answer == settled


@pytest.mark.parametrize(("one", "other"), [("1911", "1954"), ("1954", "1911")])
def test_neither_reading_overrules_the_two_others(one, other):
    sentence = "The mill was opened in 1911 and enlarged in 1954 by Ada Kern."
    asked = draft("When was the mill of Ada Kern opened?", "1911", sentence)
    assert verify(asked, Reader(one, other)).answer == "1911"


@pytest.mark.parametrize(
    ("told", "one", "other", "reason"),
    [
        ("floor", "slate", "Corvane", "the readings have other answers"),
        ("floor", "slate", "unknown", "the readings have other answers"),
        ("floor", "unknown", "slate", "the readings have other answers"),
        ("floor", "slate", "marble", "the readings have other answers"),
        ("floor", "marble", "unknown", "answer not in the source"),
        ("floor", "marble", "granite", "answer not in the source"),
        ("slate", "unknown", "unknown", "the sentence does not answer"),
    ],
)
def test_else_nothing_is_learned(told, one, other, reason):
    with pytest.raises(Rejected, match=reason):
        verify(draft(QUESTION, told, SENTENCE), Reader(one, other))


def test_a_bad_question_is_not_read():
    reader = Reader("slate")
    with pytest.raises(Rejected, match="question points at the text"):
        verify(draft("What is the mill's floor made of in the text?", "slate", SENTENCE), reader)
    assert reader.asked == []


@pytest.mark.parametrize(
    ("kind", "question", "answer"),
    [
        ("in situ", "The floor of the mill is made of what from Corvane?", "slate"),
        ("statement", "Tell me something about the mill.", SENTENCE),
    ],
)
def test_what_a_rule_made_is_not_read(kind, question, answer):
    reader = Reader("unknown")
    made = draft(question, answer, SENTENCE, kind)
    assert verify(made, reader) == made
    assert reader.asked == []


def test_a_reader_that_fails_is_the_readers_failure():
    with pytest.raises(TeacherFailure, match="out of order"):
        verify(draft(QUESTION, "slate", SENTENCE), Reader(TeacherFailure("out of order")))


@pytest.mark.parametrize(
    ("question", "told", "said"),
    [
        ("What do you cross on the Metro of Tyne?", "River Tyne", "Tyne"),
        ("In how many phases was the Metro opened?", "five phases", "about five phases"),
    ],
)
def test_what_was_told_will_do_where_both_agree_in_part(question, told, said):
    sentence = "The Metro under the River Tyne was opened in five phases."
    asked = draft(question, told, sentence)
    assert verify(asked, Reader(said)) == asked


def test_where_they_disagree_nothing_is_learned():
    asked = draft(QUESTION, "slate", SENTENCE)
    with pytest.raises(Rejected, match="question tells the answer"):
        verify(asked, Reader("floor"))


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("73 centimeters", "73 centimetres"),
        ("felt blankett", "felt blanket"),
        ("37 centimeters", "37 centimeters"),
        ("wool", "wool"),
        ("", ""),
    ],
)
def test_answers_are_spelled_as_in_the_sentence(said, own):
    assert spelled(said, "A felt blanket hangs 73 centimetres eastwards.") == own


@pytest.mark.parametrize(
    ("told", "settled"),
    [("40 boats", "40 boats"), ("40", "40 boats")],
)
def test_the_amount_that_has_the_unit_that_is_asked_for(told, settled):
    sentence = "The mill has 7 floors with room for 40 boats in 1911."
    asked = draft("How many boats does the mill have room for?", told, sentence)
    assert verify(asked, Reader("7 floors")).answer == settled


def test_of_several_in_that_unit_the_one_that_was_told():
    sentence = "The mill has 7 floors, 40 boats in spring and 30 boats in autumn."
    question = "How many boats does the mill have in autumn?"
    assert verify(draft(question, "30 boats", sentence), Reader("7 floors")).answer == "30 boats"
    with pytest.raises(Rejected, match="another unit is asked for"):
        verify(draft(question, "floors", sentence), Reader("7 floors"))


@pytest.mark.parametrize("said", ["50%", "1/2", "50 %"])
def test_a_share_in_digits_is_that_in_words(said):
    sentence = "The mill lost over half of its floors in 1911."
    asked = draft("What share of its floors did the mill lose?", "floors", sentence)
    assert "over half" in verify(asked, Reader(said)).answer
