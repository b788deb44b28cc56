"""Pages in another language, and the numbers on them."""

import pytest

from tests.helpers import result, rows
from tests.pdfs import HAFEN, HARBOUR, write_pdf


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
        ("broken", "HTTP 500"),
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
