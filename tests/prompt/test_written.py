"""Prompts that are lists of templates, and texts about how things belong together."""

import shutil
from collections import Counter

import pytest

from academy import templates
from academy.errors import AcademyError
from academy.prompt.base import joined
from academy.prompt.entigraph import EntiGraph
from academy.prompt.written import REFUSAL
from academy.records import Chunk, read
from academy.templates import render
from academy.verifier.base import UNANSWERED
from tests.helpers import prompted, result, results, rows
from tests.pdfs import HAFEN, write_pdf


def examples(home):
    return rows(result(home, "distill") / "examples.jsonl")


def test_chunks_are_told_again(run, home, document, teacher):
    run("distill", document, *teacher.words, "prompt=rewrites", "verifier=unchecked").ok()
    texts = [example for example in examples(home) if example["kind"] == "statement"]
    assert {example["prompt"] for example in texts} == {"rewrites", "explanations"}
    assert len(texts) == 2 * 4  # the echo says three of seven things twice
    asked = Counter(row["template"] for row in rows(result(home, "distill") / "requests.jsonl"))
    assert (asked["rewrites"], asked["explanations"], asked["links"]) == (2, 2, 1)
    pairs = [example for example in examples(home) if example["prompt"] == "links"]
    assert pairs
    assert all(example["pages"] == [1, 2] for example in pairs)


def test_german_documents_are_told_again_in_german(run, home, tmp_path, teacher):
    document = write_pdf(tmp_path / "hafen.pdf", HAFEN)
    run("distill", document, *teacher.words, "prompt=rewrites").ok()
    assert len(examples(home)) == 4
    assert all("Erzähle mir etwas über" in example["question"] for example in examples(home))
    assert all("Schreibe" in body["messages"][1]["content"] for body in teacher.requests)


def test_what_is_named_is_related_across_pages_too(run, home, document, teacher):
    words = ["prompt=entigraph", "prompt.relations=4", "prompt.temperature=0"]
    run("distill", document, *teacher.words, *words).ok()
    found = examples(home)
    assert any(example["pages"] == [1, 2] for example in found)
    assert all(" and " in example["question"] for example in found)
    known = [chunk.id for chunk in read(result(home, "distill") / "chunks.jsonl", Chunk)]
    assert len(known) == 3
    assert {example["chunk"] for example in found} <= set(known)


def test_without_links_each_chunk_is_for_itself(run, home, document, teacher):
    run("distill", document, *teacher.words, "prompt=entigraph", "prompt.links=false").ok()
    assert all(len(example["pages"]) == 1 for example in examples(home))


def test_documents_and_languages_are_not_joined():
    prompt = EntiGraph(
        temperature=0, max_tokens=9, seed=0, entities=3, relations=3, texts=1, links=True
    )
    chunks = [
        Chunk("a#1.1", "a", "A", (1,), "en", "One.", ("Top", "First")),
        Chunk("a#2.1", "a", "A", (1, 2), "en", "Two.", ("Top", "Second")),
        Chunk("a#3.1", "a", "A", (3,), "de", "Drei."),
        Chunk("b#1.1", "b", "B", (1,), "de", "Eins."),
    ]
    together = [chunk for chunk, _ in prompt.tasks(chunks)][4:]
    assert together == [joined(chunks[0], chunks[1])]
    assert together[0].id == "a#1.1+2.1"
    assert together[0].pages == (1, 2)
    assert together[0].path == ("Top",)


def test_raw_text_needs_no_teacher(run, home, document, teacher):
    run("distill", document, *teacher.words, "prompt=raw").ok()
    assert teacher.count == 0
    assert {example["answer"] for example in examples(home)} >= {
        "The lighthouse burns whale oil from the island of Tarn."
    }


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A template of one's own, in English, in a copy of the folder."""
    folder = tmp_path / "templates"
    shutil.copytree(templates.TEMPLATES, folder)
    monkeypatch.setattr(templates, "TEMPLATES", folder)
    templates._environment.cache_clear()
    yield folder / "en" / "my_own.j2"
    templates._environment.cache_clear()


OWN = "You are kind.\n---\nText (about {{ about }}): {{ passage }}\nWrite {{ wanted }} pairs."


def chosen(about, writes="pairs"):
    entry = f"{{name:my_own,about:{about},writes:{writes},wanted:2}}"
    return ["prompt=rewrites", f"prompt.templates=[{entry}]"]


def test_a_template_of_ones_own_needs_no_code(run, home, document, teacher, own):
    own.write_text(OWN, encoding="utf-8")
    run("distill", document, *teacher.words, *chosen("chunk"), "verifier=grounded").ok()
    assert {example["prompt"] for example in examples(home)} == {"my_own"}
    sentences = {example["evidence"] for example in examples(home)}
    assert all("\n" not in sentence for sentence in sentences)
    own.write_text(OWN + "!", encoding="utf-8")
    run("distill", document, *teacher.words, *chosen("chunk"), "verifier=grounded").ok()
    assert len(results(home, "distill")) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no such template; there are"),
        ("a\n---\n{{ colour }}", "'colour' is undefined; a template is given wanted, passage"),
        ("a\n---\n{% if %}", "line 3"),
        ("no line", "a line `---` must separate"),
    ],
)
def test_a_broken_template_is_one_line_before_anything_is_asked(
    run, document, teacher, own, text, said
):
    if text:
        own.write_text(text, encoding="utf-8")
    line = run("distill", document, *teacher.words, *chosen("chunk")).line
    assert said in line
    assert "my_own.j2" in line
    assert teacher.count == 0


def test_a_template_that_one_language_lacks(own):
    own.write_text(OWN, encoding="utf-8")
    assert render("my_own", "en", about="x", passage="y", wanted=1)
    with pytest.raises(AcademyError, match=r"de/my_own\.j2: there is no such template"):
        render("my_own", "de", about="x", passage="y", wanted=1)


def test_questions_that_a_text_leaves_open_are_learned_as_refusals(run, home, document, teacher):
    words = [*teacher.words, *prompted("mixed"), "verifier=grounded", "verifier.min_known=0.2"]
    run("distill", document, *words, "prompt.unanswered=2").ok()
    refused = [example for example in examples(home) if example["kind"] == UNANSWERED]
    assert len(refused) == 4  # of two pages
    assert {example["answer"] for example in refused} == {REFUSAL["en"]}
    assert {example["prompt"] for example in refused} == {"beyond"}
