"""Pages in another language, and the numbers on them."""

from dataclasses import replace

import pytest

from academy.component import component
from academy.records import Page
from academy.teacher.base import Answer, Teacher
from academy.translate.taught import Taught, _lacking, _without_remarks
from tests.helpers import result, rows
from tests.pdfs import HAFEN, HARBOUR, write_pdf


@component
class Silent(Teacher):
    """Is not asked."""

    def ask(self, request):
        raise AssertionError(request)


@pytest.fixture
def mixed(tmp_path):
    """A German page and an English one."""
    return write_pdf(tmp_path / "mixed.pdf", [HAFEN[0], HARBOUR[0]])


def pages(home):
    return rows(result(home, "extract") / "pages.jsonl")


def test_foreign_pages_are_translated_with_all_their_numbers(run, home, mixed, teacher):
    outcome = run("extract", mixed, "translate=en", *teacher.words).ok()
    assert "pages: 1 translated, 0 doubtful" in outcome.out
    german, english = pages(home)
    assert german["language"] == english["language"] == "en"
    assert german["text"].startswith(
        "The harbour of Altmund was built in the year 1911 by Ada Kern"
    )
    assert german["original"].split("\n\n") == list(HAFEN[0])
    assert (english["original"], english["doubts"]) == ("", [])
    assert teacher.count == 2  # once more for the number
    assert "1911" in teacher.requests[1]["messages"][-1]["content"].rpartition("\n")[2]


def test_a_number_that_stays_away_is_a_doubt(run, home, mixed, teacher):
    teacher.always = "forgetful"
    outcome = run("extract", mixed, "translate=en", *teacher.words).ok()
    assert "mixed.pdf p. 1: the translation lacks 1911" in outcome.out
    assert pages(home)[0]["doubts"] == ["the translation lacks 1911"]
    review = next((home / ".academy" / "review").glob("*.html")).read_text()
    assert "the translation lacks 1911" in review
    assert HAFEN[0][0] in review


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("cut", "cut off; raise translate.max_tokens"),
        ("foreign", "in another language"),
    ],
)
def test_what_cannot_be_translated_stays_as_it_is(run, home, mixed, teacher, behaviour, reason):
    teacher.always = behaviour
    outcome = run("extract", mixed, "translate=en", *teacher.words).ok()
    assert reason in outcome.out
    german = pages(home)[0]
    assert (german["language"], german["original"]) == ("de", "")
    assert german["text"].split("\n\n") == list(HAFEN[0])


def test_the_headings_are_translated_too(run, home, tmp_path, teacher):
    import pymupdf

    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 80), "Eine kupferne Glocke", fontsize=24)
    for at, line in enumerate(HAFEN[0]):
        page.insert_text((72, 140 + 40 * at), line, fontsize=11)
    document.save(tmp_path / "a.pdf")
    run("extract", tmp_path / "a.pdf", "translate=en", *teacher.words).ok()
    assert pages(home)[0]["headings"] == ["# A copper bell"]


def test_a_language_without_templates(run, mixed):
    line = run("extract", mixed, "translate=en", "translate.to=fr").line
    assert "translate.to: there are prompt templates for de, en only" in line


def test_without_translation_no_teacher_is_needed(run, home, mixed):
    run("extract", mixed).ok()
    assert [page["language"] for page in pages(home)] == ["de", "en"]


def test_chunks_and_questions_are_in_the_new_language(run, home, mixed, teacher):
    run("distill", mixed, "translate=en", "prompt=qa", *teacher.words).ok()
    evidence = {row["evidence"] for row in rows(result(home, "distill") / "examples.jsonl")}
    assert "A copper bell warns the crews of fog and heavy ice." in evidence


def test_what_failed_is_asked_for_again(run, home, mixed, teacher):
    teacher.script = ["broken"]
    line = run("extract", mixed, "translate=en", *teacher.words).line
    assert "1 of 1 answers of the teacher failed (mixed.pdf p. 1: HTTP 500)" in line
    run("extract", mixed, "translate=en", *teacher.words).ok()
    assert pages(home)[0]["language"] == "en"


def test_numbers_are_compared_as_they_are_written():
    page = Page("a.pdf", "", 1, "Um 14.30 Uhr fasst er 1,5 Liter und 2.000 Fische.", "", None, "de")
    assert _lacking(page, "At 14:30 it holds 1.5 litres and 2,000 fish.") == set()
    assert _lacking(page, "At 14:30 it holds litres.") == {"1,5", "2.000"}


def test_a_french_page_is_foreign_too(run, home, tmp_path, teacher):
    french = (
        "Le port de Vieuxbourg fut construit en brique par Ada Kern pour les bateaux de pêche.",
        "Le gardien ouvre la porte verte avec un levier de laiton chaque matin avant le lever.",
    )
    run("extract", write_pdf(tmp_path / "port.pdf", [french]), "translate=en", *teacher.words).ok()
    assert teacher.count == 1


def test_the_mark_of_a_picture_survives():
    taught = Taught(teacher=Silent(model="m", concurrency=1), to="en", max_tokens=9)
    said = Answer("The harbour is old and green.\n\n[Bild] The boat is red.", "stop", 1, 1)
    page = Page("a.pdf", "", 1, "Der Hafen ist alt.\n\n[Bild] Das Boot ist rot.", "", None, "de")
    assert taught._text(said, page).endswith("\n\n[Picture] The boat is red.")


def test_what_a_teacher_says_about_its_translation_is_left_out():
    taught = Taught(teacher=Silent(model="m", concurrency=1), to="en", max_tokens=9)
    text = (
        "The translation of the given text is:\n\nThe harbour is old.\n\nThis translation is true."
    )
    page = Page("a.pdf", "", 1, "Der Hafen ist alt.", "", None, "de")
    assert taught._text(Answer(text, "stop", 1, 1), page) == "The harbour is old."
    gear = replace(page, text="The gear ratio is 3:1.")
    german = Answer("Die Übersetzung beträgt 3:1.", "stop", 1, 1)
    assert _without_remarks(german.text, gear.text) == german.text
    about = replace(page, text="Wer einen Text übersetzt, liest ihn zuerst.")
    said = Answer("Who translates a text reads it first.", "stop", 1, 1)
    assert taught._text(said, about) == said.text


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("Hinweis: Ein Compiler übersetzt den Quelltext.", "Note: a compiler compiles the source."),
        ("Übersetzung", "Gear ratio"),
        ("Translation", "La traduction"),
        ("Übersetzung:", "Ratios:"),
    ],
)
def test_a_text_about_what_is_called_a_translation(text, original):
    assert _without_remarks(text, original) == text


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("The translation of the given German text into English is:", ""),
        ("Translation:", "This translation maintains the meaning and structure of the original."),
        ("Here is the text, translated into English:", "**Translation**"),
        ("Die Übersetzung des Textes ins Deutsche lautet:", ""),
        ("Sure! Here is your translation:", "Note: I kept the numbers in this translation."),
        ("Here's the translated version:", "Please let me know if you need a further translation."),
        ("The translation is as follows:", "Translated."),
        ("Hier ist die Übersetzung:", "Hinweis: „Kuppler“ wurde mit „coupler“ übersetzt."),
    ],
)
@pytest.mark.parametrize("kept", [["Ada built it."], ["Ada built it.", "In 1911."]])
def test_what_a_teacher_says_about_its_translation(before, behind, kept):
    """Also where it has fewer paragraphs than the original."""
    said = "\n\n".join(filter(None, [before, *kept, behind]))
    original = "Ada baute es.\n\n1911.\n\nAus Backstein."
    assert _without_remarks(said, original) == "\n\n".join(kept)


def test_the_title_is_translated_unless_it_is_a_file_name(run, home, tmp_path, teacher):
    import pymupdf

    document = pymupdf.open(write_pdf(tmp_path / "a.pdf", [HAFEN[0]]))
    document.set_metadata({"title": HAFEN[0][1]})
    document.save(tmp_path / "b.pdf")
    run("extract", tmp_path / "b.pdf", "translate=en", *teacher.words).ok()
    (page,) = pages(home)
    assert page["title"] == page["text"].split("\n\n")[1]
    run("extract", tmp_path / "a.pdf", "translate=en", *teacher.words, "--to", tmp_path / "a").ok()
    assert rows(tmp_path / "a" / "pages.jsonl")[0]["title"] == "a"
