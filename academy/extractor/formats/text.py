"""Plain text; a form feed begins a new page."""

import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from academy.errors import AcademyError
from academy.extractor.base import Sheet
from academy.extractor.lines import followed, unhyphenated

UTF16 = (b"\xff\xfe", b"\xfe\xff")
"""What UTF-16 begins with."""


def read(path: Path) -> Iterator[Sheet]:
    """Yield every page of a text file; an empty line ends a paragraph."""
    for number, page in enumerate(decoded(path).split("\f"), start=1):
        parts = re.split(r"\n\s*\n", page.replace("\r\n", "\n"))
        yield Sheet(number, "\n\n".join(filter(None, map(_paragraph, parts))), 0.0, "")


def _paragraph(lines: str) -> str:
    return unhyphenated(
        reduce(followed, (" ".join(line.split()) for line in lines.splitlines()), "")
    )


def content(path: Path) -> bytes:
    """The file as it is.

    Raises:
        AcademyError: it holds no text.
    """
    data = path.read_bytes()
    if b"\0" in data and not data.startswith(UTF16):
        raise AcademyError(f"{path}: no text file")
    return data


def decoded(path: Path) -> str:
    """The file's text: UTF-8, UTF-16 with its mark, else Windows' Western encoding."""
    data = content(path)
    if data.startswith(UTF16):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
