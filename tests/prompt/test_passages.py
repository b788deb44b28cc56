"""What a prompt is shown of a chunk."""

import pytest

from academy.prompt.base import passages
from academy.records import Chunk


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("It was opened in 1911 by Ada Kern.", True),
        ("In the winter of 1954 the ice broke this wall.", True),
        ("The opening was a feast for 300 guests.", True),
        ("Ada Kern opened the harbour in 1911.", False),
    ],
)
def test_a_sentence_that_points_back_is_shown_with_the_one_before(sentence, leans):
    first = "The harbour of Oldmouth was built by Eva Korn."
    chunk = Chunk("d#1", "d.pdf", "Oldmouth", (1,), "en", f"{first} {sentence}")
    _, second = passages(chunk)
    assert second.before == (first if leans else "")


def test_a_table_row_needs_nothing_before_it():
    text = "Ada Kern made two parts.\n\nPart | Its wood | Its name\na | b | c"
    found = passages(Chunk("d#1", "d.pdf", "A", (1,), "en", text))
    told = ["The its wood of the part a is b.", "The its name of the part a is c."]
    assert [passage.text for passage in found[1:]] == told
    assert not any(passage.before for passage in found)


@pytest.mark.parametrize(
    ("path", "about"),
    [((), "Oldmouth, The Harbour"), (("Trade", "Fish"), "Oldmouth, Trade, Fish")],
)
def test_what_a_passage_is_about(path, about):
    text = "The Harbour\nAda Kern built it in 1911."
    chunk = Chunk("d#1", "d.pdf", "Oldmouth", (1,), "en", text, path)
    assert [passage.about for passage in passages(chunk)] == [about]


@pytest.mark.parametrize(
    "sentence",
    [
        "The following table lists the parts of the mill.",
        "Diese Seite beschreibt die Pflege der Mühle.",
    ],
)
def test_what_a_part_of_the_document_is_about_is_no_fact(sentence):
    assert passages(Chunk("d#1", "d.pdf", "Mill", (1,), "de", sentence)) == []
