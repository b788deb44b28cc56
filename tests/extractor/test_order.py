"""The order in which a page is read."""

import json
from pathlib import Path

import pytest

from academy.extractor.order import Block, reading_order
from academy.extractor.pymupdf import PyMuPDF
from academy.places import ROOT
from academy.text import normalize
from tests.helpers import result, rows

LECTURES = ROOT.parent / "shared" / "corpora" / "lectures" / "dev"
SAMPLE = json.loads((Path(__file__).parent / "lectures.json").read_text(encoding="utf-8"))
"""Document → page → the beginnings of its lines as a person reads them, compared with pictures of
the pages (pieces of set formulas are left out). From lectures by HSBI, CC BY-SA 4.0."""


def order(*blocks):
    """What is read, of blocks given as (name, x0, y0, x1, y1, lines)."""
    made = [Block(x0, y0, x1, y1, lines > 1, name) for name, x0, y0, x1, y1, lines in blocks]
    return " ".join(block.content for block in reading_order(made))


def test_from_top_to_bottom():
    assert order(("b", 50, 100, 450, 150, 3), ("a", 50, 20, 450, 80, 3)) == "a b"


def test_two_columns():
    left = [("a", 50, 100, 240, 200, 8), ("b", 50, 210, 240, 300, 8)]
    right = [("c", 260, 100, 450, 150, 4), ("d", 260, 160, 450, 300, 9)]
    assert order(*right, *left) == "a b c d"


def test_a_title_above_and_a_line_below_two_columns():
    columns = [("a", 50, 100, 240, 200, 8), ("b", 260, 90, 450, 210, 8)]
    assert order(("t", 50, 20, 450, 40, 1), ("z", 50, 230, 300, 240, 1), *columns) == "t a b z"


def test_a_short_line_far_below_a_column_comes_after_both():
    columns = [("a", 50, 100, 240, 200, 8), ("b", 260, 90, 450, 210, 8)]
    assert order(*columns, ("z", 50, 260, 200, 270, 1)) == "a b z"


def test_a_column_goes_on_below_the_end_of_the_other():
    columns = [("a", 50, 100, 240, 200, 8), ("b", 260, 100, 450, 150, 4)]
    assert order(*columns, ("c", 50, 210, 240, 300, 8)) == "a c b"


def test_a_column_that_begins_above_the_other_one():
    left, right = ("a", 50, 200, 240, 400, 9), ("c", 260, 160, 450, 400, 9)
    assert order(left, right, ("b", 260, 100, 450, 150, 4)) == "a b c"


def test_three_columns():
    columns = [
        (name, x, 100, x + 140, 300, 9) for name, x in zip("cab", (340, 20, 180), strict=True)
    ]
    assert order(*columns) == "a b c"


def test_columns_under_columns_with_a_heading_between():
    above = [("a", 50, 100, 240, 200, 8), ("b", 260, 100, 450, 200, 8)]
    below = [("c", 50, 300, 240, 400, 8), ("d", 260, 300, 450, 400, 8)]
    assert order(*below, ("h", 50, 240, 450, 260, 1), *above) == "a b h c d"


def test_cells_of_one_line_are_read_row_by_row():
    cells = [
        (f"{row}{column}", 50 + 150 * column, 100 + 20 * row, 120 + 150 * column, 110 + 20 * row, 1)
        for row in range(3)
        for column in range(2)
    ]
    assert order(*cells) == "00 01 10 11 20 21"


def test_the_numbers_of_a_list_are_no_column():
    numbers = [(str(i), 50, 100 * i, 60, 100 * i + 12, 1) for i in (1, 2)]
    texts = [("ab"[i - 1], 80, 100 * i, 450, 100 * i + 50, 4) for i in (1, 2)]
    assert order(*numbers, *texts) == "1 a 2 b"


def test_no_block_is_lost():
    import random

    dice = random.Random(0)
    for _ in range(200):
        blocks = []
        for name in range(dice.randrange(1, 30)):
            x, y = dice.uniform(0, 400), dice.uniform(0, 600)
            size = dice.uniform(5, 200), dice.uniform(5, 100)
            blocks.append(Block(x, y, x + size[0], y + size[1], dice.random() < 0.7, name))
        read = [block.content for block in reading_order(blocks)]
        assert sorted(read) == list(range(len(blocks)))


@pytest.fixture(scope="module")
def lectures():
    if not LECTURES.is_dir():
        pytest.skip(f"{LECTURES} is not there")
    return {name: list(PyMuPDF().read(LECTURES / f"{name}.pdf")) for name in SAMPLE}


@pytest.mark.parametrize(
    ("name", "number"), [(name, int(number)) for name in SAMPLE for number in SAMPLE[name]]
)
def test_lecture_pages_are_read_as_a_person_reads_them(lectures, name, number):
    text = normalize(lectures[name][number - 1].text)
    at = 0
    for beginning in SAMPLE[name][str(number)]:
        found = text.find(normalize(beginning), at)
        assert found >= 0, f"{beginning!r} stands too early, or not at all"
        at = found + 1


def test_no_page_of_the_lectures_is_lost(run, home):
    if not LECTURES.is_dir():
        pytest.skip(f"{LECTURES} is not there")
    run("extract", LECTURES).ok()
    folder = result(home, "extract")
    pages = rows(folder / "pages.jsonl")
    lost = [row for row in rows(folder / "dropped.jsonl") if row["count"]]
    assert len(pages) + len(lost) == 72
    assert {row["reason"] for row in lost} == {"notice", "shown again on the next page"}
    assert not any("is licensed under" in page["text"] for page in pages)
