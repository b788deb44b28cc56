"""What a sentence offers, and which of it is the answer."""

import pytest

from academy.student.choosing import Choice, Spoken, possible, with_question

SENTENCE = "Ada Kern built it in 1911."


def choice(text, worth, recalled=SENTENCE):
    return Choice(Spoken(text, 1, 0.5, recalled), worth)


@pytest.mark.parametrize(
    ("choices", "logprobs", "best"),
    [
        ([choice("Ada", 0.2), choice("1911", 0.4)], [-10.0, -10.0], "1911"),
        ([choice("Ada", 0.2), choice("1911", 0.4)], [-10.0, -11.3], "1911"),
        ([choice("Ada", 0.2), choice("1911", 0.4)], [-10.0, -11.5], "Ada"),  # twice: 1.39 nats
        ([choice("Ada", 0.2), choice("Cy", 0.4, "")], [-10.0], "Cy"),
        ([choice("Ada", 0.2), choice("1911", 0.1), choice("Cy", 0.4, "")], [-5.0, -10.0], "Ada"),
        ([choice("Ada", 0.2), choice("1911", 0.1), choice("Cy", 0.4, "")], [-10.0, -9.0], "Cy"),
        ([choice("Cy", 0.4, "")], [], "Cy"),
        ([choice("Ada", 0.2), choice("1911", 0.4)], [-10.0, -1e4], "Ada"),
    ],
)
def test_the_question_counts(choices, logprobs, best):
    found = with_question(choices, iter(logprobs))
    assert max(found, key=lambda one: one.worth).said.text == best


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The lighthouse was built in 1871 by Ada Kern.", {"1871", "Ada Kern"}),
        ("Lighthouse: Oldmouth; Built: 1871", {"Oldmouth", "1871"}),
        ("Der Leuchtturm wurde 1871 von Ada Kern gebaut.", {"1871", "Ada Kern"}),
        ("It is so.", set()),
        ("", set()),
    ],
)
def test_what_a_sentence_offers_as_answers(sentence, wanted):
    assert wanted <= set(possible("Which one?", sentence))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many boats lie there?", {"40 boats"}),
        ("Who built it?", {"Ada Kern"}),
        ("When did Ada Kern build it?", {"1911", "40 boats"}),
    ],
)
def test_what_is_not_asked_for_is_no_answer(question, wanted):
    found = possible(question, "Ada Kern built it in 1911 for 40 boats.")
    assert set(found) >= wanted
    assert not set(found) & ({"Ada Kern", "1911", "40 boats"} - wanted)
