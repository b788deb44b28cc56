"""Make an evaluated specialist a version of a registered model, to be loaded and served by MLflow.

    academy register
    academy register RUN

The line with which MLflow serves it is printed.

A RUN is the id of an evaluation in MLflow, or its beginning, or a folder that `evaluate` wrote;
without one it is the last evaluation that was made here. The version carries the verdict, the
figures and the hash of the questions; of those that were asked the same questions the alias `best`
goes to the most accurate one, on `dev` where there is one (`test` chooses nothing), and to none
that shall not be shipped while there is one that may. Other questions begin anew.
"""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from academy import records
from academy.errors import AcademyError
from academy.evaluation.answered import Answered, digests
from academy.settings import Settings
from academy.store import Store

FILES = ("scores.json", "verdict.json", "lineage.json", "answers.jsonl")
LONGEST = 60
"""Characters of the part of a model's name that comes from its documents."""


def register(run: str | None, settings: Settings, store: Store) -> None:
    """Register the specialist of an evaluation.

    Raises:
        AcademyError: there is no such evaluation, its specialist is not here, or nothing is
            tracked.
    """
    if run and not Path(run).is_dir():
        with TemporaryDirectory() as folder:
            settings.tracking.artifacts(run, FILES, Path(folder))
            found = _read(Path(folder))
    else:
        last = Path(run) if run else store.newest("evaluate")
        if not last:
            raise AcademyError("there is no evaluation yet; run `academy evaluate` first")
        found = _read(last)
    lineage = found["lineage"]
    specialist = store.find("train", lineage["key"])
    if not specialist:
        raise AcademyError(
            f"the specialist of this evaluation (training run {lineage['run_id']}) is not in "
            f"{store.root}; run `academy train` with its configuration first"
        )
    name = "specialist-" + _slug(lineage["documents"])
    version, best = settings.tracking.register(name, specialist.folder, _tags(found))
    print(f"registered: {name}, version {version}{' (now the best)' if best else ''}")
    where = settings.tracking.address
    serve = f"mlflow models serve -m models:/{name}/{version} --env-manager local -p 5001"
    print(f"serve it:   MLFLOW_TRACKING_URI={where} {serve}")


def _read(folder: Path) -> dict[str, Any]:
    try:
        *names, rows = FILES
        found = {Path(name).stem: records.read_json(folder / name) for name in names}
        asked = digests(records.read(folder / rows, Answered))
    except (OSError, ValueError, KeyError, TypeError):
        raise AcademyError(f"{folder}: no evaluation (of this version); evaluate again") from None
    chosen = "dev" if "dev" in found["scores"] else found["verdict"]["set"]
    return found | {"questions": asked[chosen], "set": chosen}


def _tags(found: dict[str, Any]) -> dict[str, str]:
    """What a version carries; `verdict` and `accuracy` decide which one is the best."""
    lineage, verdict = found["lineage"], found["verdict"]
    accuracy = found["scores"][found["set"]]["specialist"]["accuracy"]
    return {
        "questions": found["questions"],
        "set": found["set"],
        "accuracy": f"{accuracy['value'] if accuracy else 0.0:.6f}",
        "verdict": verdict["verdict"],
        "examples": lineage["examples_sha256"],
        "training_run": lineage["run_id"],
        "commit": lineage["commit"],
    }


def _slug(documents: dict[str, str]) -> str:
    names = " ".join(Path(name).stem for name in documents)
    return re.sub(r"[^a-z0-9]+", "-", names.lower()).strip("-")[:LONGEST] or "documents"


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("register"))
