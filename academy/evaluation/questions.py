"""Question sets: a JSON file of questions that people wrote (format: docs/questions.md)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from academy.documents.base import QuestionSets
from academy.errors import AcademyError
from academy.question_files import folded


@dataclass(frozen=True)
class Question:
    """One question; without accepted answers it is one that the documents do not answer."""

    id: str
    question: str
    answers: tuple[str, ...]
    page: int | None
    document: str = ""
    """File name of the document that it asks about; empty where that is not said."""
    drafted_by: str = ""
    """The teacher that drafted it; empty where people wrote it."""

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.answers)


def read_questions(path: Path) -> list[Question]:
    """Every question of a file.

    Raises:
        AcademyError: no JSON, no questions, or a broken row, named by its place and id.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        rows, document = content["questions"], content.get("document", "")
    except IsADirectoryError:
        raise AcademyError(f"{path}: a folder, where a question set (JSON) is wanted") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise AcademyError(f"{path}: not a question set (JSON with a list `questions`)") from None
    if not isinstance(rows, list) or not rows:
        raise AcademyError(f"{path}: the list `questions` is empty")
    questions = [_question(path, n, row, document) for n, row in enumerate(rows, start=1)]
    seen: set[str] = set()
    for number, question in enumerate(questions, start=1):
        if question.id in seen:
            raise AcademyError(f"{path}: question {number}: the id {question.id!r} stands twice")
        seen.add(question.id)
    return questions


def read_sets(sets: QuestionSets) -> dict[str, list[Question]]:
    """The questions of each set that there is, by its name.

    Raises:
        AcademyError: one has a broken row, or a question that another one has too: what chooses
            a training cannot measure it.
    """
    found = {name: read_questions(path) for name, path in sets.files().items()}
    if len(found) == 2:
        refuse_shared("documents.questions.dev", *found.values())
    return found


def refuse_shared(chosen_by: str, choosing: list[Question], measuring: list[Question]) -> None:
    """See that no question that chooses among trainings measures what was chosen.

    Args:
        chosen_by: the setting that names those that choose.

    Raises:
        AcademyError: one does.
    """
    about: dict[str, list[str]] = {}
    for one in choosing:
        about.setdefault(folded(one.question), []).append(one.document)
    for one in measuring:
        others = about.get(folded(one.question), [])
        if any(other == one.document or not (other and one.document) for other in others):
            raise AcademyError(
                f"{chosen_by} and documents.questions.test share the question {one.question!r}: "
                "what chooses cannot measure what was chosen; take it out of one"
            )


def _question(path: Path, number: int, row: Any, document: Any) -> Question:
    fault = _fault(row)
    if fault:
        name = f" (id {row['id']!r})" if isinstance(row, dict) and "id" in row else ""
        raise AcademyError(f"{path}: question {number}{name}: {fault}")
    answers = tuple(row["answers"])
    about = str(row.get("document", document))
    by = str(row.get("drafted_by", ""))
    return Question(str(row["id"]), row["question"].strip(), answers, row.get("page"), about, by)


def _fault(row: Any) -> str | None:
    if not isinstance(row, dict):
        return "is not an object"
    if not isinstance(row.get("id"), str | int):
        return "`id` is missing"
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        return "`question` is missing or empty"
    answers = row.get("answers")
    if not isinstance(answers, list):
        return "`answers` must be a list of texts (an empty list: not answerable)"
    if not all(isinstance(answer, str) and answer.strip() for answer in answers):
        return "`answers` holds something that is not a text"
    if type(row.get("page", 1)) is not int:
        return "`page` must be a whole number"
    return None
