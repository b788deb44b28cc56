"""Questions in files that people have: JSON, tables, Anki's cards, Markdown."""

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from academy import anki
from academy.errors import AcademyError

NEEDED = ("question", "answer", "answers")
"""Columns of a table in which each row has a cell, if an empty one."""
SEPARATOR = " | "
"""Between accepted answers."""
ASKED = re.compile(r"\W*(?:Q|Question|F|Frage)\b\W*?:\W*?\s", re.IGNORECASE)
ANSWERED = re.compile(r"\W*(?:A|Answer|Antwort)\b\W*?:\W*?(?:\s|$)", re.IGNORECASE)
HEADING = re.compile(r"#+ ")
EMPHASIS = re.compile(r"(?<![\w(*])(\*\*?)(?=\S)(.+?)(?<=\S)\1(?![\w*])")
"""Markdown's, in pairs around words: `A*`, `2*3*4` and `f(*args)` have none."""
EMPHASISED = re.compile(r"\W*?(\*+)(?=[^\s*])")
"""The beginning of one."""
INLINE = re.compile(r"</?(?:a|b|code|em|font|i|span|strong|sub|sup|u)\b[^>]*>", re.IGNORECASE)
"""HTML within a word or line; other tags separate words."""
SOUND = re.compile(r"\[(?:sound|anki):[^\]]*\]", re.IGNORECASE)

Row = dict[str, Any]


def read_file(path: Path) -> list[Row]:
    """The questions of a file: each an `id`, the `question`, its `answers`, and where it is from.

    Raises:
        AcademyError: no such file, nothing in it, or a row that is none.
    """
    if not path.is_file():
        raise AcademyError(f"{path}: no such file")
    try:
        rows = [_row(path, where, found) for where, found in _found(path)]
    except csv.Error as error:
        raise AcademyError(f"{path}: no table ({error})") from None
    if not rows:
        raise AcademyError(f"{path}: no question found; see `academy questions --help`")
    return rows


def _found(path: Path) -> Iterator[tuple[str, Row]]:
    """What is a question by the form of a file, and where it stands there."""
    kind = path.suffix.lower()
    if kind in anki.PACKAGES:
        return _cards(path, anki.packaged(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise AcademyError(f"{path}: not readable as text in UTF-8") from None
    reader = READERS.get(".anki" if anki.SETTING.match(text) else kind)
    if reader is None:
        known = ", ".join([*READERS, *anki.PACKAGES])
        raise AcademyError(f"{path}: questions are read from {known}")
    return reader(path, text)


def _row(path: Path, where: str, found: Row) -> Row:
    asked = _line(found.get("question"))
    if not asked:
        raise AcademyError(f"{path}: {where}: the question is empty")
    given = found.get("answers", found.get("answer"))
    given = given if isinstance(given, list) else _line(given).split(SEPARATOR)
    row: Row = {
        "id": str(found.get("id") or identifier(asked)),
        "question": asked,
        "answers": [answer for answer in map(_line, given) if answer],
    }
    page = _line(found.get("page"))
    if page and not page.isdecimal():
        raise AcademyError(f"{path}: {where}: `page` must be a whole number (got {page!r})")
    if page:
        row["page"] = int(page)
    for name in ("document", "drafted_by"):
        if _line(found.get(name)):
            row[name] = _line(found[name])
    return row


def _json(path: Path, text: str) -> Iterator[tuple[str, Row]]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise AcademyError(f"{path}: no JSON ({error})") from None
    about = content.get("document") if isinstance(content, dict) else None
    rows = content.get("questions") if isinstance(content, dict) else content
    if not isinstance(rows, list):
        raise AcademyError(f"{path}: must be a list, or have a list `questions`")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise AcademyError(f"{path}: question {number}: is not an object")
        if not {"answers", "answer"} & row.keys():
            raise AcademyError(
                f"{path}: question {number}: `answers` is missing (an empty list where the "
                "documents do not answer it)"
            )
        yield f"question {number}", {"document": about, **row}


def _table(path: Path, text: str) -> Iterator[tuple[str, Row]]:
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    delimiter = ";" if ";" in text.partition("\n")[0] and delimiter == "," else delimiter
    lines = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    names = {name: name.strip().lower() for name in lines.fieldnames or ()}
    if "question" not in names.values() or not {"answer", "answers"} & set(names.values()):
        raise AcademyError(f"{path}: line 1: must name the columns, `question` and `answer`")
    for row in lines:
        where = f"line {lines.line_num}"
        needed = [value for name, value in row.items() if name and names[name] in NEEDED]
        if any(row.pop(None, ())) or None in needed:
            raise AcademyError(
                f"{path}: {where}: needs the cells that line 1 has, and no more; a text with "
                f"{delimiter!r} in it stands in double quotes"
            )
        yield where, {names[name]: value for name, value in row.items()}


def _anki(path: Path, text: str) -> Iterator[tuple[str, Row]]:
    return _cards(path, anki.exported(text))


def _cards(path: Path, cards: Iterable[anki.Card]) -> Iterator[tuple[str, Row]]:
    """The cards that a text asks and a text answers, or nothing at all."""
    mute = 0
    for number, (asked, answer) in enumerate(cards, start=1):
        question, told = _bare(asked), _bare(answer)
        if not question or (answer.strip() and not told):
            mute += 1
        else:
            yield f"card {number}", {"question": question, "answer": told}
    if mute:
        print(f"questions: {path}: {mute} cards left out: a side of theirs is no text", flush=True)


def _marked(path: Path, text: str) -> Iterator[tuple[str, Row]]:
    """A question goes on until its answer, that until the next empty line, heading or question.

    Further answers of a question are accepted too.
    """
    begun, texts, ended = 0, list[str](), False
    for number, line in enumerate([*text.split("\n"), "Q: "], start=1):
        if ASKED.match(f"{line} "):
            if texts:
                yield _answered(path, begun, *texts)
            begun, texts, ended = number, [_behind(ASKED, f"{line} ")], False
        elif texts and ANSWERED.match(line):
            texts.append(_behind(ANSWERED, line))
            ended = False
        elif not line.strip() or HEADING.match(line):
            ended = True
        elif texts and not ended:
            texts[-1] += f" {line}"


def _behind(mark: re.Pattern[str], line: str) -> str:
    """What follows a mark, without the end of an emphasis that begins before it."""
    begun = mark.match(line)
    assert begun
    said = line[begun.end() :].strip()
    opened = EMPHASISED.match(begun[0])
    return said.removesuffix(opened[1]) if opened and begun[0].count(opened[1]) == 1 else said


def _answered(path: Path, number: int, asked: str, *answers: str) -> tuple[str, Row]:
    where = f"line {number}"
    if not answers:
        raise AcademyError(
            f"{path}: {where}: no answer follows; write `A:` alone where the documents do not "
            "answer"
        )
    question = EMPHASIS.sub(r"\2", asked).strip()
    return where, {"question": question, "answer": EMPHASIS.sub(r"\2", SEPARATOR.join(answers))}


READERS: dict[str, Callable[[Path, str], Iterator[tuple[str, Row]]]] = {
    ".json": _json,
    ".csv": _table,
    ".tsv": _table,
    ".anki": _anki,
    ".md": _marked,
    ".txt": _marked,
}


def _bare(field: str) -> str:
    """A field of Anki as text: without HTML and sounds, in one line."""
    text = re.sub(r"<[^>]+>", " ", INLINE.sub("", SOUND.sub(" ", field)))
    return _line(html.unescape(text))


def _line(value: Any) -> str:
    """A field in one line."""
    return " ".join(str(value).split()) if value is not None else ""


def folded(question: str) -> str:
    """What is the same for questions that are the same."""
    return _line(question).casefold().rstrip("?!. ")


def identifier(question: str) -> str:
    """What a question is called that has no name of its own."""
    return hashlib.sha256(folded(question).encode()).hexdigest()[:8]
