"""The figures of an evaluation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from academy.evaluation.answered import Answered
from academy.evaluation.base import Evaluation
from academy.evaluation.statistics import calibration, difference, holm, interval
from academy.judge.base import Duel, Judgement

Figures = dict[str, Any]
Rows = Sequence[Answered]


Grades = Mapping[tuple[str, str, str], str]
"""Question set, question and system → what the judge says."""


def score(
    rows: Rows, judgement: Judgement, how: Evaluation, seed: int
) -> dict[str, dict[str, Figures]]:
    """Question set → system → figures.

    Each mean comes with its 95 % interval; `gain` is the paired difference in accuracy to the first
    system, its p-value corrected for all systems of the set (Holm).
    """
    grades = {(one.questions, one.id, one.system): one.grade for one in judgement.grades}
    return {
        name: _compared(
            {
                system: [r for r in rows if (r.questions, r.system) == (name, system)]
                for system in dict.fromkeys(row.system for row in rows if row.questions == name)
            },
            grades,
            how,
            seed,
        )
        for name in dict.fromkeys(row.questions for row in rows)
    }


def fought(duels: Sequence[Duel], how: Evaluation, seed: int) -> list[Figures]:
    """For each question set and pair of systems: wins, ties, losses, and wins less losses.

    `net` is a mean over the questions, -1 to 1, with its interval; `disagreed` counts the duels
    whose result hangs on the order, which are ties.
    """
    found = []
    for name, ours, theirs in dict.fromkeys((d.questions, d.ours, d.theirs) for d in duels):
        some = [d for d in duels if (d.questions, d.ours, d.theirs) == (name, ours, theirs)]
        results = [duel.result for duel in some]
        net = difference(
            [float(result == "win") for result in results],
            [float(result == "loss") for result in results],
            how.bootstrap,
            seed,
            [duel.document for duel in some],
        )
        found.append(
            {
                "questions": name,
                "ours": ours,
                "theirs": theirs,
                "wins": results.count("win"),
                "ties": results.count("tie"),
                "losses": results.count("loss"),
                "disagreed": sum(not duel.agreed for duel in some),
                "net": asdict(net),
            }
        )
    return found


def _compared(
    systems: Mapping[str, Rows], grades: Grades, how: Evaluation, seed: int
) -> dict[str, Figures]:
    first, *others = systems
    figures = {name: _figures(rows, grades, how, seed) for name, rows in systems.items()}
    for name in others:
        figures[name]["cosine_wins"] = _nearer(systems[name], systems[first], how, seed)
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


def _nearer(ours: Rows, theirs: Rows, how: Evaluation, seed: int) -> dict[str, float] | None:
    """On how many questions our answer is nearer to the accepted one in meaning; a draw is half."""
    before = {row.id: row.cosine for row in theirs}
    both = [(row, row.cosine, before.get(row.id)) for row in ours]
    known = [(row.document, a, b) for row, a, b in both if a is not None and b is not None]
    if not known:
        return None
    wins = [0.5 if a == b else float(a > b) for _, a, b in known]
    return asdict(interval(wins, how.bootstrap, seed, [document for document, _, _ in known]))


def _figures(rows: Rows, grades: Grades, how: Evaluation, seed: int) -> Figures:
    graded = [row for row in rows if row.correct is not None]
    others = [row for row in rows if row.correct is None]

    def mean(some: Rows, value: Callable[[Answered], float | None]) -> dict[str, float] | None:
        known = [(row.document, value(row)) for row in some]
        values = [each for _, each in known if each is not None]
        if not values:
            return None
        groups = [document for document, each in known if each is not None]
        return asdict(interval(values, how.bootstrap, seed, groups))

    def judged(grade: str) -> Callable[[Answered], float | None]:
        def is_it(row: Answered) -> float | None:
            said = grades.get((row.questions, row.id, row.system))
            return None if said is None else float(said == grade)

        return is_it

    cosines = [row.cosine for row in graded if row.cosine is not None]
    sure = [(row.confidence, row.correct) for row in graded if row.confidence is not None]
    return {
        "accuracy": mean(graded, lambda row: row.correct),
        "accuracy_without_twins": mean([r for r in graded if not r.twin], lambda row: row.correct),
        "token_f1": mean(graded, lambda row: row.f1),
        "rouge_l": mean(graded, lambda row: row.rouge_l),
        "cosine": mean(graded, lambda row: row.cosine),
        "cosine_median": median(cosines) if cosines else None,
        "cosine_wins": None,
        "judged_correct": mean(graded, judged("correct")),
        "judged_refused": mean(graded, judged("refused")),
        "judged_refused_unanswerable": mean(others, judged("refused")),
        "refused": mean(graded, lambda row: row.refused),
        "refused_unanswerable": mean(others, lambda row: row.refused),
        "calibration": asdict(calibration(*zip(*sure, strict=True))) if sure else None,
        "gain": None,
        "unanswerable": len(others),
        "leaked": sum(row.leaked for row in rows),
        "drafted": sum(row.drafted for row in rows),
    }
