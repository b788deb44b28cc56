"""The page by which a person checks an extraction."""

import re
from pathlib import Path

import pytest

from academy.extractor.pymupdf import PyMuPDF
from academy.extractor.pypdf import PyPDF
from academy.extractor.review import MOST, readings, write_review
from academy.records import Dropped, Page
from tests.pdfs import HARBOUR, write_pdf, write_scan


def page(number, text="The harbour is old.", confidence=None):
    source = "text layer" if confidence is None else "ocr"
    return Page("a.pdf", "", number, text, source, confidence, "en")


def lost(number, reason, count=1, **content):
    return Dropped(reason, f"a.pdf p. {number}", count, {"page": number, **content})


def test_the_most_doubtful_pages_come_first():
    pages = [page(1), page(2, confidence=0.6), page(3, "x1q#7~vTz"), page(6)]
    dropped = [lost(4, "blank"), lost(5, "failed: damaged page")]
    found = readings(pages, dropped)
    assert [reading.number for reading in found] == [5, 3, 4, 2, 1, 6]
    assert [r.way for r in found if r.number in (2, 5)] == [
        "failed: damaged page",
        "OCR, 60 % sure",
    ]


def test_what_was_taken_out_stands_with_its_page():
    (reading,) = readings([page(1)], [lost(1, "header or footer", 0, text="Oldmouth")])
    assert reading.removed == ("Oldmouth",)


def shown(path):
    html = path.read_text(encoding="utf-8")
    return html, re.findall(r'<section id="([^"]+)">', html)


@pytest.mark.parametrize(("extractor", "pictures"), [(PyMuPDF(), 2), (PyPDF(), 0)])
def test_each_page_beside_its_text(tmp_path, document, extractor, pictures):
    found = readings([page(1, "A <b>bold</b> & old harbour."), page(2)], [])
    write_review(tmp_path / "r.html", found, extractor.picture, {"a.pdf": document})
    html, sections = shown(tmp_path / "r.html")
    assert sections == ["a.pdf-1", "a.pdf-2"]
    assert "A &lt;b&gt;bold&lt;/b&gt; &amp; old harbour." in html
    assert html.count("data:image/jpeg;base64,") == pictures


def test_a_long_document_shows_its_worst_pages(tmp_path, document):
    found = readings([page(n) for n in range(1, MOST + 50)], [lost(MOST + 50, "failed: too large")])
    write_review(tmp_path / "r.html", found, PyPDF().picture, {"a.pdf": document})
    html, sections = shown(tmp_path / "r.html")
    assert (len(sections), sections[0]) == (MOST, f"a.pdf-{MOST + 50}")
    assert f"{MOST} most doubtful of {MOST + 50} pages" in html


def test_extract_says_where_it_lies_every_time(run, home, tmp_path):
    path = write_scan(tmp_path / "photo.pdf", 1, HARBOUR[0])
    for _ in range(2):
        said = run("extract", path, "extractor=auto").ok().out
        (target,) = re.findall(r"doubtful first: (.*)", said)
        assert "photo.pdf      2" in said
    _, sections = shown(Path(target))
    assert sections == ["photo.pdf-2", "photo.pdf-1"]


def test_a_picture_of_a_page_that_is_not_there(tmp_path):
    path = write_pdf(tmp_path / "a.pdf", HARBOUR)
    assert PyMuPDF().picture(path, 1)
    assert PyMuPDF().picture(path, 9) is None
    assert PyMuPDF().picture(tmp_path / "page.html", 1) is None
