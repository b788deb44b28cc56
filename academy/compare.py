"""Compare evaluations question by question: paired differences in accuracy with their intervals.

    academy compare RUN RUN …

A RUN is the id of an evaluation in MLflow, or its beginning, or a folder that `evaluate` wrote. The
others are compared with the first one, on the questions that both were asked; p-values are
corrected for their number (Holm). Needs no notebook: what differs in their settings is shown.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from academy import records
from academy.errors import AcademyError
from academy.evaluation.answered import Answered
from academy.evaluation.scores import gain
from academy.evaluation.statistics import holm
from academy.evaluation.table import gained
from academy.settings import Settings
from academy.text import aligned
from academy.tracking.base import parameters

ANSWERS, LINEAGE = "answers.jsonl", "lineage.json"
COLUMNS = ("run", "questions", "right", "difference to the first", "p", "settings")
MOST = 6
"""Settings that are shown of a run."""
UNLIKE = ("tracking", "evaluation", "router", "budget", "gate", "tolerance", "limits")
"""Settings that make no specialist another one."""


@dataclass(frozen=True)
class Evaluated:
    """An evaluation that was made."""

    name: str
    rows: list[Answered]
    """Of the specialist."""
    config: dict[str, str]
    """What the specialist was made with, flat."""

    def of(self, questions: str) -> list[Answered]:
        """The answers to a set."""
        return [row for row in self.rows if row.questions == questions]


def compare(names: Sequence[str], settings: Settings) -> None:
    """Print a table for each question set.

    Raises:
        AcademyError: fewer than two runs, one that is none, or nothing in common.
    """
    if len(names) < 2:
        raise AcademyError("compare takes two runs or more: MLflow run ids, or folders of evaluate")
    runs = [_load(name, settings) for name in names]
    common = [name for name in ("dev", "test") if all(_graded(run.of(name)) for run in runs)]
    if not common:
        raise AcademyError("compare: no question set was asked in all runs; evaluate with the same")
    for name in common:
        print(f"{name}:")
        print(aligned([COLUMNS, *_table(runs, name, settings)], last=True), flush=True)


def _table(runs: Sequence[Evaluated], questions: str, settings: Settings) -> list[tuple[str, ...]]:
    first, *others = runs
    gains = [_gain(first, other, questions, settings) for other in others]
    corrected = holm([each["p"] for each in gains])
    differing = _differing([run.config for run in runs])
    rows = [(first, "–", "–")]
    for other, each, p in zip(others, gains, corrected, strict=True):
        rows.append((other, gained({**each, "p": p}), f"{p:.3f}"))
    return [
        (run.name, *_right(run.of(questions)), difference, p, _settings(run, differing))
        for run, difference, p in rows
    ]


def _gain(
    first: Evaluated, other: Evaluated, questions: str, settings: Settings
) -> dict[str, float]:
    asked = {row.id: row.question for row in first.of(questions)}
    both = [row for row in other.of(questions) if asked.get(row.id) == row.question]
    found = gain(both, first.of(questions), settings.evaluation, settings.seed)
    if not found:
        raise AcademyError(
            f"compare: {first.name} and {other.name} have no question of `{questions}` in common; "
            "evaluate both with the same questions"
        )
    return found


def _graded(rows: Sequence[Answered]) -> list[float]:
    return [row.correct for row in rows if row.correct is not None]


def _right(rows: Sequence[Answered]) -> tuple[str, str]:
    graded = _graded(rows)
    return str(len(graded)), f"{100 * sum(graded) / len(graded):.1f} %"


def _differing(configs: Sequence[Mapping[str, str]]) -> list[str]:
    """The settings in which specialists differ."""
    keys = dict.fromkeys(key for config in configs for key in config)
    return [
        key
        for key in keys
        if key.partition(".")[0] not in UNLIKE and len({c.get(key) for c in configs}) > 1
    ]


def _settings(run: Evaluated, differing: Sequence[str]) -> str:
    shown = [f"{key}={run.config.get(key, 'none')}" for key in differing[:MOST]]
    return " ".join([*shown, *(["…"] if len(differing) > MOST else [])])


def _load(name: str, settings: Settings) -> Evaluated:
    if Path(name).is_dir():
        return _read(name[-16:], Path(name))
    with TemporaryDirectory() as folder:
        settings.tracking.artifacts(name, (ANSWERS, LINEAGE), Path(folder))
        return _read(name[:8], Path(folder))


def _read(name: str, folder: Path) -> Evaluated:
    try:
        rows = list(records.read(folder / ANSWERS, Answered))
        config = records.read_json(folder / LINEAGE)["config"]
    except (OSError, ValueError, KeyError, TypeError):
        raise AcademyError(f"{name}: no evaluation (of this version); evaluate it again") from None
    ours = [row for row in rows if row.system == "specialist"]
    return Evaluated(name, ours, parameters(config))


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("compare"))
