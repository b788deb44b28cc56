"""Headings by the size of their type."""

import pymupdf
import pytest

from academy.extractor.headings import headings
from academy.extractor.pymupdf import PyMuPDF
from tests.helpers import result, rows

TEXT = ("The harbour of Oldmouth was built by Ada Kern and is old.", 11.0)


def test_levels_are_ranks_of_sizes():
    pages = [
        [("Oldmouth", 24.0), ("The gate", 16.0), TEXT],
        [("The key", 13.0), TEXT, ("The bell", 16.0), TEXT],
    ]
    assert headings(pages) == [("# Oldmouth", "## The gate"), ("### The key", "## The bell")]


@pytest.mark.parametrize(
    "paragraph",
    [
        ("12", 24.0),
        ("• –", 24.0),
        ("Boat | Length", 24.0),
        ("boat " * 20, 24.0),
        ("As large as the text", 11.0),
        ("small print", 6.0),
    ],
)
def test_what_is_no_heading(paragraph):
    assert headings([[paragraph, TEXT]]) == [()]


def test_without_sizes_there_are_no_headings():
    assert headings([[("Oldmouth", 0.0), ("The gate", 0.0)], []]) == [(), ()]


def written(path, paragraphs):
    document = pymupdf.open()
    page = document.new_page()
    y = 60
    for text, size in paragraphs:
        page.insert_text((50, y), text, fontsize=size)
        y += 40
    document.save(path)
    return path


def test_a_pdf_knows_its_headings(run, home, tmp_path):
    path = written(
        tmp_path / "a.pdf",
        [("Oldmouth", 24), ("The harbour was built by Ada Kern.", 11), ("It is old.", 11)],
    )
    (sheet,) = PyMuPDF().read(path)
    assert sheet.sizes == (24, 11, 11)
    run("extract", path).ok()
    (page,) = rows(result(home, "extract") / "pages.jsonl")
    assert page["headings"] == ["# Oldmouth"]


def test_html_knows_its_headings(run, home, tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<h1>Oldmouth</h1><p>The harbour was built by Ada Kern in the year 1911.</p>"
        "<h3>The gate</h3><p>It is green and was painted by the keeper himself.</p>",
        encoding="utf-8",
    )
    run("chunk", path, "chunker=headings", "chunker.min_words=0").ok()
    chunks = rows(result(home, "chunk") / "chunks.jsonl")
    assert [chunk["path"] for chunk in chunks] == [["Oldmouth"], ["Oldmouth", "The gate"]]


def test_the_items_of_a_list_stand_apart(tmp_path):
    document = pymupdf.open()
    page = document.new_page()
    text = "• Open the green gate<br>• Mon to Fri • nine to five<br>• Ring"
    page.insert_htmlbox((50, 60, 500, 300), text)
    document.save(tmp_path / "list.pdf")
    (sheet,) = PyMuPDF().read(tmp_path / "list.pdf")
    items = ["Open the green gate", "Mon to Fri • nine to five", "Ring"]
    assert sheet.text.split("\n\n") == items
