"""How often what is kept is right, by pairs that were labelled by hand (benchmarks/labels).

    python -m benchmarks.verifier ../shared/corpora/xquad/dev/en
    python -m benchmarks.verifier ../shared/corpora/xquad/dev/en verifier=grounded

A labelled pair counts as kept where the same question about the same sentence is kept with the same
answer. Some pairs were drawn more thinly than others; their `weight` puts that right.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from academy.cli import main
from academy.text import normalize

HERE = Path(__file__).parent


def kept(corpus: Path, document: str, words: list[str]) -> set[tuple[str, str, str]]:
    """Question, answer and evidence of what is kept of a document."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ACADEMY_HOME"] = folder
        recording = HERE / "recordings" / f"{document}.jsonl"
        teacher = ["teacher=recorded", f"teacher.recording={recording}"]
        target = Path(folder) / "distilled"
        options = [*teacher, "tracking=none", *words, "--to", str(target)]
        if main("distill", [str(corpus / f"{document}.pdf"), *options]):
            raise SystemExit(1)
        text = (target / "examples.jsonl").read_text(encoding="utf-8")
    return {_key(json.loads(line)) for line in text.splitlines()}


def _key(row: dict[str, str]) -> tuple[str, str, str]:
    return normalize(row["question"]), normalize(row["answer"]), normalize(row["evidence"])


def measure(corpus: Path, words: list[str]) -> None:
    """Print the share of right pairs among the kept ones, and of kept ones among the right."""
    lines = (HERE / "labels" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    found = {name: kept(corpus, name, words) for name in {row["document"] for row in rows}}
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
    measure(Path(sys.argv[1]), sys.argv[2:])
