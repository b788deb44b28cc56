"""Which way each page goes, and that a scanned one is not lost."""

import os

import pymupdf
import pytest

from academy.component import component
from academy.extractor.auto import Auto, better, is_doubtful, readable
from academy.extractor.base import Sheet
from academy.extractor.guard import Guard, Limits
from academy.extractor.pymupdf import PyMuPDF
from academy.extractor.tesseract import Tesseract, check
from academy.text import normalize
from tests.helpers import manifest, result, rows
from tests.pdfs import HAFEN, HARBOUR, scan, write_pdf, write_scan

OCR = Tesseract(
    languages="deu+eng", dpi=300, max_pixels=30_000_000, min_confidence=0.4, seconds=60, workers=2
)
AUTO = Auto(text=PyMuPDF(), ocr=OCR)
PAGES = [*HARBOUR, *HAFEN]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return write_pdf(tmp_path_factory.mktemp("book") / "book.pdf", PAGES, title="Oldmouth")


@pytest.fixture(scope="module")
def scanned(book):
    return scan(book, book.with_name("scan.pdf"))


def mixed(book, scanned, path):
    """The book with its second page as a scan."""
    whole = pymupdf.open(book)
    whole.delete_page(1)
    whole.insert_pdf(pymupdf.open(scanned), from_page=1, to_page=1, start_at=1)
    whole.save(path)
    return path


def assert_reads(sheets, pages):
    for sheet, sentences in zip(sheets, pages, strict=True):
        assert normalize(sheet.text) == normalize(" ".join(sentences))


def test_a_text_layer_is_taken(book):
    sheets = list(AUTO.read(book))
    assert_reads(sheets, PAGES)
    assert {(sheet.source, sheet.confidence) for sheet in sheets} == {("text layer", None)}


def test_a_scan_is_read(scanned):
    sheets = list(AUTO.read(scanned))
    assert_reads(sheets, PAGES)
    assert {sheet.source for sheet in sheets} == {"ocr"}
    assert all(sheet.confidence > 0.8 for sheet in sheets)


def test_ocr_leaves_the_threads_of_this_process_alone(scanned):
    before = dict(os.environ)
    list(AUTO.read(scanned))
    assert dict(os.environ) == before


def test_one_scanned_page_among_others(book, scanned, tmp_path):
    sheets = list(AUTO.read(mixed(book, scanned, tmp_path / "mixed.pdf")))
    assert_reads(sheets, PAGES)
    assert [sheet.source for sheet in sheets] == ["text layer", "ocr", "text layer"]
    assert [sheet.number for sheet in sheets] == [1, 2, 3]


def test_the_page_knows_how_it_was_read(run, home, book, scanned, tmp_path):
    run("extract", mixed(book, scanned, tmp_path / "mixed.pdf"), "extractor=auto").ok()
    folder = result(home, "extract")
    pages = rows(folder / "pages.jsonl")
    assert [page["source"] for page in pages] == ["text layer", "ocr", "text layer"]
    assert [page["language"] for page in pages] == ["en", "en", "de"]
    assert manifest(folder)["ledger"]["kept"] == 3


@pytest.mark.parametrize("angle", [-3, 3])
def test_paper_that_lay_askew(book, tmp_path, angle):
    assert_reads(AUTO.read(scan(book, tmp_path / "askew.pdf", angle=angle)), PAGES)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_pages_on_their_side(book, tmp_path, rotation):
    assert_reads(AUTO.read(scan(book, tmp_path / "side.pdf", rotation=rotation)), PAGES)


def test_a_garbled_text_layer_is_not_taken(book, tmp_path):
    document = pymupdf.open(scan(book, tmp_path / "scan.pdf"))
    for page in document:
        noise = " ".join(f"x{i}q#{i * 7}~vTz" for i in range(60))
        page.insert_textbox((30, 30, 560, 800), noise, render_mode=3)
    document.save(tmp_path / "garbled.pdf")
    assert_reads(AUTO.read(tmp_path / "garbled.pdf"), PAGES)


def stamped(source, path, text):
    """A scan with a text upon each page."""
    document = pymupdf.open(source)
    for page in document:
        page.insert_text((60, page.rect.height - 20), text, fontsize=8)
    document.save(path)
    return path


def test_a_scan_with_a_stamp_is_read(scanned, tmp_path):
    path = stamped(scanned, tmp_path / "stamped.pdf", "Downloaded from www.library.org on 12 May")
    for sheet, sentences in zip(AUTO.read(path), PAGES, strict=True):
        assert normalize(" ".join(sentences)) in normalize(sheet.text)


def test_a_slide_with_a_picture_behind_it_keeps_its_text(tmp_path):
    path = stamped(write_scan(tmp_path / "photo.pdf", 1), tmp_path / "slide.pdf", HARBOUR[0][0])
    (sheet,) = AUTO.read(path)
    assert (sheet.text, sheet.source) == (HARBOUR[0][0], "text layer")


def test_a_picture_without_words(run, home, tmp_path, book):
    path = write_scan(tmp_path / "photo.pdf", 1, HARBOUR[0])
    run("extract", path, "extractor=auto").ok()
    (dropped,) = rows(result(home, "extract") / "dropped.jsonl")
    assert (dropped["where"], dropped["reason"]) == ("photo.pdf p. 2", "no words on it")


def test_without_tesseract_the_scanned_page_fails(run, home, book, scanned, tmp_path, monkeypatch):
    words = mixed(book, scanned, tmp_path / "mixed.pdf"), "extractor=auto", "tolerance.pages=1"
    check.cache_clear()
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))  # where no program lies
        run("extract", *words).ok()
        (dropped,) = rows(result(home, "extract") / "dropped.jsonl")
        wanted = "failed: needs OCR; Tesseract is not installed: sudo apt"
        assert dropped["reason"].startswith(wanted)
        assert "extract: up to date" in run("extract", *words).ok().out
    assert "up to date" not in run("extract", *words).ok().out
    assert not rows(result(home, "extract") / "dropped.jsonl")


def test_missing_trained_data_are_named(run, scanned):
    line = run("extract", scanned, "extractor=tesseract", "extractor.languages=eng+tlh").line
    assert "lacks the trained data of tlh" in line


def test_a_page_that_takes_too_long(book):
    slow = Tesseract(
        languages="eng", dpi=600, max_pixels=10**9, min_confidence=0, seconds=1, workers=1
    )
    huge = pymupdf.open()
    page = huge.new_page(width=2000, height=3000)
    for line in range(280):
        page.insert_text((20, 20 + 10 * line), "The harbour of Oldmouth is old. " * 12, fontsize=9)
    with slow.reading(huge) as ocr:
        sheet = ocr(1)()
    assert sheet.failed == "failed: OCR took longer than 1 s"


@pytest.mark.parametrize("bad", [1, 3, 6])
def test_a_page_that_kills_its_reader_is_lost_alone(tmp_path, monkeypatch, bad):
    """Pages are begun ahead of the one that is given out; the right one has to be blamed."""
    path = write_pdf(tmp_path / "book.pdf", [[f"This is page {n} of it."] for n in range(1, 7)])
    auto = Auto(text=Fatal(), ocr=OCR)
    monkeypatch.setenv("ACADEMY_TEST_FATAL", str(bad))
    with Guard(auto, Limits(pages=50, seconds=20, megabytes=4000 + bad)) as guard:
        sheets = list(guard.read(path))
    assert [sheet.number for sheet in sheets] == [1, 2, 3, 4, 5, 6]
    assert [sheet.number for sheet in sheets if sheet.failed] == [bad]


@component
class Fatal(PyMuPDF):
    """Kills its process at the page that the environment names."""

    def pages(self, document, first):
        for sheet in PyMuPDF.pages(self, document, first):
            if str(sheet.number) == os.environ["ACADEMY_TEST_FATAL"]:
                os.abort()
            yield sheet


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The harbour of Oldmouth was built in 1911 (by Ada Kern).", 0.99, 1),
        ("Öffnungszeiten: Mo-Fr 8.30-17.00 Uhr, außer an Feiertagen!", 0.85, 1),
        ("x1q#7~vTz x2q#14~vTz", 0, 0.01),
        ("\ufffd\ufffd\ufffd \ue001\ue002 Th\ufffd", 0, 0.01),
        ("הנמל של אולדמות נבנה בשנת 1911", 1, 1),
        ("Гавань Олдмута была построена", 1, 1),
        ("", 0, 0),
    ],
)
def test_readable(text, low, high):
    assert low <= readable(text) <= high


def sheet(text, pictures=1.0, source="text layer", failed=None):
    return Sheet(1, text, pictures, "", source, failed=failed)


def test_doubt():
    assert is_doubtful(sheet("", 1.0))
    assert is_doubtful(sheet("7", 0.6))
    assert not is_doubtful(sheet("", 0.0))
    assert is_doubtful(sheet("The harbour of Oldmouth is old.", 1.0))
    assert not is_doubtful(sheet("The harbour of Oldmouth is old.", 0.6))
    assert not is_doubtful(sheet("The harbour of Oldmouth is old. " * 9, 1.0))
    assert is_doubtful(sheet("\ufffd\ufffd\ufffd\ufffd \ue001\ue002\ue003 x1q#7~vTz w3e4r5", 0.0))


def test_the_better_reading():
    layer, ocr = sheet("The harbour is old."), sheet("The h4rb0ur i5 o1d.", source="ocr")
    assert better(layer, ocr) is layer
    unread = sheet("", source="ocr", failed="failed: unreadable")
    assert better(sheet(""), unread) is unread
    assert better(layer, unread) is layer
