"""Where things are: the project, the configuration, and the home of everything that is made."""

import os
from pathlib import Path

from academy.errors import AcademyError

ROOT = Path(__file__).resolve().parents[1]
"""The checkout that holds `conf/` and `academy/`."""

CONF = ROOT / "conf"


def home() -> Path:
    """The folder that holds `.academy/`, `mlflow.db` and `mlruns/`.

    `$ACADEMY_HOME` or the checkout. DVC runs queued experiments in a copy of the checkout below
    `.dvc/tmp/exps`, which is deleted afterwards; those share the home of the real one.
    """
    chosen = os.environ.get("ACADEMY_HOME") or ROOT
    parts = Path(chosen).resolve().parts
    if ".dvc" in parts:
        parts = parts[: parts.index(".dvc")]
    return Path(*parts)


def locate(path: str) -> Path:
    """The file or folder that a path in a configuration means.

    Relative paths are looked up from the working directory first, then from the checkout.
    """
    for candidate in (Path(path).expanduser(), ROOT / path):
        if candidate.exists():
            return candidate.resolve()
    raise AcademyError(f"{path}: no such file or folder (looked in {Path.cwd()} and {ROOT})")
