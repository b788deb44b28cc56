"""No chunker loses text or cuts a sentence, whichever it is."""

from itertools import pairwise

import hydra
import pytest
import yaml
from omegaconf import OmegaConf

from academy.chunker.headings import HeadingChunker
from academy.chunker.page import PageChunker
from academy.chunker.slides import SlideChunker
from academy.chunker.tokens import TokenChunker
from academy.chunker.words import WordChunker
from academy.places import CONF
from academy.records import Page
from academy.settings import Settings
from academy.student.base import Student
from academy.text import units

KINDS = (PageChunker, SlideChunker, WordChunker, TokenChunker, HeadingChunker)
VARIANTS = [path.stem for path in sorted((CONF / "chunker").glob("*.yaml"))]


class Words:
    """A tokenizer for which each word is a token."""

    def __call__(self, text, add_special_tokens):
        assert not add_special_tokens
        return {"input_ids": text.split()}


class Counting(Student):
    """A student that counts words."""

    title = "counting"

    def source(self):
        raise AssertionError("weights are not needed")

    def tokenizer(self):
        return Words()


def page(number, text, language="en", document="a.pdf", headings=()):
    fixed = "text layer", None, language, tuple(headings)
    return Page(document, "Oldmouth", number, text.strip(), *fixed)


def pages():
    return [
        page(1, "The harbour of Oldmouth was built by Ada Kern. It has a green gate. " * 9),
        page(
            2,
            "Boats\n\nBoat | Length\n\nMira | 12 m\n\nTolen | 9 m\n\nThe gate\n\nIt is old.",
            headings=["# Boats", "## The gate"],
        ),
        page(3, "Der Wärter öffnet das Tor. Eine Glocke warnt vor Nebel. " * 7, "de"),
        page(4, "Short."),
        page(1, "Another one.", document="b.pdf"),
    ]


def build(variant, **settings):
    """The variant as configured, its tokenizer replaced by one that counts words."""
    node = yaml.safe_load((CONF / "chunker" / f"{variant}.yaml").read_text(encoding="utf-8"))
    target = node.pop("_target_")
    (kind,) = [kind for kind in KINDS if target.endswith(f".{kind.__name__}")]
    student = {"student": Counting(system="", recall="", ask="")} if "student" in node else {}
    return kind(**{**node, **student, **settings})


def whole(variant, **settings):
    """The variant without overlap, if it has such."""
    return build(variant, **settings, **({"overlap": 0} if variant == "tokens" else {}))


@pytest.mark.parametrize("variant", VARIANTS)
class TestEveryChunker:
    def test_no_text_is_lost_or_doubled(self, variant):
        before = [unit for page in pages() for unit in units(page)]
        after = [unit for chunk in whole(variant).cut(pages()) for unit in units(chunk)]
        assert after == before

    def test_pages_and_names(self, variant):
        chunks = list(build(variant).cut(pages()))
        assert len({chunk.id for chunk in chunks}) == len(chunks)
        assert {(c.document, n) for c in chunks for n in c.pages} == {
            (p.document, p.number) for p in pages()
        }
        for chunk in chunks:
            assert chunk.pages == tuple(sorted(set(chunk.pages)))
            assert chunk.id.startswith(f"{chunk.document}#{chunk.pages[0]}.")
            assert chunk.title == "Oldmouth"

    def test_no_chunk_mixes_languages(self, variant):
        language = {(page.document, page.number): page.language for page in pages()}
        for chunk in build(variant).cut(pages()):
            assert {language[chunk.document, n] for n in chunk.pages} == {chunk.language}

    def test_short_neighbours_are_joined(self, variant):
        short = [page(n, f"Boat {n} is green.") for n in range(1, 6)]
        chunks = list(whole(variant, min_words=10).cut(short))
        assert all(len(chunk.text.split()) >= 10 for chunk in chunks)
        assert [n for chunk in chunks for n in chunk.pages] == [1, 2, 3, 4, 5]

    def test_no_pages_no_chunks(self, variant):
        assert list(build(variant).cut([])) == []


def texts(chunker, found):
    return [chunk.text for chunk in chunker.cut(found)]


def test_one_page_one_chunk():
    assert texts(build("page"), pages()) == [page.text for page in pages()]


def test_some_slides_one_chunk():
    slides = [page(n, f"Slide {n}.") for n in range(1, 8)]
    chunks = list(build("slides", slides=3).cut(slides))
    assert [chunk.pages for chunk in chunks] == [(1, 2, 3), (4, 5, 6), (7,)]
    assert chunks[0].text == "Slide 1.\n\nSlide 2.\n\nSlide 3."


def test_only_pages_far_longer_than_the_others_are_divided():
    sentence = "The boat with number {} is green. "
    long = "".join(sentence.format(n) for n in range(40))
    found = [page(1, sentence.format(0) * 10), page(2, long), page(3, sentence.format(1) * 10)]
    chunks = list(build("words", multiple=1.5).cut(found))
    assert [chunk.pages for chunk in chunks] == [(1,), (2,), (2,), (3,)]
    lengths = [len(chunk.text.split()) for chunk in chunks if chunk.pages == (2,)]
    assert max(lengths) - min(lengths) <= 7


def test_chunks_of_tokens_overlap_by_whole_sentences():
    text = " ".join(f"Boat number {n} is green." for n in range(20))
    chunks = texts(build("tokens", tokens=25, overlap=11), [page(1, text)])
    for one, other in pairwise(chunks):
        assert one.split("\n")[-2:] == other.split("\n")[:2]
    assert all(len(chunk.split()) == 25 for chunk in chunks[:-1])
    assert set("\n".join(chunks).split("\n")) == set(units(page(1, text)))


@pytest.mark.parametrize("overlap", [0, 10, 10_000])
def test_an_overlap_never_repeats_a_whole_chunk(overlap):
    text = " ".join(f"Boat number {n} is green." for n in range(20))
    chunks = texts(build("tokens", tokens=20, overlap=overlap), [page(1, text)])
    assert len(set(chunks)) == len(chunks)
    assert chunks[-1].endswith("Boat number 19 is green.")


def test_sections_go_across_pages_and_know_their_path():
    found = [
        page(1, "A preface.\n\nPart 1\n\nIt begins.", headings=["# Part 1"]),
        page(
            2,
            "The gate\n\nIt is green.\n\nIts key\n\nIt is lost.",
            headings=["## The gate", "### Its key"],
        ),
        page(3, "It was found.\n\nPart 2\n\nIt ends.", headings=["# Part 2"]),
    ]
    chunks = list(build("headings", depth=2, min_words=0).cut(found))
    assert [(chunk.path, chunk.pages) for chunk in chunks] == [
        ((), (1,)),
        (("Part 1",), (1,)),
        (("Part 1", "The gate"), (2, 3)),
        (("Part 2",), (3,)),
    ]
    assert chunks[2].text.split("\n") == [
        "The gate",
        "It is green.",
        "Its key",
        "It is lost.",
        "It was found.",
    ]


def test_a_skipped_level_does_not_nest_its_neighbours():
    text = "Part\n\nKey one\n\nIt is lost.\n\nKey two\n\nIt was found.\n\nGate\n\nIt is old."
    marks = ["# Part", "### Key one", "### Key two", "## Gate"]
    chunks = list(build("headings", min_words=0).cut([page(1, text, headings=marks)]))
    paths = [("Part",), ("Part", "Key one"), ("Part", "Key two"), ("Part", "Gate")]
    assert [chunk.path for chunk in chunks] == paths


def test_a_table_row_with_sentences_stays_a_row():
    text = "Code | Meaning\nE71 | The comb is jammed. Open the lid.\nE72 | It is dry. Wet it."
    for variant in ("headings", "words", "slides"):
        chunks = list(
            build(variant, **{"multiple": 0.1} if variant == "words" else {}).cut([page(1, text)])
        )
        found = [unit for chunk in chunks for unit in units(chunk)]
        assert "Code: E71; Meaning: The comb is jammed. Open the lid." in found


def test_overlap_and_joining_exclude_each_other():
    with pytest.raises(ValueError, match="overlapping chunks cannot be joined"):
        build("tokens", overlap=10, min_words=5)


def test_long_sections_are_divided_between_sentences():
    text = "Boats\n\n" + " ".join(f"Boat number {n} is green." for n in range(20))
    found = [page(1, text, headings=["# Boats"])]
    chunks = list(build("headings", max_words=60, min_words=0).cut(found))
    assert [chunk.path for chunk in chunks] == [("Boats",)] * 2
    assert all(45 <= len(chunk.text.split()) <= 60 for chunk in chunks)


def test_the_tokenizer_is_the_students():
    with hydra.initialize_config_dir(str(CONF), version_base=None):
        config = hydra.compose("config", ["chunker=tokens", "student.system=Be brief."])
    plain = OmegaConf.to_container(config, resolve=True)
    chunker = Settings.build({k: v for k, v in plain.items() if k != "hydra"}).chunker
    assert chunker.student.system == "Be brief."
    assert chunker.identity()["student"] == chunker.student.identity()


@pytest.mark.parametrize("chunker", ["page", "words"])
def test_a_text_file_of_many_words_is_no_single_chunk(chunker):
    book = page(1, "The harbour of Oldmouth was built by Ada Kern. " * 2000)
    lengths = [len(chunk.text.split()) for chunk in build(chunker).cut([book])]
    assert sum(lengths) == 2000 * 9
    assert max(lengths) <= 1000 * 1.1
