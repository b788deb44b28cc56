"""The cells of a table as sentences, and what is asked about them by rule."""

import pytest

from academy.prompt.base import passages
from academy.records import Chunk
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
                "What is listed for program Drumlo under the mats are used for?",
                "How many minutes is the duration of the program Drumlo?",
            ],
        ),
        (
            "Code | Meaning of the code\nE71 | The comb is jammed",
            ["What is the meaning of the code E71?", "Which code has The comb is jammed?"],
        ),
    ],
)
def test_what_a_column_is_called_decides_how_it_is_asked_for(table, questions):
    asked = dict(made("row", table))
    assert set(questions) <= asked.keys()
    assert not any(twice in question for question in asked for twice in ("the the", "for for"))


@pytest.mark.parametrize(
    ("table", "language", "told"),
    [
        ("Part | Wood\nFrame | pear", "en", ["The wood of the part Frame is pear."]),
        ("Part | Wood\nFrame | pear", "de", ["Wood bei Part Frame: pear."]),
        (
            "Program | The mats are used for | Duration\nDrumlo | bell towers | 68 minutes",
            "en",
            [
                "With the program Drumlo, the mats are used for bell towers.",
                "The duration of the program Drumlo is 68 minutes.",
            ],
        ),
        (
            "Property of the mill | Value\nWeight | 412 kilograms",
            "en",
            ["The weight of the mill is 412 kilograms."],
        ),
        (
            "Code | Meaning of the code\nE71 | The comb is jammed.",
            "en",
            ["Meaning of the code E71: The comb is jammed."],
        ),
    ],
)
def test_a_cell_is_told_in_a_sentence(table, language, told):
    chunk = Chunk("d#1", "d.pdf", "Oldmouth", (1,), language, f"The Parts\n\n{table}")
    assert [passage.text for passage in passages(chunk)] == told


def test_a_cell_that_is_a_text_is_asked_about_like_one():
    long = "It was built by Ada Kern in 1911 when the old harbour of Tarn was lost in a storm"
    chunk = Chunk("d#1", "d.pdf", "Oldmouth", (1,), "en", f"Part | Story\nHarbour | {long}")
    (passage,) = passages(chunk)
    assert passage.text == f"The story of the part Harbour is {long}."
    assert {"Ada Kern", "1911"} <= {*passage.strong}
    assert passage.cell is None


def test_numbers_are_not_asked_to_be_looked_up():
    chunk = Chunk("d#1", "d.pdf", "Mill", (1,), "en", "Part | Length\nFrame | 30 cm\nAxle | long")
    assert [passage.strong for passage in passages(chunk)] == [("30 cm",), ("Axle", "long")]
