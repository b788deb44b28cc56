"""Odd PDFs, each with what shall become of it."""

import pytest

from academy.extractor.pymupdf import PyMuPDF
from tests.helpers import result, rows
from tests.pdfs import HARBOUR, scan, write_pdf

TEXT = "\n\n".join(HARBOUR[0])


@pytest.fixture
def pages(run, home):
    """What `academy extract` makes of a document, as texts."""

    def read(path, *words):
        run("extract", path, *words).ok()
        return [row["text"] for row in rows(result(home, "extract") / "pages.jsonl")]

    return read


@pytest.fixture
def pdf(tmp_path):
    """Writes a PDF of one page, drawn by a function, and saved with options."""

    def write(draw, width=595, height=842, **save):
        import pymupdf

        document = pymupdf.open()
        draw(document.new_page(width=width, height=height), document)
        document.save(tmp_path / "odd.pdf", **save)
        return tmp_path / "odd.pdf"

    return write


def lines(page, _=None):
    for at, line in enumerate(HARBOUR[0]):
        page.insert_text((72, 100 + 40 * at), line)


def encrypted(**passwords):
    import pymupdf

    return {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "permissions": 0, **passwords}


def test_a_password_is_asked_for(run, pdf):
    line = run("extract", pdf(lines, **encrypted(user_pw="secret", owner_pw="other"))).line
    assert "odd.pdf: encrypted PDF; save a copy without password first" in line


def test_what_only_may_not_be_printed_is_read(pages, pdf):
    assert pages(pdf(lines, **encrypted(owner_pw="other"))) == [TEXT]


def test_no_pages(run, tmp_path):
    page = b"<< /Type /Pages /Kids [] /Count 0 >>"
    parts = [b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj", b"2 0 obj " + page + b" endobj"]
    content, starts = b"%PDF-1.4\n", []
    for part in parts:
        starts.append(len(content))
        content += part + b"\n"
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 3\n0000000000 65535 f \n"
    end = b"trailer << /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(content)
    (tmp_path / "none.pdf").write_bytes(content + head + table + end)
    assert "none.pdf: it has no pages" in run("extract", tmp_path / "none.pdf").line


def test_a_page_of_five_metres_with_text(pages, pdf):
    assert pages(pdf(lines, 14400, 14400)) == [TEXT]


def test_a_page_of_five_metres_without_text_is_drawn_within_the_limit(pages, pdf):
    import pymupdf

    small = pymupdf.open()
    lines(small.new_page(width=420, height=240))
    picture = small[0].get_pixmap(dpi=200, colorspace=pymupdf.csGRAY)
    path = pdf(lambda page, _: page.insert_image(page.rect, pixmap=picture), 14400, 8229)
    assert pages(path, "extractor.ocr.max_pixels=4000000")[0].split() == TEXT.split()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned(pages, pdf, turn):
    def draw(page, _):
        lines(page)
        page.set_rotation(turn)

    assert pages(pdf(draw)) == [TEXT]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("rotate", "x", "y", "dx", "dy"),
    [(90, 100, 700, 1, 0), (180, 500, 700, 0, -1), (270, 500, 100, -1, 0)],
)
def test_text_that_is_drawn_turned(pages, pdf, turn, rotate, x, y, dx, dy):
    def draw(page, _):
        for at, line in enumerate(HARBOUR[0]):
            page.insert_text((x + 14 * at * dx, y + 14 * at * dy), line, rotate=rotate)
        page.set_rotation(turn)

    assert " ".join(pages(pdf(draw))[0].split()) == " ".join(HARBOUR[0])


def test_text_from_right_to_left(pages, pdf):
    hebrew = "הנמל של אולדמות נבנה בשנת 1911 על ידי עדה קרן."

    def draw(page, _):
        page.insert_htmlbox((72, 72, 500, 200), f'<p dir="rtl">{hebrew}</p>')
        lines_below(page)

    def lines_below(page):
        page.insert_text((72, 300), HARBOUR[0][0])

    assert pages(pdf(draw)) == [f"{hebrew}\n\n{HARBOUR[0][0]}"]


def test_what_is_filled_into_a_form_is_read(pages, pdf):
    import pymupdf

    def draw(page, _):
        page.insert_text((72, 100), "Name of the keeper:")
        field = pymupdf.Widget()
        field.field_name, field.field_value = "keeper", "Jonas Wirt"
        field.field_type = pymupdf.PDF_WIDGET_TYPE_TEXT
        field.rect = pymupdf.Rect(200, 85, 400, 105)
        page.add_widget(field)
        page.insert_text((72, 200), HARBOUR[0][0])

    assert pages(pdf(draw)) == [f"Name of the keeper:\n\nJonas Wirt\n\n{HARBOUR[0][0]}"]


def test_an_attached_file_is_named(run, home, pdf):
    def draw(page, document):
        lines(page)
        document.embfile_add("boats.csv", b"Mira,12", filename="boats.csv")

    outcome = run("extract", pdf(draw)).ok()
    assert "odd.pdf: boats.csv: attached file, not read" in outcome.out
    (row,) = rows(result(home, "extract") / "dropped.jsonl")
    assert (row["count"], row["content"]["file"]) == (0, "boats.csv")


def test_a_damaged_page_among_others(run, home, tmp_path):
    path = write_pdf(tmp_path / "odd.pdf", HARBOUR * 3)
    import pymupdf

    document = pymupdf.open(path)
    document.xref_set_key(document.page_xref(3), "Type", "/Nonsense")
    document.xref_set_key(document.page_xref(3), "Contents", "99999 0 R")
    document.xref_set_key(document.page_xref(3), "Resources", "null")
    document.save(tmp_path / "damaged.pdf")
    run("extract", tmp_path / "damaged.pdf").ok()
    folder = result(home, "extract")
    kept = [row["number"] for row in rows(folder / "pages.jsonl")]
    lost = [row["content"]["page"] for row in rows(folder / "dropped.jsonl") if row["count"]]
    assert sorted([*kept, *lost]) == [1, 2, 3, 4, 5, 6]
    assert lost == [4]


def test_tesseract_that_fails_is_named(run, home, tmp_path, monkeypatch):
    source = write_pdf(tmp_path / "a.pdf", HARBOUR)
    path = scan(source, tmp_path / "scan.pdf")
    broken = tmp_path / "bin"
    broken.mkdir()
    (broken / "tesseract").write_text(
        "#!/bin/sh\n"
        'case "$*" in --version) echo tesseract 5.3.0;;\n'
        '*--list-langs*) echo "List"; echo deu; echo eng;;\n'
        "*) echo 'out of ink' >&2; exit 3;; esac\n"
    )
    (broken / "tesseract").chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken}:/usr/bin:/bin")
    line = run("extract", path).line
    assert "failed: Tesseract: " in line
    assert "out of ink" in line


def test_pieces_of_a_line_are_no_cells(tmp_path):
    import pymupdf

    document = pymupdf.open()
    page = document.new_page()
    page.insert_htmlbox((72, 72, 500, 200), '<p dir="rtl">הנמל נבנה בשנת 1911 כאן</p>')
    document.save(tmp_path / "a.pdf")
    (sheet,) = PyMuPDF().read(tmp_path / "a.pdf")
    assert " | " not in sheet.text
