"""How what pictures show gets into the text."""

import csv

import pytest

from academy.pictures.described import _whole_sentences
from academy.records import Chunk
from academy.teacher.base import Answer
from academy.text import units
from tests.helpers import result, rows
from tests.pictures.conftest import ABOVE, BELOW, DESCRIBED, pixels


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


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("It has a sail. The mast is 12.5 met", "It has a sail."),
        ("It was built by Dr. Kern. It lies in", "It was built by Dr. Kern."),
    ],
)
def test_a_description_that_was_cut_off_ends_with_a_sentence(said, kept):
    assert _whole_sentences(Answer(said, "length", 1, 1), "en") == kept


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


def test_a_model_that_cannot_see(run, album, teacher):
    teacher.always = "blind"
    line = run("extract", album, *words(teacher)).line
    assert "it cannot see pictures; name a model that can: pictures.teacher.model=" in line
