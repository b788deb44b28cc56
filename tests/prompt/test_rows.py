"""What is asked about the rows of a table, by rule."""

import pytest

from tests.prompt.test_mixed import made


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                ("What is the wood of Frame?", "pear"),
                ("What is listed under wood for part Frame?", "pear"),
                ("What is the wood of the part Frame?", "pear"),
                ("What wood does the part Frame have?", "pear"),
                ("Which part has pear?", "Frame"),
                ("For which part is pear listed under wood?", "Frame"),
            ],
        ),
        (
            "de",
            [
                ("Was ist Wood von Frame?", "pear"),
                ("Was steht unter Wood bei Part Frame?", "pear"),
                ("Was steht unter Wood bei Frame?", "pear"),
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
    assert len(asked) == 12
    assert {answer for _, answer in asked} == {"jam", "red", "E71"}


@pytest.mark.parametrize(
    ("table", "questions"),
    [
        (
            "Property of the mill | Value\nWeight | 412 kilograms",
            [
                "What is the weight of the mill?",
                "How many kilograms is the weight of the mill?",
                "What weight does the mill have?",
            ],
        ),
        ("Property | Value\nWeight | 3 t", ["What is the weight of Oldmouth?"]),
        (
            "Program | The mats are used for | Duration\nDrumlo | bell towers | 68 minutes",
            [
                "Program Drumlo: the mats are used for what?",
                "How many minutes is the duration of the program Drumlo?",
            ],
        ),
    ],
)
def test_what_a_column_is_called_decides_how_it_is_asked_for(table, questions):
    asked = dict(made("row", table))
    assert set(questions) <= asked.keys()
    assert not any(twice in question for question in asked for twice in ("the the", "for for"))
