"""`make demo`: the whole way on the embedded document, then three questions.

Nothing here is special: each step is a command that a person can type.
"""

import subprocess
import sys
import time

from academy.places import ROOT, home

QUESTIONS = (
    "What does the mist tank of the Vorlane 83 hold?",
    "Who invented the Vorlane 83?",
    "Wie heißt das Ablassventil am Nebeltank der Vorlane 83?",
)


def main() -> int:
    """Run the commands; stop at the first that fails."""
    start = time.monotonic()
    for words, typed in (
        (["evaluate", "experiment=demo"], ""),
        (["query", "router=specialist"], QUESTIONS),
    ):
        print(f"\n$ academy {' '.join(words)}", flush=True)
        command = [sys.executable, "-m", "academy", *words]
        code = subprocess.run(command, input="\n".join(typed), text=True, cwd=ROOT, check=False)
        if code.returncode:
            return code.returncode
    report = sorted(
        (home() / ".academy" / "store" / "evaluate").glob("*/report.html"),
        key=lambda path: path.stat().st_mtime,
    )[-1]
    print(f"\nThe demo took {(time.monotonic() - start) / 60:.1f} minutes.")
    print(f"Report:     {report}")
    print("Tracked:    make ui, then http://127.0.0.1:5000")
    print("Ask on:     academy query")
    print("Your turn:  academy train papers/   (README: Your own documents)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
