"""The report of an evaluation: one HTML file that needs nothing beside it."""

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2

from academy.evaluation.grading import Answered


def write_report(
    folder: Path,
    specialist: Path,
    rows: Sequence[Answered],
    scores: dict[str, Any],
    lineage: dict[str, Any],
) -> None:
    """Write `report.html` into `folder`, with the pictures of both folders inside."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined
    )
    html = environment.get_template("report.html.j2").render(
        scores=scores,
        questions=_side_by_side(rows),
        lineage=lineage,
        accuracy=_inline(folder / "accuracy.png"),
        loss=_inline(specialist / "loss.png"),
    )
    (folder / "report.html").write_text(html, encoding="utf-8")


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
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()
