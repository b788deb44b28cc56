"""What a specialist knows, and what it has forgotten, by how much of its training it keeps.

    python -m benchmarks.strength experiment=demo
    python -m benchmarks.strength experiment=demo --strengths 0.9 0.8

Trains the specialist, or finds it, and prints for each strength (`distillation.strength`, without
training again) the share of the development questions and of the general ones that it answers
rightly.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from academy import records
from academy.errors import AcademyError
from academy.evaluation.grading import metric
from academy.evaluation.questions import read_questions
from academy.evaluation.retention import QUESTIONS
from academy.settings import Settings
from academy.store import Result
from academy.student.specialist import Specialist
from benchmarks.runs import trained


def main(strengths: Sequence[float], words: list[str], scratch: Path) -> None:
    """Train or find the specialist, and print the table."""
    result = Result.load(trained(words, scratch))
    lineage = records.read_json(result.folder / "adapter" / "lineage.json")
    settings = Settings.build(lineage["config"])
    kept = lineage["config"]["distillation"]["strength"]
    sets = {"dev": settings.questions.files().get("dev"), "general": QUESTIONS}
    for strength in strengths:
        folder = scratch / str(strength)
        shutil.copytree(result.folder / "adapter", folder / "adapter")
        settings.lora.weaken(folder / "adapter", settings.student, strength / kept)
        specialist = Specialist(settings.student, folder)
        shares = [
            f"{name} {share(specialist, path, settings)}" for name, path in sets.items() if path
        ]
        print(f"{strength:5}  {',  '.join(shares)}", flush=True)


def share(specialist: Specialist, path: Path, settings: Settings) -> str:
    """How many of the questions it answers, as an evaluation counts them."""
    how = settings.evaluation
    asked = [question for question in read_questions(path) if question.answerable]
    said = list(
        specialist.answer([one.question for one in asked], how.max_answer_tokens, how.batch_size)
    )
    hits = metric("accepted_answer").compute(
        predictions=[one.text for one in said],
        references=[list(one.answers) for one in asked],
        lengths=[0 if path == QUESTIONS else one.tokens for one in said],
        max_tokens=how.max_answer_tokens,
    )["hits"]
    return f"{sum(hits):.0f} of {len(hits)} ({100 * sum(hits) / len(hits):.1f} %)"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--strengths", nargs="+", type=float, default=[1, 0.85, 0.7])
    parser.add_argument("words", nargs="*")
    chosen = parser.parse_args()
    with TemporaryDirectory() as work:
        try:
            main(chosen.strengths, chosen.words, Path(work))
        except AcademyError as error:
            parser.exit(1, f"{error}\n")
