"""The report of an evaluation: one HTML file that needs nothing beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from academy.evaluation.grading import Answered
from academy.evaluation.table import gained, sentence
from academy.html import inlined, write_html

TEMPLATE = Path(__file__).with_name("report.html.j2")


def write_report(
    folder: Path,
    specialist: Path,
    rows: Sequence[Answered],
    scores: dict[str, Any],
    verdict: dict[str, Any],
    lineage: dict[str, Any],
) -> None:
    """Write `report.html` into `folder`, with the pictures of both folders inside."""
    write_html(
        folder / "report.html",
        TEMPLATE,
        scores=scores,
        verdict=verdict,
        sentence=sentence(verdict),
        gained=gained,
        systems=list(dict.fromkeys(row.system for row in rows)),
        questions=_side_by_side(rows),
        lineage=lineage,
        accuracy=_inline(folder / "accuracy.png"),
        loss=_inline(specialist / "loss.png"),
    )


def _side_by_side(rows: Sequence[Answered]) -> list[dict[str, Any]]:
    """One entry per question with every system's answer; wrong ones of the specialist first."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        entry = merged.setdefault((row.questions, row.id), {"row": row, "said": {}})
        entry["said"][row.system] = row

    def place(entry: dict[str, Any]) -> tuple[str, bool, float]:
        ours = entry["said"]["specialist"]
        return entry["row"].questions, ours.correct is None, ours.correct or 0.0

    return sorted(merged.values(), key=place)


def _inline(path: Path) -> str:
    return inlined(path.read_bytes(), "png")
