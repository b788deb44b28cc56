"""The documents to learn, and the questions that measure how well they were learned."""

import os
from pathlib import Path
from typing import Any, NoReturn

from academy.component import Component, component
from academy.errors import AcademyError
from academy.extractor.formats import SUFFIXES
from academy.places import locate
from academy.store import file_hash

HEAD = 1024
"""Bytes in which a PDF says that it is one."""


@component
class QuestionSets(Component):
    """Paths of question files (docs/questions.md); `null` where there is none."""

    dev: str | None
    """Chooses settings."""
    test: str | None
    """Is only reported."""

    def files(self) -> dict[str, Path]:
        """The files that there are, by the name of the set."""
        named = {"dev": self.dev, "test": self.test}
        return {name: locate(path) for name, path in named.items() if path}

    def identity(self) -> dict[str, Any]:
        """The content of each set."""
        return {name: file_hash(path) for name, path in self.files().items()}


@component
class Documents(Component):
    """`documents=demo`, or `documents=files documents.paths=[…]`."""

    paths: tuple[str, ...]
    """Files, or folders whose documents are read."""
    questions: QuestionSets

    def files(self) -> list[Path]:
        """Every document, in the order given, folders in order of their names.

        Raises:
            AcademyError: nothing given, a path that does not exist, a folder without a document,
                or two files of the same name.
        """
        if not self.paths:
            raise AcademyError("no documents: name files or folders, as in `academy train papers/`")
        files = [file for path in self.paths for file in _expand(locate(path))]
        seen: dict[str, Path] = {}
        for file in files:
            if seen.setdefault(file.name, file) != file:
                raise AcademyError(f"{file} and {seen[file.name]} have the same name; rename one")
        return list(dict.fromkeys(files))

    def others(self) -> list[Path]:
        """The files in the folders given that are no documents, as far as their suffixes tell."""
        folders = [path for path in map(locate, self.paths) if path.is_dir()]
        return [p for folder in folders for p in _inside(folder) if not _is_document(p)]

    def identity(self) -> dict[str, Any]:
        """Names and contents of the documents; the place where they lie is of no matter."""
        return {"files": {file.name: file_hash(file) for file in self.files()}}


def _expand(path: Path) -> list[Path]:
    if path.is_file():
        if not _is_document(path) and not _begins_as_pdf(path):
            raise AcademyError(f"{path}: no kind of document that is read ({', '.join(SUFFIXES)})")
        return [path]
    found = [file for file in _inside(path) if _is_document(file)]
    if not found:
        raise AcademyError(f"{path}: no document in this folder (one of {', '.join(SUFFIXES)})")
    return found


def _inside(folder: Path) -> list[Path]:
    """The files in a folder and the folders in it, hidden ones left out.

    Raises:
        AcademyError: one of the folders cannot be read.
    """
    found: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not _is_hidden(name)]
        found += (Path(place, name) for name in files if not _is_hidden(name))
    return sorted(path for path in found if path.is_file())


def _refuse(error: OSError) -> NoReturn:
    reason = (error.strerror or str(error)).lower()
    raise AcademyError(f"{error.filename}: cannot be read ({reason}); make it readable") from None


def _is_hidden(name: str) -> bool:
    """Hidden, or what Word keeps beside a document that is open."""
    return name.startswith((".", "~$"))


def _begins_as_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b"%PDF" in file.read(HEAD)
    except OSError:
        return True  # who reads it says why not


def _is_document(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES
