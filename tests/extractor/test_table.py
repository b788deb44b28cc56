"""The table at the end of an extraction."""

from academy.extractor.table import table
from academy.records import Dropped, Page


def page(document, number, source="text layer", language="en"):
    return Page(document, "", number, "three little words", source, None, language)


def lost(document, number, reason, count=1):
    return Dropped(reason, f"{document} p. {number}", count, {})


PAGES = [page("a.pdf", 1), page("a.pdf", 2, "ocr", "de"), page("b p. 3.pdf", 1)]
DROPPED = [
    lost("a.pdf", 3, "blank"),
    lost("a.pdf", 2, "header or footer", 0),
    lost("a.pdf", 4, "failed: no text layer (a scan?)"),
    lost("c.pdf", 1, "no words on it"),
]


def test_every_page_stands_in_one_column():
    head, *rows = (line.split("  ") for line in table(PAGES, DROPPED).splitlines())
    cells = {row[0]: [cell.strip() for cell in row if cell.strip()][1:] for row in rows}
    assert head[0].strip() == "document"
    assert cells["a.pdf"] == ["4", "1", "1", "1", "1", "6", "en 1, de 1"]
    assert cells["b p. 3.pdf"] == ["1", "1", "0", "0", "0", "3", "en 1"]
    assert cells["c.pdf"] == ["1", "0", "0", "1", "0", "0"]


def test_columns_stand_below_their_names():
    lines = table(PAGES, DROPPED).splitlines()
    ends = lines[0].index("pages") + len("pages")
    assert [line[ends - 1] for line in lines[1:]] == ["4", "1", "1"]
