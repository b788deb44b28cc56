"""The report of an evaluation: one HTML file that needs nothing beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from academy.evaluation.grading import Answered
from academy.html import inlined, write_html

TEMPLATE = Path(__file__).with_name("report.html.j2")


def write_report(
    folder: Path,
    specialist: Path,
    rows: Sequence[Answered],
    scores: dict[str, Any],
    lineage: dict[str, Any],
) -> None:
    """Write `report.html` into `folder`, with the pictures of both folders inside."""
    write_html(
        folder / "report.html",
        TEMPLATE,
        scores=scores,
        questions=_side_by_side(rows),
        lineage=lineage,
        accuracy=_inline(folder / "accuracy.png"),
        loss=_inline(specialist / "loss.png"),
    )


def _side_by_side(rows: Sequence[Answered]) -> list[dict[str, Any]]:
    """One entry per question with both systems' answers; wrong ones of the specialist first."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        entry = merged.setdefault((row.questions, row.id), {"row": row})
        entry[row.system] = row
    return sorted(
        merged.values(),
        key=lambda e: (
            e["row"].questions,
            e["specialist"].correct is None,
            e["specialist"].correct,
        ),
    )


def _inline(path: Path) -> str:
    return inlined(path.read_bytes(), "png")
