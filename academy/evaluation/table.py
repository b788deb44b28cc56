"""What a person sees of an evaluation in the terminal."""

from collections.abc import Mapping
from typing import Any

from academy.evaluation.verdict import CLEAR, DONT
from academy.text import aligned

COLUMNS = ("system", "right", "95 %", "gain over base", "F1", "cosine", "refuses", "tokens/s")


def summary(scores: Mapping[str, Any], verdict: Mapping[str, Any]) -> str:
    """A table for each question set, who is absent, what was forgotten, and the verdict."""
    parts = []
    for name, systems in scores.items():
        asked = next(iter(systems.values()))["accuracy"]
        parts.append(f"evaluate: {name}, {asked['questions'] if asked else 0} questions")
        speeds = verdict["tokens_per_second"][name]
        rows = [_row(system, figures, speeds[system]) for system, figures in systems.items()]
        parts.append(aligned([COLUMNS, *rows]))
    parts += [f"absent: {system}: {reason}" for system, reason in verdict["absent"].items()]
    parts += [_retained(verdict["retention"])] if verdict["retention"] else []
    parts += _judged(scores, verdict)
    return "\n".join([*parts, sentence(verdict)])


def sentence(verdict: Mapping[str, Any]) -> str:
    """The verdict with its reasons."""
    said = f"verdict on {verdict['set']}: {verdict['verdict']}"
    return f"{said}: {'; '.join(verdict['reasons'])}" if verdict["verdict"] == DONT else said


def credentials(judge: Mapping[str, Any]) -> str:
    """Who judged, and what that is worth."""
    agreed = judge["agreement"]
    if not agreed:
        return (
            f"judge {judge['model']}: its agreement with people was not measured "
            "(judge.calibrate=FILE), so these are no facts"
        )
    kappa = "" if judge["kappa"] is None else f", kappa {judge['kappa']:.2f}"
    said = (
        f"judge {judge['model']}: agrees with people on {100 * agreed['value']:.0f} % of "
        f"{agreed['questions']} labelled pairs ({100 * agreed['low']:.0f} to "
        f"{100 * agreed['high']:.0f}{kappa})"
    )
    return said if judge["trusted"] else f"{said}: too weak, so these are no facts"


def fight(duel: Mapping[str, Any]) -> str:
    """What came of the duels of two systems."""
    asked = duel["wins"] + duel["ties"] + duel["losses"]
    return (
        f"{duel['questions']}: {duel['ours']} wins {duel['wins']} of {asked} against "
        f"{duel['theirs']}, loses {duel['losses']}, {duel['ties']} ties (in {duel['disagreed']} "
        f"the order decided); wins less losses {gained(duel['net'])}"
    )


def gained(gain: Mapping[str, float] | None) -> str:
    """A gain in points with its interval; `better` and `worse` only where that is clear."""
    if not gain:
        return "–"
    said = f"{100 * gain['value']:+.1f} ({100 * gain['low']:+.0f} to {100 * gain['high']:+.0f})"
    if gain["p"] >= CLEAR or gain["low"] <= 0 <= gain["high"]:
        return said
    return f"{said} {'better' if gain['value'] > 0 else 'worse'}"


def _row(system: str, figures: Mapping[str, Any], speed: float | None) -> tuple[str, ...]:
    right = figures["accuracy"]
    return (
        system,
        f"{100 * right['value']:.1f} %" if right else "–",
        f"{100 * right['low']:.0f} to {100 * right['high']:.0f}" if right else "–",
        gained(figures["gain"]),
        _mean(figures["token_f1"]),
        _mean(figures["cosine"]),
        _share(figures["refused_unanswerable"]),
        "–" if speed is None else f"{speed:.0f}",
    )


def _judged(scores: Mapping[str, Any], verdict: Mapping[str, Any]) -> list[str]:
    """What the judge says, after who it is."""
    if not verdict["judge"]:
        return []
    correct = [
        f"  {name}: correct: "
        + ", ".join(f"{system} {_share(f['judged_correct'])}" for system, f in systems.items())
        for name, systems in scores.items()
    ]
    duels = [f"  {fight(duel)}" for duel in verdict["duels"]]
    return [f"{credentials(verdict['judge'])}:", *correct, *duels]


def _retained(kept: Mapping[str, Any]) -> str:
    """What was forgotten."""
    base, ours = kept["base"], kept["specialist"]
    return (
        f"general questions: base {100 * base['accuracy']:.0f} %, specialist "
        f"{100 * ours['accuracy']:.0f} % of {kept['questions']} right; answers that end by "
        f"themselves: {100 * base['ended']:.0f} % and {100 * ours['ended']:.0f} %"
    )


def _mean(figure: Mapping[str, float] | None) -> str:
    return f"{figure['value']:.2f}" if figure else "–"


def _share(figure: Mapping[str, float] | None) -> str:
    return f"{100 * figure['value']:.0f} %" if figure else "–"
