"""Who answers best: base, search, specialist, placebo and teacher, on several documents.

    python -m benchmarks.systems ../shared/corpora [--documents demo …] [group=variant] …

The demo, two articles, and two lectures in German, one of them learned and asked in English. Each
is `academy evaluate evaluation=systems`, with the specialist of the next document as the placebo
(a single one has none); all are children of one run in MLflow. Prints the share of right answers
to the development questions for each document, then all questions together as an evaluation does.
The teacher's answers are recorded, so nothing is asked; it is the general model as well, having no
other.
"""

import argparse
import os
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from academy import records
from academy.evaluation.answered import Answered
from academy.evaluation.scores import score
from academy.judge.base import Judgement
from academy.text import aligned
from academy.tracking.base import SWEEP
from benchmarks.configured import configured
from benchmarks.runs import academy, document, trained

DOCUMENTS = ["demo", "newcastle_upon_tyne", "amazon_rainforest", "csp4-ac3", "search5-astar"]


def main() -> None:
    """Train and evaluate what is missing, and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--documents", nargs="+", default=DOCUMENTS)
    chosen = parser.parse_args()
    os.environ.setdefault(SWEEP, uuid.uuid4().hex[:12])
    with TemporaryDirectory() as name:
        folder = Path(name)
        words = {
            each: [*document(each, chosen.corpora.resolve(), folder), *chosen.words]
            for each in chosen.documents
        }
        specialists = [trained(some, folder) for some in words.values()]
        others = [*specialists[1:], specialists[0]]
        answers: dict[str, list[Answered]] = {}
        for (each, some), own, other in zip(words.items(), specialists, others, strict=True):
            placebo = [f"evaluation.placebo={other}"] if other != own else []
            how = ["evaluation=systems", *placebo, *general(some)]
            done = academy("evaluate", [*some, *how], folder)
            rows = records.read(done / "answers.jsonl", Answered)
            answers[each] = [row for row in rows if row.questions == "dev"]
    show(answers)


def general(words: list[str]) -> list[str]:
    """The words that let the recorded model answer as the general model too."""
    known = [word.partition("=")[2] for word in words if word.startswith("teacher.recording=")]
    chosen = ["+teacher@evaluation.general=recorded"]
    return [*chosen, *(f"evaluation.general.recording={path}" for path in known)]


def show(answers: dict[str, list[Answered]]) -> None:
    """Print the share of right answers, by document and of all together."""
    how = configured().evaluation
    nobody = Judgement()
    found = {name: score(rows, nobody, how, 0)["dev"] for name, rows in answers.items()}
    every = [row for rows in answers.values() for row in rows]
    found["all"] = score(every, nobody, how, 0)["dev"]
    systems = list(dict.fromkeys(row.system for row in every))
    cells = [[name, *(_right(of.get(system)) for system in systems)] for name, of in found.items()]
    print(aligned([["right", *systems], *cells]))


def _right(figures: dict[str, Any] | None) -> str:
    """Percent with its interval."""
    if not figures:
        return "absent"
    one = {name: round(100 * figures["accuracy"][name]) for name in ("value", "low", "high")}
    return f"{one['value']} % ({one['low']}-{one['high']})"


if __name__ == "__main__":
    main()
