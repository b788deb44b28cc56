"""Words divided at the end of a line, and raised figures, on real pages too."""

import pymupdf
import pytest

from academy.extractor.lines import followed, raised
from academy.extractor.pymupdf import PyMuPDF
from academy.extractor.pypdf import PyPDF
from academy.extractor.recognised import Word, joined

LINES = ["Die Vor-", "und Nachteile eines Bau-", "teils von 10-", "20 mm im Jahr von COVID-", "19."]
WHOLE = "Die Vor- und Nachteile eines Bauteils von 10-20 mm im Jahr von COVID-19."


def written(path, lines):
    """A page with lines of a paragraph."""
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 90), lines, fontsize=11)
    document.save(path)
    return path


@pytest.mark.parametrize("extractor", [PyMuPDF(), PyPDF()])
def test_a_page_with_divided_words(tmp_path, extractor):
    (sheet,) = extractor.read(written(tmp_path / "a.pdf", LINES))
    assert sheet.text == WHOLE


def test_a_recognised_paragraph_with_divided_words():
    words = [
        Word(1, 1, number, 90.0, word) for number, line in enumerate(LINES) for word in line.split()
    ]
    assert joined(words).text == WHOLE


@pytest.mark.parametrize("extractor", [PyMuPDF(), PyPDF()])
def test_a_page_that_only_its_owner_may_change(tmp_path, extractor):
    plain = written(tmp_path / "a.pdf", LINES)
    pymupdf.open(plain).save(
        tmp_path / "b.pdf", encryption=pymupdf.PDF_ENCRYPT_RC4_128, owner_pw="sesame"
    )
    (sheet,) = extractor.read(tmp_path / "b.pdf")
    assert sheet.text == WHOLE


@pytest.mark.parametrize(
    ("text", "line", "whole"),
    [
        ("", "Ein", "Ein"),
        ("Bau\N{SOFT HYPHEN}", "teil", "Bauteil"),
        ("the E-", "Mail", "the E-Mail"),
        ("a pause -", "then", "a pause - then"),
        ("from 3 -", "4", "from 3 - 4"),
        ("import- or", "export", "import- or export"),
        ("import-", "or export", "import- or export"),
        ("short-", "as well as long", "short- as well as long"),
        ("Haupt-", "wie auch Nebenwirkungen", "Haupt- wie auch Nebenwirkungen"),
        ("state-of-the-", "art", "state-of-the-art"),
        ("the x-", "axis", "the x-axis"),
        ("is self-", "employed", "is self-employed"),
        ("a Moni-", "tor", "a Monitor"),
        ("it ex-", "plains", "it explains"),
        ("Max-Planck-Gesell-", "schaft", "Max-Planck-Gesellschaft"),
        ("so-", "wie die", "sowie die"),
    ],
)
def test_lines(text, line, whole):
    assert followed(text, line) == whole


@pytest.mark.parametrize(
    ("before", "mark", "found"),
    [
        ("The sample has 10", "6", "^6"),
        ("10", "-3", "^-3"),
        ("an area of 12 m", "2", "²"),
        ("x", "2", "²"),
        ("the square of sin", "2", "²"),
        ("is (a + b)", "2", "²"),
        ("as found (Kern, 1911)", "2", ""),
        ("Ca", "2+", "2+"),
        ("at 3 m s", "-1", "⁻¹"),
        ("This is a fact.", "12", ""),
        ("the founder", "3", ""),
        ("in 1999", "4", ""),
        ("others", "[4]", ""),
        ("others", "4, 5", ""),
        ("others", "4,5", ""),
        ("E = mc", "2", "²"),
        ("A = πr", "2", "²"),
        ("an area of 120m", "2", "²"),
        ("3x", "2", "²"),
        ("3000 min", "-1", "⁻¹"),
        ("5 mg kg", "\N{MINUS SIGN}1 ", "⁻¹ "),
        ("|x|", "2", "²"),
        ("f(x)", "2", "²"),
        ("1024", "3", "^3"),
        ("10", "2,5", "^2,5"),
        ("a word", "2 ", " "),
        ("U/", "235", "235"),
        ("(", "14", "14"),
        ("nein", "2", ""),
        ("However,", "3", ""),
        ("the EU", "2", ""),
        ("(WHO)", "3", ""),
        ("COVID-19", "[3]", ""),
        ("about 48", "3–5", ""),
        ("ja", "1", ""),
        ("1", "st", "st"),
        ("", "1", "1"),
        ("see ", "1", "1"),
    ],
)
def test_raised(before, mark, found):
    assert raised(before, mark) == found


def test_raised_figures_on_a_page(tmp_path):
    document = pymupdf.open()
    page = document.new_page()
    x = 72.0
    for text, size, y in [("It has 10", 11, 90), ("6", 6, 86), (" cells in it.", 11, 90)]:
        page.insert_text((x, y), text, fontsize=size)
        x += pymupdf.get_text_length(text, fontsize=size)
    document.save(tmp_path / "a.pdf")
    (sheet,) = PyMuPDF().read(tmp_path / "a.pdf")
    assert sheet.text == "It has 10^6 cells in it."
