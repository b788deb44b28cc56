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

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from academy.errors import AcademyError
from academy.evaluation.questions import read_questions
from academy.question_files import Row, folded, read_file
from academy.store import file_hash
from academy.text import normalize

BARE = {"", "yes", "no", "ja", "nein", "true", "false", "wahr", "falsch", "richtig"}
"""Answers, normalised, that questions about different things have in common."""


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
    found = [row for name in files for row in read_file(Path(name))]
    rows = _merged(found)
    if len(rows) < len(found):
        again = len(found) - len(rows)
        print(f"questions: {again} stand there again; their answers are put together", flush=True)
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
        known = found.setdefault(folded(row["question"]), row)
        known["answers"] = list(dict.fromkeys([*known["answers"], *row["answers"]]))
    ids = [row["id"] for row in found.values()]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise AcademyError(f"questions: the id {twice[0]!r} stands twice; change one of them")
    return list(found.values())


def _hash(text: str) -> str:
    return hashlib.sha256(normalize(text).encode()).hexdigest()


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("questions"))
