"""How often what is kept is right, by pairs that were labelled by hand (benchmarks/labels).

    python -m benchmarks.verifier ../shared/corpora
    python -m benchmarks.verifier ../shared/corpora verifier=grounded

A labelled pair counts as kept where the same question about the same sentence is kept with the same
answer. Some pairs were drawn more thinly than others; their `weight` puts that right. Articles and
lectures are told apart, because a teacher does much worse on thin slides.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from academy.text import normalize
from benchmarks.runs import LECTURES, academy, document

LABELS = Path(__file__).parent / "labels" / "pairs.jsonl"


def kept(corpora: Path, name: str, words: list[str]) -> set[tuple[str, str, str]]:
    """Question, answer and evidence of what is kept of a document."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        options = [*document(name, corpora, folder), "tracking=none", *words]
        text = (academy("distill", options, folder) / "examples.jsonl").read_text(encoding="utf-8")
    return {_key(json.loads(line)) for line in text.splitlines()}


def _key(row: dict[str, str]) -> tuple[str, str, str]:
    return normalize(row["question"]), normalize(row["answer"]), normalize(row["evidence"])


def measure(corpora: Path, words: list[str]) -> None:
    """Print the share of right pairs among the kept ones, and of kept ones among the right."""
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    found = {name: kept(corpora, name, words) for name in {row["document"] for row in rows}}
    lectures = {path.stem for path in (corpora / LECTURES).glob("*.pdf")}
    print("articles:")
    show([row for row in rows if row["document"] not in lectures], found)
    print("lectures:")
    show([row for row in rows if row["document"] in lectures], found)


def show(rows: list[dict[str, Any]], found: dict[str, set[tuple[str, str, str]]]) -> None:
    """Print both shares for some of the labelled pairs."""
    weights = {"kept": 0.0, "right": 0.0, "both": 0.0}
    counts = dict.fromkeys(weights, 0)
    for row in rows:
        is_kept = _key(row) in found[row["document"]]
        truths = {"kept": is_kept, "right": row["correct"], "both": is_kept and row["correct"]}
        for name, true in truths.items():
            weights[name] += row["weight"] * true
            counts[name] += true
    print(f"{len(rows)} pairs labelled: {counts['kept']} kept, {counts['right']} right")
    print(f"right among the kept: {weights['both'] / weights['kept']:.1%} ({counts['both']} pairs)")
    print(f"kept among the right: {weights['both'] / weights['right']:.1%}")


if __name__ == "__main__":
    measure(Path(sys.argv[1]).resolve(), sys.argv[2:])
