"""The figures of an evaluation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from academy.evaluation.base import Evaluation
from academy.evaluation.grading import Answered
from academy.evaluation.statistics import calibration, difference, holm, interval

Figures = dict[str, Any]
Rows = Sequence[Answered]


def score(rows: Rows, how: Evaluation, seed: int) -> dict[str, dict[str, Figures]]:
    """Question set → system → figures.

    Each mean comes with its 95 % interval; `gain` is the paired difference in accuracy to the first
    system, its p-value corrected for all systems of the set (Holm).
    """
    return {
        name: _compared(
            {
                system: [r for r in rows if (r.questions, r.system) == (name, system)]
                for system in dict.fromkeys(row.system for row in rows if row.questions == name)
            },
            how,
            seed,
        )
        for name in dict.fromkeys(row.questions for row in rows)
    }


def _compared(systems: Mapping[str, Rows], how: Evaluation, seed: int) -> dict[str, Figures]:
    first, *others = systems
    figures = {name: _figures(rows, how, seed) for name, rows in systems.items()}
    gains = {name: gain(systems[name], systems[first], how, seed) for name in others}
    found = {name: each for name, each in gains.items() if each}
    corrected = holm([each["p"] for each in found.values()])
    for (name, each), p in zip(found.items(), corrected, strict=True):
        figures[name]["gain"] = {**each, "p": p}
    return figures


def gain(ours: Rows, theirs: Rows, how: Evaluation, seed: int) -> dict[str, float] | None:
    """The paired difference in accuracy on the questions that both were asked."""
    before = {row.id: row.correct for row in theirs if row.correct is not None}
    both = [row for row in ours if row.correct is not None and row.id in before]
    if not both:
        return None
    found = difference(
        [float(row.correct or 0) for row in both],
        [float(before[row.id] or 0) for row in both],
        how.bootstrap,
        seed,
        [row.document for row in both],
    )
    return asdict(found)


def _figures(rows: Rows, how: Evaluation, seed: int) -> Figures:
    graded = [row for row in rows if row.correct is not None]
    others = [row for row in rows if row.correct is None]

    def mean(some: Rows, value: Callable[[Answered], float | None]) -> dict[str, float] | None:
        known = [(row.document, value(row)) for row in some]
        values = [each for _, each in known if each is not None]
        if not values:
            return None
        groups = [document for document, each in known if each is not None]
        return asdict(interval(values, how.bootstrap, seed, groups))

    sure = [(row.confidence, row.correct) for row in graded if row.confidence is not None]
    return {
        "accuracy": mean(graded, lambda row: row.correct),
        "accuracy_without_twins": mean([r for r in graded if not r.twin], lambda row: row.correct),
        "token_f1": mean(graded, lambda row: row.f1),
        "rouge_l": mean(graded, lambda row: row.rouge_l),
        "cosine": mean(graded, lambda row: row.cosine),
        "refused": mean(graded, lambda row: row.refused),
        "refused_unanswerable": mean(others, lambda row: row.refused),
        "calibration": asdict(calibration(*zip(*sure, strict=True))) if sure else None,
        "gain": None,
        "unanswerable": len(others),
        "leaked": sum(row.leaked for row in graded),
    }
