"""Lists in the forms in which teachers write them."""

import pytest

from academy.call import NUMBERED
from academy.prompt.base import PAIRS
from academy.prompt.facts import FACTS
from academy.teacher.base import Answer, TeacherFailure
from academy.teacher.listed import listed

STRING = {"type": "string"}
PAIR = PAIRS["items"]


def answer(text, finish="stop"):
    return Answer(text, finish, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        '["Who is it?", "Which one?"]',
        'Here you are:\n```json\n["Who is it?", "Which one?"]\n```',
        '{"questions": ["Who is it?", "Which one?"]}',
        '["Who is it?", "Which one?",]',
        '["Who is it?", 7, "Which one?"]',
        '[{"question": "Who is it?", "answer": "Ada"}, {"n": 2}, {"n": 3, "q": "Which one?"}]',
        "1. Who is it?\n2. Which one?",
        "Sure!\n\n1) Who is it?  \n2) Which one?\n",
        "- Who is it?\n- Which one?",
    ],
)
def test_strings(text):
    assert listed(answer(text), STRING) == ["Who is it?", "Which one?"]


@pytest.mark.parametrize("text", ['["Who is it?", "Which o', "1. Who is it?\n2. Which o"])
def test_half_an_item_is_not_taken(text):
    assert listed(answer(text, "length"), STRING) == ["Who is it?"]


def test_pairs():
    text = '[{"question": "Who?", "answer": "Ada"}, {"question": "What?"}, "Who?"]'
    assert listed(answer(text), PAIR) == [{"question": "Who?", "answer": "Ada"}]


@pytest.mark.parametrize(
    ("text", "schema"), [("", STRING), ("I cannot.", STRING), ("1. Who is it?", PAIR)]
)
def test_no_list(text, schema):
    with pytest.raises(TeacherFailure, match="no list in the answer"):
        listed(answer(text), schema)


FACT = FACTS["items"]


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ('[{"fact": "a", "answer": 1911, "aliases": null, "quote": "q"}]', []),
        ('{"fact": "a", "answer": "1911", "aliases": [], "quote": "q"}', []),
        ('{"facts": [{"fact": "a", "answer": "1911", "quote": "q"}]}', []),
        (
            '[{"fact": "a", "answer": 1911, "aliases": "in 1911", "quote": "q"}, null, 3]',
            ["in 1911"],
        ),
    ],
)
def test_objects_as_teachers_write_them(text, aliases):
    assert listed(answer(text), FACT) == [
        {"fact": "a", "answer": "1911", "aliases": aliases, "quote": "q"}
    ]


def test_an_object_on_each_line():
    one = '{"number": %s, "answer": "x"}'
    numbers = ["1", '"2."', "3.0", '"4)"', "true", "-5", '"six"', "null"]
    found = listed(answer("\n".join(one % number for number in numbers)), NUMBERED)
    assert [item["number"] for item in found] == [1, 2, 3, 4]


def test_half_a_character_is_replaced():
    (item,) = listed(answer('[{"number": 1, "answer": "\\ud835 x"}]'), NUMBERED)
    assert item["answer"].encode() == b"? x"
