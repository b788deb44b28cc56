"""Anki's cards, made into question sets."""

import sqlite3
import zipfile
from contextlib import closing

import pyarrow
import pytest

from tests.helpers import sets


def package(path, name, compressed):
    """A package as Anki writes it, old or new; beside a new base lies one that says `update`."""
    notes = [
        "Who built the <b>harbour</b>?\x1fAda<br>Kern\x1fa third field",
        "What does the lighthouse burn?\x1fwhale oil | oil&nbsp;of whales",
        "What did it cost?\x1f",
        "{{c1::Bo Lind}} kept the lighthouse until {{c2::1932::year}}.\x1f",
    ]
    bases = {name: notes} if name == "collection.anki2" else {name: notes, "collection.anki2": []}
    with zipfile.ZipFile(path, "w") as file:
        for base, rows in bases.items():
            place = path.with_suffix(".sqlite")
            with closing(sqlite3.connect(place)) as made:
                made.execute("PRAGMA journal_mode = WAL")
                made.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, flds TEXT)")
                made.executemany("INSERT INTO notes (flds) VALUES (?)", [(row,) for row in rows])
                made.commit()
            content = place.read_bytes()
            place.unlink()
            if compressed and base == name:
                sink = pyarrow.BufferOutputStream()
                with pyarrow.CompressedOutputStream(sink, "zstd") as stream:
                    stream.write(content)
                content = sink.getvalue().to_pybytes()
            file.writestr(base, content)


@pytest.mark.parametrize(
    ("name", "compressed"),
    [("collection.anki2", False), ("collection.anki21", False), ("collection.anki21b", True)],
)
def test_packages_of_anki(run, tmp_path, name, compressed):
    package(tmp_path / "deck.apkg", name, compressed)
    run("questions", tmp_path / "deck.apkg", "--to", tmp_path / "sets").ok()
    found = {text: question.answers for text, question in sets(tmp_path / "sets").items()}
    assert found == {
        "Who built the harbour?": ("Ada Kern",),
        "What does the lighthouse burn?": ("whale oil", "oil of whales"),
        "What did it cost?": (),
        "[…] kept the lighthouse until 1932.": ("Bo Lind",),
        "Bo Lind kept the lighthouse until […].": ("1932",),
    }


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (None, "File is not a zip file"),
        ({"media": b""}, "it holds no collection.anki21"),
        ({"collection.anki21": b"no base" * 100}, "file is not a database"),
        ({"collection.anki21b": b"not compressed"}, "no package of Anki that can be read"),
    ],
    ids=["no archive", "nothing in it", "no base", "not compressed"],
)
def test_broken_packages_of_anki(run, tmp_path, files, reason):
    path = tmp_path / "deck.apkg"
    path.write_bytes(b"no archive")
    if files is not None:
        with zipfile.ZipFile(path, "w") as file:
            for name, content in files.items():
                file.writestr(name, content)
    line = run("questions", path, "--to", tmp_path / "sets").line
    assert "deck.apkg: no package of Anki" in line
    assert reason in line


def test_cards_without_words_are_left_out(run, tmp_path):
    cards = [
        '<img src="a.jpg">\tAda',
        'Who is that?\t<img src="a.jpg">',
        "Where does he live?\tParis [sound:paris.mp3]",
        "{{c1::Paris is {{c2::the capital}} of France}} today\t",
        "What did it cost?\t",
    ]
    (tmp_path / "cards.txt").write_text("#separator:tab\n" + "\n".join(cards), encoding="utf-8")
    out = run("questions", tmp_path / "cards.txt", "--to", tmp_path / "sets").ok().out
    assert "2 cards left out: a side of theirs is no text" in out
    found = {text: question.answers for text, question in sets(tmp_path / "sets").items()}
    assert found == {
        "Where does he live?": ("Paris",),
        "[…] today": ("Paris is the capital of France",),
        "Paris is […] of France today": ("the capital",),
        "What did it cost?": (),
    }
