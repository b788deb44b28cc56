"""Which pictures of a document are found, and where."""

import pytest

from academy.extractor.pymupdf import PyMuPDF
from academy.pictures.base import found
from tests.echo import COLOURS
from tests.pdfs import HARBOUR
from tests.pictures.conftest import ABOVE, BELOW, pixels


def test_small_and_recurring_pictures_are_left_out(album):
    shown = found(album, PyMuPDF().read(album), min_share=0.03, recurs=3)
    assert [(row.page, row.picture, row.keep, row.reason) for row in shown] == [
        (1, 1, "no", "decoration, on 4 pages"),
        (1, 2, "yes", ""),
        (1, 3, "no", "small"),
        (2, 1, "no", "decoration, on 4 pages"),
        (2, 2, "yes", ""),
        (3, 1, "no", "decoration, on 4 pages"),
        (3, 2, "yes", ""),
        (4, 1, "no", "decoration, on 4 pages"),
    ]


def test_two_pieces_of_a_picture_are_one(album):
    first, *_ = PyMuPDF().read(album)
    assert first.figures[1].share == pytest.approx(300 * 250 / (595 * 842), rel=0.05)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_picture_of_a_turned_page(tmp_path, turn):
    import io

    import pymupdf
    from PIL import Image

    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 80), ABOVE)
    page.insert_image((72, 100, 372, 300), pixmap=pixels("red"), keep_proportion=False)
    page.insert_text((72, 400), BELOW)
    page.set_rotation(turn)
    document.save(tmp_path / "turned.pdf")
    (sheet,) = PyMuPDF().read(tmp_path / "turned.pdf")
    assert (len(sheet.figures), sheet.figures[0].after) == (1, 1)
    jpeg = PyMuPDF().figure(tmp_path / "turned.pdf", 1, 0)
    seen = Image.open(io.BytesIO(jpeg)).convert("RGB").resize((1, 1)).getpixel((0, 0))
    assert seen == pytest.approx(COLOURS["red"], abs=6)


def test_a_picture_in_the_first_column_belongs_to_it(tmp_path):
    import pymupdf

    document = pymupdf.open()
    page = document.new_page()
    for x, top in ((60, 80), (310, 80)):
        page.insert_textbox((x, top, x + 220, top + 120), f"{HARBOUR[0][0]} " * 4, fontsize=10)
    page.insert_image((60, 250, 270, 400), pixmap=pixels("red"), keep_proportion=False)
    page.insert_textbox((310, 250, 530, 400), f"{HARBOUR[0][1]} " * 4, fontsize=10)
    document.save(tmp_path / "columns.pdf")
    (sheet,) = PyMuPDF().read(tmp_path / "columns.pdf")
    assert sheet.figures[0].after == 1


def test_a_background_does_not_swallow_what_lies_on_it(tmp_path):
    import pymupdf

    document = pymupdf.open()
    page = document.new_page()
    page.insert_image(page.rect, pixmap=pixels("grey"), keep_proportion=False)
    page.insert_text((72, 80), ABOVE)
    page.insert_image((72, 150, 372, 400), pixmap=pixels("red"), keep_proportion=False)
    document.save(tmp_path / "slide.pdf")
    (sheet,) = PyMuPDF().read(tmp_path / "slide.pdf")
    assert len(sheet.figures) == 2


def test_a_scanned_page_is_no_picture(tmp_path):
    from tests.pdfs import write_scan

    path = write_scan(tmp_path / "scan.pdf", 2, HARBOUR[0])
    assert found(path, PyMuPDF().read(path), min_share=0.03, recurs=3) == []


def drawn(tmp_path, picture, loop=False):
    """A page whose text and picture stand in a form, which may list itself."""
    import pymupdf

    inner = pymupdf.open()
    page = inner.new_page()
    page.insert_textbox((72, 80, 500, 380), f"{ABOVE} " * 40)
    if picture:
        page.insert_image((72, 400, 372, 600), pixmap=pixels("red"), keep_proportion=False)
    document = pymupdf.open()
    page = document.new_page()
    page.show_pdf_page(page.rect, inner, 0)
    if loop:
        form = page.get_xobjects()[0][0]
        document.xref_set_key(form, "Resources/XObject/Again", f"{form} 0 R")
    document.save(tmp_path / "drawn.pdf")
    (sheet,) = PyMuPDF().read(tmp_path / "drawn.pdf")
    return sheet


@pytest.mark.parametrize(("picture", "count"), [(True, 1), (False, 0)])
def test_a_picture_in_a_form_that_the_page_draws(tmp_path, picture, count):
    assert len(drawn(tmp_path, picture).figures) == count


def test_a_form_that_lists_itself_is_looked_at_once(tmp_path):
    sheet = drawn(tmp_path, picture=False, loop=True)
    assert sheet.figures == ()
    assert ABOVE.split()[0] in sheet.text
