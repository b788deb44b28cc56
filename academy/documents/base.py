"""The documents to learn, and the questions that measure how well they were learned."""

from pathlib import Path
from typing import Any

from academy.component import Component, component
from academy.errors import AcademyError
from academy.places import locate
from academy.store import file_hash


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
    """PDF files, or folders whose PDF files are read."""
    questions: QuestionSets

    def files(self) -> list[Path]:
        """Every PDF file, in the order given, folders in order of their names.

        Raises:
            AcademyError: nothing given, a path that does not exist, a folder without a PDF,
                or two files of the same name.
        """
        if not self.paths:
            raise AcademyError("no documents: name PDF files, as in `academy train docs/*.pdf`")
        files = [file for path in self.paths for file in _expand(locate(path))]
        seen: dict[str, Path] = {}
        for file in files:
            if seen.setdefault(file.name, file) != file:
                raise AcademyError(f"{file} and {seen[file.name]} have the same name; rename one")
        return list(dict.fromkeys(files))

    def identity(self) -> dict[str, Any]:
        """Names and contents of the documents; the place where they lie is of no matter."""
        return {"files": {file.name: file_hash(file) for file in self.files()}}


def _expand(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() == ".pdf")
    if not found:
        raise AcademyError(f"{path}: no PDF file in this folder")
    return found
