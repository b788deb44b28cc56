"""No chunker loses text, whichever it is."""

import dataclasses
import importlib

import pytest
import yaml

from academy.chunker.page import PageChunker
from academy.chunker.words import WordChunker
from academy.places import CONF
from academy.records import Page
from academy.text import units

VARIANTS = sorted((CONF / "chunker").glob("*.yaml"))


def pages():
    texts = [
        ("en", "The harbour of Oldmouth was built by Ada Kern. It has a green gate. " * 9),
        ("en", "Boats\n\nBoat | Length\n\nMira | 12 metres\n\nTolen | 9 metres"),
        ("de", "Der Wärter öffnet das Tor. Eine Glocke warnt vor Nebel. " * 7),
        ("en", "Short."),
    ]
    return [
        Page("a.pdf", "Oldmouth", number, text.strip(), "text layer", None, language)
        for number, (language, text) in enumerate(texts, start=1)
    ]


def build(path):
    node = yaml.safe_load(path.read_text(encoding="utf-8"))
    module, _, name = node.pop("_target_").rpartition(".")
    return getattr(importlib.import_module(module), name)(**node)


@pytest.mark.parametrize("path", VARIANTS, ids=lambda path: path.stem)
class TestEveryChunker:
    def test_no_text_is_lost_or_doubled(self, path):
        before = [unit for page in pages() for unit in units(page)]
        after = [unit for chunk in build(path).cut(pages()) for unit in units(chunk)]
        assert after == before

    def test_pages_and_names(self, path):
        chunks = list(build(path).cut(pages()))
        assert len({chunk.id for chunk in chunks}) == len(chunks)
        assert {number for chunk in chunks for number in chunk.pages} == {1, 2, 3, 4}
        for chunk in chunks:
            assert chunk.pages == tuple(sorted(set(chunk.pages)))
            assert chunk.id.startswith(f"a.pdf#{chunk.pages[0]}.")
            assert chunk.title == "Oldmouth"

    def test_no_chunk_mixes_languages(self, path):
        language = {page.number: page.language for page in pages()}
        for chunk in build(path).cut(pages()):
            assert {language[number] for number in chunk.pages} == {chunk.language}

    def test_no_pages_no_chunks(self, path):
        assert list(build(path).cut([])) == []


def test_one_page_one_chunk():
    chunks = list(PageChunker().cut(pages()))
    assert [chunk.text for chunk in chunks] == [page.text for page in pages()]


@pytest.mark.parametrize("words", [20, 50, 1000])
def test_chunks_have_about_so_many_words(words):
    chunks = list(WordChunker(words=words).cut(pages()))
    longest = max(len(unit.split()) for page in pages() for unit in units(page))
    for chunk in chunks:
        assert len(chunk.text.split()) < words + longest
    full = [chunk for chunk in chunks if len(chunk.text.split()) >= words]
    assert len(full) >= len(chunks) - 3  # the last one before each change of language is shorter


def test_a_sentence_is_never_cut():
    sentences = {unit for page in pages() for unit in units(page)}
    for chunk in WordChunker(words=20).cut(pages()):
        assert set(chunk.text.split("\n")) <= sentences


def test_a_page_is_plain_data():
    assert dataclasses.is_dataclass(pages()[0])
