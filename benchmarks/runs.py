"""Documents of the corpora as runs know them, and runs whose results are read.

The corpora are XQuAD's articles (questions that people wrote) and lecture slides with cards; their
teacher's answers are recorded here (`recordings/NAME.jsonl`), so that nothing asks a teacher.
"""

import json
import subprocess
import sys
import uuid
from pathlib import Path

from academy import records
from academy.places import home

RECORDINGS = Path(__file__).parent / "recordings"
ARTICLES = "xquad/dev/en"
LECTURES = "lectures/dev"
TRANSLATED = {"csp4-ac3": "en"}
"""Lectures that are learned in another language than their own."""


def document(name: str, corpora: Path, folder: Path) -> list[str]:
    """The words that choose a document, its development questions, and its recorded teacher.

    Args:
        folder: where the questions of a lecture are written to.
    """
    if name == "demo":
        return ["experiment=demo"]
    article = corpora / ARTICLES / f"{name}.pdf"
    teacher = ["teacher=recorded", f"teacher.recording={RECORDINGS / name}.jsonl"]
    if article.exists():
        return [
            str(article),
            f"documents.questions.dev={article.with_suffix('.json')}",
            *teacher,
        ]
    spoken = TRANSLATED.get(name, "de")
    questions = folder / f"{name}.json"
    lecture = corpora / LECTURES / f"{name}.pdf"
    questions.write_text(cards(lecture, spoken), encoding="utf-8")
    words = [str(lecture), f"documents.questions.dev={questions}", *teacher]
    return [*words, f"translate={spoken}"] if name in TRANSLATED else words


def cards(lecture: Path, language: str) -> str:
    """The cards of a lecture in one of their languages, as a question set."""
    path = lecture.parent / "questions" / f"{lecture.stem}.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        {
            "id": card["id"],
            "page": card["page"],
            "question": card[f"question_{language}"],
            "answers": [card[f"answer_{language}"], *card["aliases"]],
        }
        for card in found["questions"]
    ]
    rows += [
        {"id": f"{lecture.stem}-u{at}", "question": card[f"question_{language}"], "answers": []}
        for at, card in enumerate(found["unanswerable"], 1)
    ]
    return json.dumps({"document": lecture.name, "language": language, "questions": rows})


def academy(verb: str, words: list[str], folder: Path) -> Path:
    """Run a verb; its result lies in a folder that is made."""
    target = folder / uuid.uuid4().hex
    command = [sys.executable, "-m", "academy", verb, *words, "--to", str(target)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return target


def trained(words: list[str], folder: Path) -> Path:
    """The result of a training, where it lies in the store."""
    key = records.read_json(academy("train", words, folder) / "manifest.json")["key"]
    return home() / ".academy" / "store" / "train" / key[:16]
