"""The figures of an evaluation."""

from typing import Any

from academy.evaluation.base import Evaluation
from academy.evaluation.grading import Answered
from academy.evaluation.intervals import bootstrap


def score(rows: list[Answered], how: Evaluation, seed: int) -> dict[str, Any]:
    """Question set → system → figures, each mean with its 95 % interval."""
    systems = tuple(dict.fromkeys(row.system for row in rows))
    return {
        name: {
            system: _figures(
                [r for r in rows if (r.questions, r.system) == (name, system)], how, seed
            )
            for system in systems
        }
        for name in dict.fromkeys(row.questions for row in rows)
    }


def _figures(rows: list[Answered], how: Evaluation, seed: int) -> dict[str, Any]:
    graded = [row for row in rows if row.correct is not None]
    fresh = [row for row in graded if row.twin is None]

    def mean(values: list[float]) -> dict[str, float] | None:
        if not values:
            return None
        value, low, high = bootstrap(values, how.bootstrap, seed)
        return {"value": value, "low": low, "high": high, "questions": len(values)}

    return {
        "accuracy": mean([float(row.correct or 0) for row in graded]),
        "accuracy_without_twins": mean([float(row.correct or 0) for row in fresh]),
        "token_f1": mean([float(row.f1 or 0) for row in graded]),
        "unanswerable": len(rows) - len(graded),
    }
