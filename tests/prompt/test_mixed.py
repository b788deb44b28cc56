"""What `prompt=mixed` makes by rule of a sentence."""

import pytest

from academy.prompt.mixed import Mixed
from academy.records import Chunk
from academy.verifier.base import Draft


class Silent:
    """A teacher that writes nothing; keeps what the rules make."""

    def __init__(self):
        self.made = []

    def ask(self, orders):
        return [[] for _ in orders]

    def draft(self, passage, template, kind, question, answer):
        raise AssertionError("nothing was written")

    def rule(self, passage, kind, question, answer):
        about = passage.text, passage.about, "en"
        return Draft(question, answer, kind, *about, "rule", "rule")

    def check(self, drafts):
        self.made += drafts
        return list(drafts)


def made(kind, text, language="en", **settings):
    plan = {"cloze": 4, "rules": True, "statements": True, "second_pass": 0, **settings}
    prompt = Mixed(temperature=0, max_tokens=99, pairs=1, answers=6, wordings=1, **plan)
    teacher = Silent()
    chunk = Chunk("d#1", "d.pdf", "Oldmouth", (1,), language, text)
    prompt.write(chunk, teacher)
    return [(draft.question, draft.answer) for draft in teacher.made if draft.kind == kind]


@pytest.mark.parametrize(
    ("text", "language", "questions"),
    [
        (
            "Ada Kern built the harbour in 1911.",
            "en",
            ["Who or what built the harbour in 1911?"],
        ),
        (
            "The Grainger Market replaced a market of 1808.",
            "en",
            [
                "Who or what replaced a market of 1808?",
                "Which market replaced a market of 1808?",
            ],
        ),
        (
            "Der Nebeltank fasst 40 Liter Wasser.",
            "de",
            ["Wer oder was fasst 40 Liter Wasser?"],
        ),
        ("In 1911 Ada Kern built the harbour.", "en", []),
        ("Harbours and lighthouses of Oldmouth were built in 1911.", "en", []),
        ("Ada Kern's harbour was built in 1911.", "en", []),
    ],
)
def test_what_a_sentence_begins_with_is_asked_for(text, language, questions):
    assert [question for question, _ in made("subject", text, language)] == questions


def test_a_gap_is_whole_words():
    text = "Arden lies near Ard and has 40 boats."
    gaps = {answer: question for question, answer in made("cloze", text)}
    assert gaps["Ard"] == "Fill in the gap: Arden lies near ___ and has 40 boats."


@pytest.mark.parametrize("most", [0, 1, 2])
def test_the_number_of_gaps_is_limited(most):
    text = "Ada Kern built the harbour of Oldbury for 40 boats in 1911."
    assert len(made("cloze", text, cloze=most)) == most


@pytest.mark.parametrize("kind", ["statement", "subject"])
def test_what_is_switched_off_is_not_made(kind):
    text = "Ada Kern built the harbour in 1911."
    assert made(kind, text)
    assert made(kind, text, statements=False, rules=False) == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                ("What is the Wood of Frame?", "pear"),
                ("What is listed under Wood for Part Frame?", "pear"),
                ("Which Part has pear?", "Frame"),
                ("For which Part is pear listed under Wood?", "Frame"),
            ],
        ),
        (
            "de",
            [
                ("Was ist Wood von Frame?", "pear"),
                ("Was steht unter Wood bei Part Frame?", "pear"),
                ("Was für Part hat pear?", "Frame"),
                ("Bei was für Part steht unter Wood pear?", "Frame"),
            ],
        ),
    ],
)
def test_the_cells_of_a_row_are_asked_for_by_each_other(language, expected):
    assert made("row", "Part | Wood\nFrame | pear", language) == expected


def test_rows_of_several_columns_ask_by_the_first():
    asked = made("row", "Code | Meaning | Colour\nE71 | jam | red")
    assert len(asked) == 8
    assert {answer for _, answer in asked} == {"jam", "red", "E71"}


class Echoing(Silent):
    """A teacher that is shown gaps and asks for each in one way."""

    def __init__(self):
        super().__init__()
        self.orders = []

    def ask(self, orders):
        wanted = [order for order in orders if order.template == "gaps"]
        self.orders += wanted
        return [["Who was it?"] if order in wanted else [] for order in orders]

    def draft(self, passage, template, kind, question, answer):
        return Draft(question, answer, kind, passage.text, passage.about, "en", "echo", template)


def asked_again(second_pass, cloze=1):
    rules = {"cloze": cloze, "rules": True, "statements": True}
    plan = {"pairs": 1, "answers": 6, "wordings": 1, "second_pass": second_pass, **rules}
    prompt = Mixed(temperature=0, max_tokens=99, **plan)
    teacher = Echoing()
    text = "Ada Kern built the large harbour in 1911."
    prompt.write(Chunk("d#1", "d.pdf", "Oldmouth", (1,), "en", text), teacher)
    return teacher


def test_an_answer_with_few_questions_is_asked_for_by_its_gap():
    teacher = asked_again(2)
    (order,) = teacher.orders
    assert order.wanted == 2
    assert order.values["gap"] == "___ built the large harbour in 1911."
    (draft,) = [draft for draft in teacher.made if draft.kind == "gap"]
    assert (draft.question, draft.answer) == ("Who was it?", "Ada Kern")


def test_an_answer_that_only_a_cloze_asks_for_has_no_question_yet():
    assert {order.values["gap"] for order in asked_again(1, cloze=9).orders} == {
        "Ada Kern built the large harbour in ___.",
        "Ada Kern built the large ___ in 1911.",
    }


@pytest.mark.parametrize("second_pass", [0, 1])
def test_an_answer_with_enough_questions_is_left_alone(second_pass):
    assert asked_again(second_pass).orders == []
