"""What the extractors read, and what is done with it."""

import pytest

from academy.extractor.pymupdf import PyMuPDF
from academy.extractor.pypdf import PyPDF
from academy.records import Page
from academy.text import language, normalize, units
from tests.helpers import manifest, result, rows
from tests.pdfs import HAFEN, HARBOUR, write_pdf, write_scan, write_table

EXTRACTORS = [PyMuPDF(), PyPDF()]


def name(extractor):
    return type(extractor).__name__


@pytest.mark.parametrize("extractor", EXTRACTORS, ids=name)
class TestEveryExtractor:
    def test_all_text_of_all_pages(self, document, extractor):
        sheets = list(extractor.read(document))
        assert [sheet.number for sheet in sheets] == [1, 2]
        for sheet, sentences in zip(sheets, HARBOUR, strict=True):
            assert normalize(sheet.text) == normalize(" ".join(sentences))

    def test_sentences_stay_whole(self, tmp_path, extractor):
        long = (
            "The harbour of Oldmouth, which was built by Ada Kern in the year 1911 from brick "
            "and from granite, holds forty fishing boats and one small ferry to Tarn."
        )
        path = write_pdf(tmp_path / "long.pdf", [(long, "It never freezes over.")])
        (sheet,) = extractor.read(path)
        page = Page("long.pdf", "", 1, sheet.text, "text layer", None, "en")
        assert units(page) == [long, "It never freezes over."]

    def test_umlauts(self, tmp_path, extractor):
        (sheet,) = extractor.read(write_pdf(tmp_path / "hafen.pdf", HAFEN))
        assert "Der Wärter Jonas Wirt öffnet das grüne Tor" in " ".join(sheet.text.split())

    def test_title(self, tmp_path, document, extractor):
        assert next(iter(extractor.read(document))).title == "Oldmouth"
        untitled = write_pdf(tmp_path / "untitled.pdf", HARBOUR)
        assert next(iter(extractor.read(untitled))).title == ""

    def test_pictures(self, tmp_path, document, extractor):
        text, scan = extractor.read(write_scan(tmp_path / "scan.pdf", 1, HARBOUR[0]))
        assert (text.pictures, scan.pictures) == (0, 1)
        assert scan.text == ""


def test_table_rows_stay_together(tmp_path):
    path = write_table(tmp_path / "t.pdf", [("Boat", "Length"), ("Mira", "12 m"), ("Tol", "9 m")])
    (sheet,) = PyMuPDF().read(path)
    assert sheet.text == "Boat | Length\n\nMira | 12 m\n\nTol | 9 m"


def pages_of(run, home, path, *words):
    run("extract", path, *words).ok()
    return rows(result(home, "extract") / "pages.jsonl")


def test_headers_and_page_numbers_are_left_out(run, home, tmp_path):
    path = tmp_path / "book.pdf"
    write_pdf(
        path,
        [("Harbour Book", HARBOUR[i % 2][i % 3], f"Page {i + 1} of 5") for i in range(5)],
    )
    pages = pages_of(run, home, path)
    for i, page in enumerate(pages):
        assert page["text"] == HARBOUR[i % 2][i % 3]
        assert page["title"] == "Harbour Book"


def test_a_footer_with_the_page_number_twice_and_in_a_version(run, home, tmp_path):
    footers = [f"Harbour, page {n} / Licence 4.0 | {n} | Oldmouth" for n in range(1, 6)]
    written = [(HARBOUR[i % 2][i % 3], footer) for i, footer in enumerate(footers)]
    pages = pages_of(run, home, write_pdf(tmp_path / "book.pdf", written))
    assert [page["text"] for page in pages] == [text for text, _ in written]


def test_a_paragraph_on_two_pages_is_no_header(run, home, tmp_path):
    path = write_pdf(tmp_path / "twice.pdf", [("Remember the bell.", s) for s in HARBOUR[0][:2]])
    assert all(p["text"].startswith("Remember the bell.") for p in pages_of(run, home, path))


def test_pages_that_are_all_alike_are_kept(run, home, tmp_path):
    path = write_pdf(tmp_path / "same.pdf", [(HARBOUR[0][0],)] * 4)
    pages = pages_of(run, home, path)
    assert [page["text"] for page in pages] == [HARBOUR[0][0]] * 4


def test_facts_that_differ_in_a_number_are_no_page_numbers(run, home, tmp_path):
    sentences = [s for page in (*HARBOUR, *HAFEN) for s in page]
    facts = [f"The Vorlane {n} weighs {10 * n} kilograms." for n in range(1, 5)]
    written = [(sentences[2 * i], fact, sentences[2 * i + 1]) for i, fact in enumerate(facts)]
    pages = pages_of(run, home, write_pdf(tmp_path / "list.pdf", written))
    for page, fact in zip(pages, facts, strict=True):
        assert fact in page["text"]


def test_the_file_name_is_the_title_of_an_untitled_document(run, home, tmp_path):
    path = write_pdf(tmp_path / "harbour_rules.pdf", HARBOUR)
    assert {page["title"] for page in pages_of(run, home, path)} == {"harbour rules"}


def test_language_of_pages(run, home, tmp_path):
    path = write_pdf(tmp_path / "both.pdf", [*HARBOUR, *HAFEN])
    assert [page["language"] for page in pages_of(run, home, path)] == ["en", "en", "de"]


@pytest.mark.parametrize("sentence", [s for page in HARBOUR for s in page])
def test_english(sentence):
    assert language(sentence) == "en"


@pytest.mark.parametrize("sentence", [s for page in HAFEN for s in page])
def test_german(sentence):
    assert language(sentence) == "de"


def test_the_demo_document(run, home):
    run("extract", "documents=demo").ok()
    folder = result(home, "extract")
    pages = {page["number"]: page for page in rows(folder / "pages.jsonl")}
    assert sorted(pages) == [*range(1, 13)]
    assert {n for n, page in pages.items() if page["language"] == "de"} == {10, 12}
    assert [n for n, page in pages.items() if page["source"] == "ocr"] == [11]
    assert "closed with eight wax seals" in pages[11]["text"]
    assert pages[11]["confidence"] > 0.8
    ledger = manifest(folder)["ledger"]
    assert (ledger["given"], ledger["kept"], sum(ledger["lost"].values())) == (12, 12, 0)


def test_without_ocr_the_scan_is_named(run, home):
    run("extract", "documents=demo", "extractor=pymupdf").ok()
    folder = result(home, "extract")
    (dropped,) = [row for row in rows(folder / "dropped.jsonl") if row["count"]]
    assert dropped["where"] == "handbook.pdf p. 11"
    assert dropped["reason"] == "failed: no text layer (a scan?)"


def test_the_demo_document_holds_the_answers_to_its_questions(run, home):
    from academy.evaluation.questions import read_questions
    from academy.places import ROOT
    from academy.text import contains

    run("extract", "documents=demo").ok()
    text = {p["number"]: p["text"] for p in rows(result(home, "extract") / "pages.jsonl")}
    for name in ("dev", "test"):
        questions = read_questions(ROOT / "academy" / "demo" / f"questions.{name}.json")
        assert len(questions) == 64
        for question in (q for q in questions if q.answerable):
            assert any(contains(text[question.page], a) for a in question.answers), question
