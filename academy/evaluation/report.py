"""The report of an evaluation: one HTML file that needs nothing beside it, and a short Markdown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jinja2

from academy import records
from academy.evaluation.answered import Answered, digests
from academy.evaluation.kinds import kind
from academy.evaluation.passages import Passages
from academy.evaluation.questions import Question
from academy.evaluation.retention import SAMPLE
from academy.evaluation.statistics import interval
from academy.evaluation.table import credentials, fight, gained, sentence
from academy.html import inlined, write_html
from academy.records import Chunk
from academy.settings import Settings, construct

TEMPLATE = Path(__file__).with_name("report.html.j2")
MARKDOWN = Path(__file__).with_name("report.md.j2")
SHOWN = 5
"""Answers that are shown beside their page, of the worst and of the best."""
FEW = 5
"""Fewer questions have no interval that says anything."""


def write_report(
    folder: Path,
    specialist: Path,
    rows: Sequence[Answered],
    scores: dict[str, Any],
    verdict: dict[str, Any],
    lineage: dict[str, Any],
    settings: Settings,
) -> None:
    """Write `report.html` and `report.md` into `folder`.

    Args:
        folder: of the evaluation; its picture goes into the HTML file.
        specialist: folder of the training.
        lineage: of the specialist.
        settings: of the evaluation.
    """
    reported = [row for row in rows if row.questions == verdict["set"]]
    passages = Passages(list(records.read(specialist / "chunks.jsonl", Chunk)))
    found = {
        "scores": scores,
        "verdict": verdict,
        "lineage": lineage,
        "student": construct("student", lineage["config"]["student"]).title,
        "tuning": construct("lora", lineage["config"]["lora"]).name,
        "sentence": sentence(verdict),
        "sample": SAMPLE,
        "gained": gained,
        "fight": fight,
        "judge": credentials(verdict["judge"]) if verdict["judge"] else "",
        "training": records.read_json(specialist / "training.json"),
        "longest": settings.evaluation.max_answer_tokens,
        "documents": _parts(reported, lambda row: row.document or "(not said)", settings),
        "kinds": _parts(reported, lambda row: kind(row.question), settings),
        "few": FEW,
        "sets": digests(rows),
        "worst": _beside(_surest(reported, 0), passages),
        "best": _beside(_surest(reported, 1), passages),
    }
    write_html(
        folder / "report.html",
        TEMPLATE,
        **found,
        systems=list(dict.fromkeys(row.system for row in rows)),
        questions=_side_by_side(rows),
        pictures={
            said: inlined(path.read_bytes(), "png")
            for said, path in (
                ("accuracy of every system", folder / "accuracy.png"),
                ("training loss over steps", specialist / "loss.png"),
                ("how near the answers are to the accepted ones", folder / "cosines.png"),
                ("wins, ties and losses before the judge", folder / "duels.png"),
            )
            if path.exists()
        },
    )
    (folder / "report.md").write_text(_markdown(found), encoding="utf-8")


def _markdown(found: Mapping[str, Any]) -> str:
    environment = jinja2.Environment(  # noqa: S701 - no HTML
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["cell"] = lambda text: " ".join(str(text).split()).replace("|", "\\|")
    text = environment.from_string(MARKDOWN.read_text(encoding="utf-8")).render(**found)
    return text.strip() + "\n"


def _parts(
    rows: Sequence[Answered], part: Callable[[Answered], str], settings: Settings
) -> dict[str, dict[str, Any]]:
    """Part → system → accuracy with its interval, for base and specialist; the largest first."""
    found: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        if row.correct is not None and row.system in ("base", "specialist"):
            found.setdefault(part(row), {}).setdefault(row.system, []).append(row.correct)
    ordered = sorted(found, key=lambda name: -len(found[name]["specialist"]))
    samples, seed = settings.evaluation.bootstrap, settings.seed
    return {
        name: {
            system: asdict(interval(values, samples, seed))
            for system, values in found[name].items()
        }
        for name in ordered
    }


def _surest(rows: Sequence[Answered], correct: float) -> list[Answered]:
    """The specialist's answers that are right, or wrong, the surest first."""
    ours = [row for row in rows if row.system == "specialist" and row.correct == correct]
    return sorted(ours, key=lambda row: -(row.confidence or 0.0))[:SHOWN]


def _beside(rows: Sequence[Answered], passages: Passages) -> list[dict[str, Any]]:
    """Each answer with the passage that the training had read."""
    return [
        {
            "row": row,
            "passage": passages.right(
                Question(row.id, row.question, row.accepted, row.page, row.document)
            ),
        }
        for row in rows
    ]


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
