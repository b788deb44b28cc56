"""Compare evaluations question by question: paired differences in accuracy with their intervals.

    academy compare RUN RUN …

A RUN is the id of an evaluation in MLflow, or its beginning, or a folder that `evaluate` wrote, or
the name of one in the store (`report: …/store/evaluate/NAME/report.html`).
Runs that differ in their seed alone are one variant, and tell how far chance goes. The others are
compared with the first variant, on the questions that both were asked; p-values are corrected for
their number (Holm); nothing within the noise of the seeds is called better or worse. Needs no
notebook: what differs in their settings is shown.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from academy import records
from academy.distillation.training import HOW
from academy.errors import AcademyError
from academy.evaluation.answered import Answered
from academy.evaluation.scores import gain
from academy.evaluation.statistics import holm
from academy.evaluation.table import gained
from academy.places import home
from academy.settings import Settings
from academy.text import aligned
from academy.tracking.base import parameters
from academy.variants import settled

ANSWERS, LINEAGE = "answers.jsonl", "lineage.json"
COLUMNS = ("run", "questions", "right", "difference to the first", "p", "settings")
MOST = 6
"""Settings that are shown of a run."""
SURE = 0.975
"""Quantile beyond which, on either side, chance goes in one of twenty cases."""
UNLIKE = (
    "tracking",
    "evaluation",
    "router",
    "budget",
    "gate",
    "tolerance",
    "limits",
    "judge",
    "similarity",
)
"""Settings that make no specialist another one."""


@dataclass(frozen=True)
class Evaluated:
    """An evaluation that was made, or several that differ in their seed alone."""

    name: str
    rows: list[Answered]
    """Of the specialist; of several the mean of what each answer was worth."""
    config: dict[str, str]
    """What the specialist was made with, flat, without the seed."""
    seeds: tuple[str, ...]
    runs: "tuple[Evaluated, ...]" = ()
    """Of which it is the mean."""

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
    runs = _variants([_load(name, settings) for name in names])
    if len(runs) < 2:
        raise AcademyError(
            "compare: these runs differ in their seed alone; name a run of another variant too"
        )
    common = [name for name in ("dev", "test") if all(_graded(run.of(name)) for run in runs)]
    if not common:
        raise AcademyError("compare: no question set was asked in all runs; evaluate with the same")
    for name in common:
        print(f"{name}:")
        noise, freedom = _noise(runs, name)
        floor = _sure(noise, freedom)
        print(aligned([COLUMNS, *_table(runs, name, floor, settings)], last=True), flush=True)
        if noise:
            print(
                f"other seeds alone change the share of right answers by {100 * noise:.1f} points "
                f"(standard deviation, {freedom} degrees of freedom)",
                flush=True,
            )


def _variants(runs: Sequence[Evaluated]) -> list[Evaluated]:
    """The runs that differ in their seed alone as one, in the order of the first of each."""
    alike: dict[tuple[tuple[str, str], ...], list[Evaluated]] = {}
    for run in runs:
        key = tuple(sorted((k, v) for k, v in run.config.items() if _tells(k)))
        if not any(run.seeds == other.seeds for other in alike.get(key, ())):
            alike.setdefault(key, []).append(run)
        else:  # the same specialist, evaluated otherwise
            alike[*key, ("run", run.name)] = [run]
    return [found[0] if len(found) == 1 else _mean(found) for found in alike.values()]


def _tells(key: str) -> bool:
    """Whether a setting makes another specialist."""
    return key.partition(".")[0] not in UNLIKE and key.rpartition(".")[2] not in HOW


def _mean(runs: Sequence[Evaluated]) -> Evaluated:
    """Runs as one, on the questions that all of them were asked."""
    worth: dict[tuple[str, str, str], list[Answered]] = {}
    for run in runs:
        for row in run.rows:
            worth.setdefault((row.questions, row.id, row.question), []).append(row)
    rows = []
    for found in worth.values():
        known = [row.correct for row in found if row.correct is not None]
        if len(known) == len(runs):
            rows.append(replace(found[0], correct=sum(known) / len(known)))
    seeds = tuple(seed for run in runs for seed in run.seeds)
    return Evaluated(f"{runs[0].name} ×{len(runs)}", rows, runs[0].config, seeds, tuple(runs))


def _noise(runs: Sequence[Evaluated], questions: str) -> tuple[float, int]:
    """The standard deviation of the share of right answers over seeds, within variants.

    With its degrees of freedom; both are 0 where no variant has several seeds.
    """
    squares, freedom = 0.0, 0
    for run in runs:
        asked = {row.id for row in run.of(questions)}
        shares = [
            fmean(row.correct or 0.0 for row in one.of(questions) if row.id in asked)
            for one in run.runs
        ]
        if len(shares) > 1:
            squares += sum((share - fmean(shares)) ** 2 for share in shares)
            freedom += len(shares) - 1
    return (float((squares / freedom) ** 0.5) if freedom else 0.0), freedom


def _sure(noise: float, freedom: int) -> float:
    """How far a training lies from the mean of its variant in nineteen of twenty cases, at most.

    A spread that few seeds tell is known badly itself: Student's distribution.
    """
    from scipy.stats import t

    return noise * float(t.ppf(SURE, freedom)) if freedom else 0.0


def _table(
    runs: Sequence[Evaluated], questions: str, sure: float, settings: Settings
) -> list[tuple[str, ...]]:
    first, *others = runs
    gains = [_gain(first, other, questions, settings) for other in others]
    corrected = holm([each["p"] for each in gains])
    differing = _differing([run.config for run in runs])
    rows = [(first, "–", "–")]
    for other, each, p in zip(others, gains, corrected, strict=True):
        floor = sure * (1 / len(first.seeds) + 1 / len(other.seeds)) ** 0.5
        lost = abs(each["value"]) < floor
        said = gained({**each, "p": 1.0 if lost else p})
        rows.append((other, f"{said} within the noise" if lost else said, f"{p:.3f}"))
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
    """The settings in which specialists differ: variants, and what does not follow from them."""
    keys = dict.fromkeys(key for config in configs for key in config)
    return [
        key
        for key in keys
        if _tells(key)
        and len({c.get(key) for c in configs}) > 1
        and not all(settled(c, key) for c in configs)
    ]


def _settings(run: Evaluated, differing: Sequence[str]) -> str:
    own = [f"{key}={run.config[key]}" for key in differing if key in run.config]
    return " ".join([*own[:MOST], *(["…"] if len(own) > MOST else [])])


def _load(name: str, settings: Settings) -> Evaluated:
    for known in (Path(name), home() / ".academy" / "store" / "evaluate" / name):
        if known.is_dir():
            return _read(name[-16:], known)
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
    flat = parameters(config)
    return Evaluated(name, ours, flat, (flat.pop("seed", ""),))


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("compare"))
