"""Answers that people labelled by hand, to know what a judge is worth."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from academy.errors import AcademyError
from academy.evaluation.statistics import interval
from academy.records import Record

RESULTS = {"first": "win", "second": "loss", "tie": "tie"}
"""Label → result of a duel."""
SAMPLES = 2000
"""Resamples of the interval."""


@dataclass(frozen=True)
class Label(Record):
    """Which of two answers a person prefers, without knowing who gave them."""

    question: str
    accepted: tuple[str, ...]
    first: str
    second: str
    label: str
    """`first`, `second` or `tie`."""


def read_labels(path: Path) -> list[Label]:
    """The labels of a file of JSON lines.

    Raises:
        AcademyError: there is no such file, it is empty, or a line is broken.
    """
    if not path.is_file():
        raise AcademyError(f"judge.calibrate={path}: no such file (format: docs/evaluating.md)")
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    labels = [_label(path, n, line) for n, line in enumerate(lines, start=1) if line.strip()]
    if not labels:
        raise AcademyError(f"judge.calibrate={path}: no labels (format: docs/evaluating.md)")
    return labels


def agreement(labels: Sequence[Label], results: Sequence[str], seed: int) -> dict[str, Any]:
    """How often judge and people say the same.

    Args:
        results: the judge's, `win`, `loss` or `tie`, of the first answer.

    Returns:
        `agreement` with its 95 % interval and Cohen's `kappa`; `None` without labels, as is kappa
        where all say the same.
    """
    from sklearn.metrics import cohen_kappa_score

    if not labels:
        return {"agreement": None, "kappa": None}
    wanted = [RESULTS[label.label] for label in labels]
    same = [float(one == other) for one, other in zip(wanted, results, strict=True)]
    kappa = None
    if len({*wanted, *results}) > 1:
        kappa = float(cohen_kappa_score(wanted, list(results)))
    return {"agreement": asdict(interval(same, SAMPLES, seed)), "kappa": kappa}


def _label(path: Path, number: int, line: str) -> Label:
    where = f"judge.calibrate={path}: line {number}"
    names = {field.name for field in fields(Label)}
    try:
        row = json.loads(line)
        known = {name: row[name] for name in names}
    except (ValueError, TypeError):
        raise AcademyError(f"{where}: no JSON object") from None
    except KeyError as error:
        raise AcademyError(f"{where}: {error} is missing (format: docs/evaluating.md)") from None
    if known["label"] not in RESULTS:
        raise AcademyError(f"{where}: `label` must be one of {', '.join(RESULTS)}")
    if not isinstance(known["accepted"], list):
        raise AcademyError(f"{where}: `accepted` must be a list of texts")
    if not all(isinstance(text, str) for name in names - {"accepted"} for text in [known[name]]):
        raise AcademyError(f"{where}: question, answers and label must be texts")
    return Label(**known | {"accepted": tuple(map(str, known["accepted"]))})
