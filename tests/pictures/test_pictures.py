"""Which pictures are found, and how what they show gets into the text."""

import csv
from pathlib import Path

import pytest

from academy.extractor.pymupdf import PyMuPDF
from academy.pictures.base import found
from academy.pictures.described import _whole_sentences
from academy.records import Chunk
from academy.teacher.base import Answer
from academy.text import units
from tests.echo import COLOURS
from tests.helpers import result, rows
from tests.pdfs import HARBOUR

ABOVE, BELOW = "The boat is shown here.", "The boat was painted in the spring of the year."
DESCRIBED = "[Picture] The boat in the picture is red. It has a sail."


def pixels(colour, width=60, height=40):
    import pymupdf

    picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, width, height))
    picture.set_rect(picture.irect, COLOURS[colour])
    return picture


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Four pages: a red picture between two paragraphs, a grey and a green one, a logo on all."""
    import pymupdf

    document = pymupdf.open()
    for number in range(4):
        page = document.new_page()
        page.insert_image((500, 20, 560, 60), pixmap=pixels("green", 61))
        page.insert_text((72, 100), ABOVE if number == 0 else HARBOUR[0][number - 1])
        page.insert_text((72, 500), BELOW if number == 0 else HARBOUR[1][number - 1])
        if number == 0:
            page.insert_image((72, 150, 372, 280), pixmap=pixels("red", 62), keep_proportion=False)
            page.insert_image((72, 281, 372, 400), pixmap=pixels("red", 63), keep_proportion=False)
            page.insert_image((500, 600, 520, 620), pixmap=pixels("red", 64))
        if number == 1:
            page.insert_image((72, 150, 372, 400), pixmap=pixels("grey"), keep_proportion=False)
        if number == 2:
            page.insert_image((72, 550, 372, 700), pixmap=pixels("green"), keep_proportion=False)
    document.save(tmp_path / "album.pdf")
    return tmp_path / "album.pdf"


def listing(home):
    (path,) = (home / ".academy" / "review").glob("*.pictures.csv")
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def texts(home):
    return [row["text"].split("\n\n") for row in rows(result(home, "extract") / "pages.jsonl")]


def words(teacher):
    return [
        "pictures=described",
        "teacher@pictures.teacher=llama_cpp",
        f"pictures.teacher.base_url={teacher.url}",
        "pictures.teacher.retries=0",
    ]


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


def test_they_are_listed_without_a_teacher(run, home, album):
    outcome = run("extract", album, "pictures=listed").ok()
    assert "pictures.csv" in outcome.out
    assert [row["keep"] for row in listing(home)].count("yes") == 3
    assert texts(home)[0] == [ABOVE, BELOW]


def test_a_description_stands_where_the_picture_stands(run, home, album, teacher):
    outcome = run("extract", album, *words(teacher)).ok()
    assert "pictures: 2 described, 0 failed" in outcome.out
    assert "3 answers of the teacher (3 asked for now" in outcome.out
    assert texts(home)[0] == [ABOVE, DESCRIBED, BELOW]
    assert texts(home)[2][-1] == DESCRIBED.replace("red", "green")
    grey = listing(home)[4]
    assert (grey["keep"], grey["reason"]) == ("no", "nothing to tell")
    shown = [body["messages"][-1]["content"][0]["text"] for body in teacher.requests]
    assert sum(ABOVE in text and BELOW in text for text in shown) == 1


def test_nothing_is_asked_twice(run, album, teacher):
    run("extract", album, *words(teacher)).ok()
    run("extract", album, *words(teacher), "cleaning.code=false").ok()
    assert teacher.count == 3


def test_a_person_chooses_and_writes(run, home, album, teacher, tmp_path):
    run("extract", album, "pictures=listed").ok()
    mine = listing(home)
    mine[1]["description"] = "A drawing by Ada Kern."
    mine[6]["keep"] = "no"
    with (tmp_path / "mine.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, mine[0])
        table.writeheader()
        table.writerows(mine)
    run("extract", album, *words(teacher), f"pictures.chosen={tmp_path / 'mine.csv'}").ok()
    assert teacher.count == 1  # the grey one
    folders = sorted(
        (home / ".academy" / "store" / "extract").iterdir(), key=lambda f: f.stat().st_mtime
    )
    first, _, third, _ = rows(folders[-1] / "pages.jsonl")
    assert "[Picture] A drawing by Ada Kern." in first["text"]
    assert "[Picture]" not in third["text"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no such file or folder"),
        ("document,page\na.pdf,1\n", "line 2: a row needs document, page"),
        ("document,page,picture,share,keep,reason,description\na.pdf,1,1,0.5,maybe,,\n", "line 2"),
    ],
)
def test_a_bad_list(run, album, teacher, tmp_path, content, said):
    path = tmp_path / "mine.csv"
    if content:
        path.write_text(content)
    line = run("extract", album, *words(teacher), f"pictures.chosen={path}").line
    assert said in line
    assert str(path) in line


def test_a_failure_is_named_and_the_page_is_kept(run, home, album, teacher):
    teacher.script = ["broken"]
    allowed = ["pictures.teacher.concurrency=1", "tolerance.answers=0.5"]
    outcome = run("extract", album, *words(teacher), *allowed).ok()
    assert "pictures: 1 described, 1 failed" in outcome.out
    assert "album.pdf p. 1: failed: picture not described (HTTP 500)" in outcome.out
    assert texts(home)[0] == [ABOVE, BELOW]


def test_what_failed_is_asked_for_again(run, home, album, teacher):
    teacher.script = ["broken"]
    line = run("extract", album, *words(teacher), "pictures.teacher.concurrency=1").line
    assert "1 of 3 answers of the teacher failed (album.pdf p. 1: HTTP 500)" in line
    run("extract", album, *words(teacher)).ok()
    assert teacher.count == 4
    assert texts(home)[0] == [ABOVE, DESCRIBED, BELOW]


def test_the_list_that_a_person_edits_is_left_alone(run, home, album):
    run("extract", album, "pictures=listed").ok()
    (path,) = (home / ".academy" / "review").glob("*.pictures.csv")
    path.write_text(path.read_text().replace("yes", "no"))
    run("extract", album, "pictures=listed").ok()
    assert not any(row["keep"] == "yes" for row in listing(home))


def test_a_picture_that_is_not_there(run, home, album, teacher, tmp_path):
    (tmp_path / "mine.csv").write_text(
        "document,page,picture,share,keep,reason,description\nalbum.pdf,9,1,0.5,yes,,\n"
    )
    line = run("extract", album, *words(teacher), f"pictures.chosen={tmp_path / 'mine.csv'}").line
    assert "album.pdf p. 9 has no picture 1" in line


@pytest.mark.parametrize("extractor", ["pypdf", "tesseract"])
def test_an_extractor_that_finds_no_pictures(run, album, extractor):
    line = run("extract", album, "pictures=listed", f"extractor={extractor}").line
    assert "this extractor finds none; choose extractor=auto or pymupdf" in line


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


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("It has a sail. The mast is 12.5 met", "It has a sail."),
        ("It was built by Dr. Kern. It lies in", "It was built by Dr. Kern."),
    ],
)
def test_a_description_that_was_cut_off_ends_with_a_sentence(said, kept):
    assert _whole_sentences(Answer(said, "length", 1, 1), "en") == kept


def test_a_scanned_page_is_no_picture(tmp_path):
    from tests.pdfs import write_scan

    path = write_scan(tmp_path / "scan.pdf", 2, HARBOUR[0])
    assert found(path, PyMuPDF().read(path), min_share=0.03, recurs=3) == []


def test_pictures_of_a_presentation(run, home, tmp_path, teacher):
    import io

    import pptx

    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = ABOVE
    png = io.BytesIO(pixels("red").tobytes("png"))
    slide.shapes.add_picture(png, 914400, 3 * 914400, 8 * 914400, 5 * 914400)
    show.save(tmp_path / "show.pptx")
    run("extract", tmp_path / "show.pptx", *words(teacher)).ok()
    assert texts(home) == [[ABOVE, DESCRIBED]]


def test_the_mark_is_no_part_of_a_sentence():
    chunk = Chunk("c", "a.pdf", "", (1,), "en", f"{ABOVE}\n\n{DESCRIBED}")
    assert units(chunk) == [ABOVE, "The boat in the picture is red.", "It has a sail."]
