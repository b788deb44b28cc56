"""What the tracker is told of an evaluation."""

import shutil
from pathlib import Path
from typing import Any

from academy.evaluation.table import credentials
from academy.settings import Settings
from academy.store import file_hash
from academy.teacher.chain import Account
from academy.tracking.base import Run

KEPT = (
    *("answers.jsonl", "grades.jsonl", "duels.jsonl"),
    *("scores.json", "verdict.json", "lineage.json"),
    *("accuracy.png", "cosines.png", "duels.png", "report.html", "report.md"),
)
"""Files that the tracker keeps, where there are such: without a judge no duels."""


def question_file(name: str) -> str:
    """Under which the questions of a set are kept as they were asked."""
    return f"questions.{name}.json"


def log(
    folder: Path,
    settings: Settings,
    scores: dict[str, Any],
    verdict: dict[str, Any],
    account: Account,
    run: Run,
) -> None:
    """Log the questions, the figures, the verdict, and the files in the evaluation's folder."""
    for name, path in settings.questions.files().items():
        kept = folder / question_file(name)
        shutil.copyfile(path, kept)
        run.dataset(kept, f"questions.{name}", file_hash(path), name)
        run.file(kept)
    spent = {
        f"evaluation_{name}": float(sum(getattr(request, name) for request in account.asked))
        for name in ("tokens_in", "tokens_out")
    }
    run.metrics(_metrics_of_all(scores, verdict) | spent)
    run.tag("academy.verdict", verdict["verdict"])
    if verdict["judge"]:
        run.tag("academy.judge", credentials(verdict["judge"]))
    run.table(folder / "answers.jsonl", "answers")
    for file in KEPT:
        if (folder / file).exists():
            run.file(folder / file)


def _metrics_of_all(scores: dict[str, Any], verdict: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, systems in scores.items():
        for system, figures in systems.items():
            found |= _metrics(f"{name}_{system}", figures)
            speed = verdict["tokens_per_second"][name][system]
            found |= {f"{name}_{system}_tokens_per_second": speed} if speed is not None else {}
    found["adapter_megabytes"] = verdict["adapter_bytes"] / 1e6
    for system in ("base", "specialist") if verdict["retention"] else ():
        found[f"retention_{system}"] = verdict["retention"][system]["accuracy"]
        found[f"retention_{system}_ended"] = verdict["retention"][system]["ended"]
        found[f"perplexity_{system}"] = verdict["retention"][system]["perplexity"]
    for duel in verdict["duels"]:
        name = f"{duel['questions']}_{duel['ours']}_over_{duel['theirs']}"
        found |= {f"{name}_{kind}": float(duel[kind]) for kind in ("wins", "ties", "losses")}
        found[f"{name}_net"] = duel["net"]["value"]
    if verdict["judge"] and verdict["judge"]["agreement"]:
        found["judge_agreement"] = verdict["judge"]["agreement"]["value"]
    return found


def _metrics(prefix: str, figures: dict[str, Any]) -> dict[str, float]:
    """Figures under the names by which runs are compared: `test_specialist_accuracy`."""
    found: dict[str, float] = {}
    for measure, value in figures.items():
        if isinstance(value, dict) and "value" in value:
            found[f"{prefix}_{measure}"] = value["value"]
    for measure in ("accuracy", "gain"):
        for end in ("low", "high"):
            if figures[measure]:
                found[f"{prefix}_{measure}_{end}"] = figures[measure][end]
    if figures["calibration"]:
        found[f"{prefix}_calibration_error"] = figures["calibration"]["error"]
    if figures["cosine_median"] is not None:
        found[f"{prefix}_cosine_median"] = figures["cosine_median"]
    return found | {f"{prefix}_leaked": float(figures["leaked"])}
