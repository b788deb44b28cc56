"""How far a judge agrees with people: a blind sheet to label, and the agreement.

    python -m benchmarks.judge sheet ANSWERS.jsonl ANSWERS.jsonl … > sheet.jsonl
    python -m benchmarks.judge agreement LABELS.jsonl teacher@judge.teacher=ollama

The sheet takes pairs of different answers to one question of `dev`, of any two systems of any
evaluations, the one that is shown first drawn by lot; who gave them is not written down. Fill in
`label`: `first`, `second` or `tie`.
"""

import json
import sys
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

from academy.evaluation.table import credentials
from academy.judge.labels import Label
from academy.places import CONF
from academy.settings import Settings
from academy.teacher.chain import Account
from academy.text import normalize

PAIRS = 120


def sheet(files: list[str]) -> None:
    """Print pairs without a label."""
    given: dict[str, dict[str, Any]] = {}
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["questions"] == "dev" and row["accepted"]:
                given.setdefault(row["id"], {}).setdefault(normalize(row["answer"]), row)
    found = [pair for rows in given.values() for pair in combinations(rows.values(), 2)]
    random = Random(0)  # noqa: S311 - no secret
    for pair in random.sample(found, min(PAIRS, len(found))):
        first, second = random.sample(pair, 2)
        accepted = tuple(first["accepted"])
        print(Label(first["question"], accepted, first["answer"], second["answer"], "").line())


def agreement(labels: str, words: list[str]) -> None:
    """Ask the judge about the labelled pairs alone, and print how often it says the same."""
    overrides = ["judge=llm", f"judge.calibrate={labels}", *words]
    with initialize_config_dir(str(CONF), version_base="1.3"):
        plain: Any = OmegaConf.to_container(compose("config", overrides), resolve=True)
    settings = Settings.build({key: value for key, value in plain.items() if key != "hydra"})
    with TemporaryDirectory() as folder:
        account = Account(Path(folder), settings.purse)
        found = settings.judge.judge([], account, settings.seed).credentials
    assert found
    print(json.dumps(found, indent=1))
    print(credentials(found))


if __name__ == "__main__":
    if sys.argv[1] == "sheet":
        sheet(sys.argv[2:])
    else:
        agreement(sys.argv[2], sys.argv[3:])
