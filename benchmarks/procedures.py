"""Distillation procedures, ranks and epochs side by side, over seeds and documents.

    python -m benchmarks.procedures [--corpora ../shared/corpora] [--documents demo …]
        [--variants hard context …] [--seeds 0 1 2] [--all distillation.fraction=0.5 …]

Every cell is `academy evaluate` of one variant on one document with one seed: the demo, or one of
the corpora whose teacher's answers are recorded. All are children of one run in MLflow. What was
computed before is found again, so a table that was cut off goes on where it was. Prints, for each
variant and document, the mean share of right answers to the questions of each set over the seeds
(the lowest and the highest), and the time of a training.
"""

import argparse
import os
import uuid
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from academy import records
from academy.tracking.base import SWEEP, VARIED
from benchmarks.runs import academy, document, trained

HARD = "distillation=hard"
READERS = {
    "{reader}": ["distillation=reading", "distillation.epochs=1"],
    "{long reader}": ["distillation=reading", "distillation.epochs=3"],
}
"""Specialists that read, and have learned of the same examples: teachers."""
PRUNED = [HARD, "student=pruned"]
LONG = ["distillation=soft", "distillation.source={long reader}"]
VARIANTS = {
    "hard": [HARD],
    "hard, r8": [HARD, "lora=r8"],
    "hard, r16": [HARD, "lora=r16"],
    "hard, 2 epochs": [HARD, "distillation.epochs=2"],
    "hard, 8 epochs": [HARD, "distillation.epochs=8"],
    "recall": ["distillation=recall"],
    "reader": READERS["{reader}"],
    "context": ["distillation=context"],
    "catalogue": ["distillation=catalogue"],
    "catalogue, on-policy 0.5": ["distillation=catalogue", "distillation.on_policy=0.5"],
    "catalogue of a reader": ["distillation=catalogue", "distillation.source={reader}"],
    "soft of a reader": ["distillation=soft", "distillation.source={reader}"],
    "soft of a long reader": LONG,
    "soft of a long reader, 8 epochs": [*LONG, "distillation.epochs=8"],
    "pruned 20/30": [*PRUNED, "student.layers=20"],
    "pruned 11/30": [*PRUNED, "student.layers=11"],
}
"""By name, the words that make it; one of `READERS` stands for its adapter."""


def cell(name: str, words: list[str], seed: int, folder: Path) -> tuple[dict[str, float], float]:
    """Question set → share of right answers of the specialist, and the seconds of its training."""
    words = [*words, f"seed={seed}"]
    os.environ[VARIED] = f"{name}, seed {seed}"
    chosen = VARIANTS[name]
    for reader, learned in READERS.items():
        if any(reader in word for word in chosen):
            adapter = trained([*words, *learned], folder) / "adapter"
            chosen = [word.replace(reader, str(adapter)) for word in chosen]
    scores = academy("evaluate", [*words, *chosen], folder)
    training = academy("train", [*words, *chosen], folder)
    right = {
        questions: systems["specialist"]["accuracy"]["value"]
        for questions, systems in records.read_json(scores / "scores.json").items()
    }
    return right, records.read_json(training / "training.json")["seconds"]


def main() -> None:
    """Compute what is missing, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--documents", nargs="+", default=["demo"])
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS), choices=VARIANTS)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--all", nargs="+", default=[], help="words for every variant")
    chosen = parser.parse_args()
    os.environ.setdefault(SWEEP, uuid.uuid4().hex[:12])
    for name in chosen.variants:
        for about in chosen.documents:
            with TemporaryDirectory() as folder:
                words = document(about, chosen.corpora.resolve(), Path(folder))
                words += chosen.all
                found = [cell(name, words, seed, Path(folder)) for seed in chosen.seeds]
            line = f"{name:26} {about:22} {fmean(seconds for _, seconds in found):4.0f} s"
            for questions in found[0][0]:
                right = [100 * shares[questions] for shares, _ in found]
                spread = f"{min(right):.1f} to {max(right):.1f}"
                line += f"  {questions} {fmean(right):5.1f} % ({spread})"
            print(line, flush=True)


if __name__ == "__main__":
    main()
