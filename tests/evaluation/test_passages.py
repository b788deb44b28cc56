"""What a system is given to read."""

import pytest

from academy.evaluation.passages import Passages
from academy.evaluation.questions import Question
from academy.records import Chunk

TEXTS = {
    ("a.pdf", 1): "The harbour of Oldmouth was built by Ada Kern.",
    ("a.pdf", 2): "The lighthouse burns whale oil. Ada Kern visited it.",
    ("b.pdf", 1): "Frogs live in ponds and eat flies.",
}


@pytest.fixture
def passages():
    return Passages(
        [
            Chunk(f"{name}#{page}", name, "", (page,), "en", text)
            for (name, page), text in TEXTS.items()
        ]
    )


def ask(question, answers=(), page=None, document=""):
    return Question("q", question, tuple(answers), page, document)


def test_the_page_that_is_named(passages):
    asked = ask("What do frogs eat?", page=2, document="a.pdf")
    assert passages.right(asked) == TEXTS["a.pdf", 2]


def test_a_page_of_an_unnamed_document_is_the_nearest_of_that_number(passages):
    assert passages.right(ask("What do frogs eat?", page=1)) == TEXTS["b.pdf", 1]


def test_the_nearest_that_holds_the_answer(passages):
    assert passages.right(ask("Who built the harbour?", ["Ada Kern"])) == TEXTS["a.pdf", 1]
    assert passages.right(ask("Who visited the lighthouse?", ["Ada Kern"])) == TEXTS["a.pdf", 2]


def test_without_an_answer_the_nearest(passages):
    assert passages.right(ask("What do frogs drink?")) == TEXTS["b.pdf", 1]


def test_the_search_knows_no_answer(passages):
    asked = ask("Where do frogs live?", ["whale oil"], 2, "a.pdf")
    assert passages.nearest(asked) == TEXTS["b.pdf", 1]
