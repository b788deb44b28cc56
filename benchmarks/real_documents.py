"""Closed-book accuracy on articles that people wrote questions about, with one fixed setting.

    python benchmarks/real_documents.py ../shared/corpora/xquad/dev/en [group=variant] [key=value] …

For each article with recorded answers here (`recordings/NAME.jsonl`, of the teacher that its lines
name): `academy evaluate NAME.pdf documents.questions.dev=NAME.json teacher=recorded …`, then the
mean. 14 to 18 minutes each on two cores, of which training takes the most.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

RECORDINGS = Path(__file__).parent / "recordings"


def accuracy(document: Path, recording: Path, words: list[str]) -> dict[str, float]:
    """Share of right answers of base and specialist, 0 to 1."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            sys.executable,
            "-m",
            "academy.evaluate",
            str(document),
            f"documents.questions.dev={document.with_suffix('.json')}",
            "teacher=recorded",
            f"teacher.recording={recording}",
            *words,
            "--to",
            f"{scratch}/scores",
        ]
        subprocess.run(command, check=True)
        text = (Path(scratch) / "scores" / "scores.json").read_text(encoding="utf-8")
    return {system: row["accuracy"]["value"] for system, row in json.loads(text)["dev"].items()}


def main(folder: Path, words: list[str]) -> None:
    """Evaluate every article that was recorded, and print a table."""
    every = sorted(RECORDINGS.glob("*.jsonl"))
    recordings = [path for path in every if (folder / f"{path.stem}.pdf").exists()]
    if not recordings:
        sys.exit(f"{folder}: none of the articles that were recorded is here")
    rows = {r.stem: accuracy(folder / f"{r.stem}.pdf", r, words) for r in recordings}
    for name, row in rows.items():
        print(f"{name:24}", *(f"{system} {100 * value:5.1f} %" for system, value in row.items()))
    for system in next(iter(rows.values())):
        mean = sum(row[system] for row in rows.values()) / len(rows)
        print(f"mean, {system}: {100 * mean:.1f} %")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:])
