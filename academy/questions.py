"""Make question sets of questions that people have, or that a teacher drafts for them to approve.

    academy questions cards.apkg exam.csv faq.md --to questions/
    academy questions --draft papers/ teacher=llama_free --to questions/

Reads JSON, CSV and TSV (columns `question`, `answer`, and if they are there `page`, `document`,
`id`), Anki's packages and text export (front and back, or gaps), and Markdown or text with `Q:` and
`A:` (`Frage:`, `Antwort:`) in front of lines. Several accepted answers are separated by ` | `; a
question without any is one that the documents do not answer. Writes `dev.json`, which chooses
settings, and `test.json`, which only reports: about half of the questions each. The answer of a
question decides which, so that its other wordings fall into the same. What was written once is
frozen.

`--draft` has a teacher, another one than that of the training, write questions about documents,
some of which they do not answer (`prompt=exam`), and writes a page, `drafts.html`. What a person
approves of there is saved as `approved.json`, to be read as above.
"""

import csv
import hashlib
import html
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from academy import anki
from academy.errors import AcademyError
from academy.evaluation.questions import read_questions
from academy.store import file_hash
from academy.text import normalize

SEPARATOR = " | "
"""Between accepted answers."""
ASKED = re.compile(r"\W*(?:Q|Question|F|Frage)\b\W*?:\W*?\s", re.IGNORECASE)
ANSWERED = re.compile(r"\W*(?:A|Answer|Antwort)\b\W*?:\W*?(?:\s|$)", re.IGNORECASE)
BARE = {"", "yes", "no", "ja", "nein", "true", "false", "wahr", "falsch", "richtig"}
"""Answers, normalised, that questions about different things have in common."""
INLINE = re.compile(r"</?(?:a|b|code|em|font|i|span|strong|sub|sup|u)\b[^>]*>", re.IGNORECASE)
"""HTML within a word or line; other tags separate words."""

Row = dict[str, Any]


def questions(files: Sequence[str], target: Path) -> None:
    """Read files of questions and write both sets.

    Raises:
        AcademyError: a file or row that is none, nothing to read, or sets that are frozen already.
    """
    if not files:
        raise AcademyError(
            "questions: name files (JSON, CSV, TSV, an Anki package or text export, Markdown), or "
            "documents after --draft"
        )
    rows = _merged([row for name in files for row in _read(Path(name))])
    sets: dict[str, list[Row]] = {"dev": [], "test": []}
    for row in rows:
        sets["test" if _hash(_told(row))[0] in "01234567" else "dev"].append(row)
    if not all(sets.values()):
        raise AcademyError(f"{', '.join(files)}: too few questions for two sets; add some")
    texts = {target / f"{name}.json": _text(some) for name, some in sets.items()}
    for path, text in texts.items():
        if path.exists() and path.read_text(encoding="utf-8") != text:
            raise AcademyError(f"{path}: frozen with other questions; choose another --to")
    target.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
        print(_described(path), flush=True)
    words = " ".join(f"documents.questions.{name}={target / name}.json" for name in sets)
    print(f"to measure with them: academy evaluate papers/ {words}", flush=True)


def _told(row: Row) -> str:
    """What decides the half of a question: what it is told by, or itself where that is little."""
    answer = next(iter(row["answers"]), "")
    return row["question"] if normalize(answer) in BARE else answer


def _text(rows: Sequence[Row]) -> str:
    return json.dumps({"questions": rows}, indent=1, ensure_ascii=False) + "\n"


def _described(path: Path) -> str:
    found = read_questions(path)
    bare = sum(not question.answerable for question in found)
    return (
        f"questions: {path}: {len(found)} questions, {bare} of them without an answer, SHA-256 "
        f"{file_hash(path)[:16]}"
    )


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Each question once, with all its answers.

    Raises:
        AcademyError: two questions have the same id.
    """
    found: dict[str, Row] = {}
    for row in rows:
        known = found.setdefault(normalize(row["question"]), row)
        known["answers"] = list(dict.fromkeys([*known["answers"], *row["answers"]]))
    ids = [row["id"] for row in found.values()]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise AcademyError(f"questions: the id {twice[0]!r} stands twice; change one of them")
    return list(found.values())


def _read(path: Path) -> list[Row]:
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
        return _cards(anki.packaged(path))
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
    asked = _plain(found.get("question"))
    if not asked:
        raise AcademyError(f"{path}: {where}: the question is empty")
    given = found.get("answers", found.get("answer"))
    given = given if isinstance(given, list) else (_plain(given)).split(SEPARATOR)
    row: Row = {
        "id": str(found.get("id") or identifier(asked)),
        "question": asked,
        "answers": [answer for answer in map(_plain, given) if answer],
    }
    page = _plain(found.get("page"))
    if page and not page.isdecimal():
        raise AcademyError(f"{path}: {where}: `page` must be a whole number (got {page!r})")
    if page:
        row["page"] = int(page)
    for name in ("document", "drafted_by"):
        if _plain(found.get(name)):
            row[name] = _plain(found[name])
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
        yield f"question {number}", {"document": about, **row}


def _table(path: Path, text: str) -> Iterator[tuple[str, Row]]:
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    delimiter = ";" if ";" in text.partition("\n")[0] and delimiter == "," else delimiter
    lines = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    names = {name: name.strip().lower() for name in lines.fieldnames or ()}
    if "question" not in names.values() or not {"answer", "answers"} & set(names.values()):
        raise AcademyError(f"{path}: line 1: must name the columns, `question` and `answer`")
    for row in lines:
        named = {names[name]: value for name, value in row.items() if name in names}
        yield f"line {lines.line_num}", named


def _anki(path: Path, text: str) -> Iterator[tuple[str, Row]]:
    return _cards(anki.exported(text))


def _cards(cards: Iterable[anki.Card]) -> Iterator[tuple[str, Row]]:
    for number, (asked, answer) in enumerate(cards, start=1):
        yield f"card {number}", {"question": asked, "answer": answer}


def _marked(path: Path, text: str) -> Iterator[tuple[str, Row]]:
    """A question is a line; its answer goes on until the next empty line."""
    asked: tuple[int, str] | None = None
    answer: list[str] | None = None
    ended = False
    for number, line in enumerate([*text.splitlines(), "Q: "], start=1):
        ended = ended or not line.strip()
        if ASKED.match(f"{line} "):
            if asked and answer is None:
                raise AcademyError(
                    f"{path}: line {asked[0]}: no answer follows; write `A:` alone where the "
                    "documents do not answer"
                )
            if asked:
                yield f"line {asked[0]}", {"question": asked[1], "answer": " ".join(answer or [])}
            asked, answer = (number, ASKED.sub("", f"{line} ", count=1)), None
        elif asked and answer is None and ANSWERED.match(line):
            answer, ended = [ANSWERED.sub("", line, count=1)], False
        elif answer and not ended:
            answer.append(line)


READERS: dict[str, Callable[[Path, str], Iterator[tuple[str, Row]]]] = {
    ".json": _json,
    ".csv": _table,
    ".tsv": _table,
    ".anki": _anki,
    ".md": _marked,
    ".txt": _marked,
}


def _plain(value: Any) -> str:
    """A field as text: without HTML, in one line."""
    text = INLINE.sub("", str(value)) if value is not None else ""
    text = re.sub(r"<[^>]+>", " ", text)
    return " ".join(html.unescape(text).split()).strip("*_ ")


def identifier(question: str) -> str:
    """What a question is called that has no name of its own."""
    return _hash(question)[:8]


def _hash(text: str) -> str:
    return hashlib.sha256(normalize(text).encode()).hexdigest()


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("questions"))
