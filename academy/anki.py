"""Anki's cards: its text export, and its packages (`.apkg`, `.colpkg`).

A package is a ZIP file that holds an SQLite data base, `collection.anki21b` (compressed by zstd) or
an older one. The first field of a note is taken as the question and the second one as the answer;
a note with gaps (`{{c1::…}}`) is a question for each gap.
"""

import csv
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

from academy.errors import AcademyError

PACKAGES = (".apkg", ".colpkg")
SETTING = re.compile(r"#(\w+(?: \w+)*):(.*)")
"""A setting in the head of the text export."""
BASES = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Of those in a package the first one counts: beside a newer one the oldest is empty."""
COMPRESSED = "b"
"""What the name of a compressed one ends with."""
FIELDS = "\x1f"
"""Between the fields of a note."""
NUMBER = re.compile(r"\{\{c(\d+)::")
"""Where a gap begins, with its number."""
GAP = re.compile(r"\{\{c(\d+)::((?:(?!\{\{c\d).)*?)(?:::(?:(?!\{\{c\d).)*?)?\}\}", re.DOTALL)
"""Its number, what stands in it, no other gap, and perhaps a hint."""
HOLE = "[…]"
"""Stands in a gap that is asked for."""

Card = tuple[str, str]
"""Question and answer, as HTML."""


def exported(text: str) -> Iterator[Card]:
    """The cards of a text export."""
    lines = text.splitlines(keepends=True)
    settings = {m[1]: m[2] for m in takewhile(bool, map(SETTING.match, lines)) if m}
    delimiters = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
    delimiter = delimiters.get(settings.get("separator", "tab").strip().lower(), "\t")
    special = {int(v) - 1 for k, v in settings.items() if k.endswith(" column") and v.isdecimal()}
    for fields in csv.reader(lines[len(settings) :], delimiter=delimiter):
        yield from _cards([field for index, field in enumerate(fields) if index not in special])


def packaged(path: Path) -> Iterator[Card]:
    """The cards of a package.

    Raises:
        AcademyError: it is none, or one that cannot be read.
    """
    try:
        content = _base(path)
        with TemporaryDirectory() as folder, closing(sqlite3.connect(f"{folder}/notes")) as base:
            Path(folder, "notes").write_bytes(content)
            notes = [fields for (fields,) in base.execute("SELECT flds FROM notes ORDER BY id")]
    except (OSError, zipfile.BadZipFile, sqlite3.Error) as error:
        raise AcademyError(
            f"{path}: no package of Anki that can be read ({error}); export the deck again"
        ) from None
    for fields in notes:
        yield from _cards(fields.split(FIELDS))


def _base(path: Path) -> bytes:
    """The data base of a package."""
    import pyarrow

    with zipfile.ZipFile(path) as package:
        name = next((name for name in BASES if name in package.namelist()), None)
        if name is None:
            raise AcademyError(
                f"{path}: no package of Anki (it holds no {BASES[1]}); export the deck"
            )
        content = package.read(name)
    if not name.endswith(COMPRESSED):
        return content
    with pyarrow.CompressedInputStream(pyarrow.BufferReader(content), "zstd") as stream:
        return bytes(stream.read())


def _cards(fields: Sequence[str]) -> Iterator[Card]:
    if not fields:
        return
    numbers = dict.fromkeys(NUMBER.findall(fields[0]))
    if not numbers:
        yield fields[0], fields[1] if len(fields) > 1 else ""
    for number in numbers:
        yield _with_gap(fields[0], number)


def _with_gap(text: str, number: str) -> Card:
    """The text with a gap, and what fills it; gaps within gaps are filled first."""
    filled: list[str] = []

    def opened(gap: re.Match[str]) -> str:
        if gap[1] != number:
            return gap[2]
        filled.append(gap[2])
        return HOLE

    while GAP.search(text):
        text = GAP.sub(opened, text)
    return text, ", ".join(filled)
