"""Pictures of training and evaluation, drawn without a display."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RIGHT, WRONG = "#14713d", "#b3261e"
"""Colours, as in the report."""


def loss_curve(
    losses: Sequence[tuple[int, float]], path: Path, dev: Sequence[tuple[int, float]] = ()
) -> None:
    """The training loss (nats per token) over the steps, and the development score (0 to 1)."""
    figure, axes = _figure()
    axes.plot([step for step, _ in losses], [loss for _, loss in losses], color="#1f5fa8")
    axes.set_xlabel("step")
    axes.set_ylabel("loss (nats per answer token)")
    axes.set_ylim(bottom=0)
    if dev:
        right = axes.twinx()
        right.plot(
            [step for step, _ in dev], [100 * score for _, score in dev], "o-", color="#c2571a"
        )
        right.set_ylabel("development questions right (%)")
        right.set_ylim(0, 100)
    _save(figure, path)


def accuracy_bars(
    scores: Mapping[str, Mapping[str, tuple[float, float, float]]], path: Path
) -> None:
    """Accuracy with its 95 % interval: question set → system → (value, low, high)."""
    systems = list(dict.fromkeys(name for row in scores.values() for name in row))
    figure, axes = _figure(0.8 + 0.35 * len(systems) * max(1, len(scores)))
    width = 0.8 / max(1, len(scores))
    for index, (name, row) in enumerate(scores.items()):
        places = [i + index * width for i, system in enumerate(systems) if system in row]
        rows = [row[system] for system in systems if system in row]
        lengths = [100 * value for value, _, _ in rows]
        below = [100 * (value - low) for value, low, _ in rows]
        above = [100 * (high - value) for value, _, high in rows]
        bars = axes.barh(places, lengths, width * 0.9, xerr=[below, above], capsize=3, label=name)
        axes.bar_label(bars, fmt="%.0f", padding=3)
    middle = 0.4 - width / 2
    shown = [system.replace("_", " + ") for system in systems]
    axes.set_yticks([place + middle for place in range(len(systems))], shown)
    axes.invert_yaxis()
    axes.set_xlabel("right (%)")
    axes.set_xlim(0, 108)
    if scores:
        axes.legend(loc="lower right", frameon=False)
    _save(figure, path)


def cosines(scores: Mapping[str, Mapping[str, Mapping[str, Any]]], path: Path) -> bool:
    """How near the answers are to the accepted ones, and how often nearer than the base's.

    Left mean (with its 95 % interval) and median of the cosine, right the share of the questions on
    which it is larger than the base's.

    Args:
        scores: question set → system → figures (`academy.evaluation.scores`).
        path: where the picture goes.

    Returns:
        Whether there is a cosine to draw.
    """
    rows = [
        (f"{name}: {system.replace('_', ' + ')}", figures)
        for name, systems in scores.items()
        for system, figures in systems.items()
        if figures["cosine"]
    ]
    if not rows:
        return False
    figure, (near, nearer) = _figure(1.2 + 0.3 * len(rows), panels=2)
    for place, (_, figures) in enumerate(rows):
        _mean(near, place, figures["cosine"], 1)
        near.plot(figures["cosine_median"], place, "|", markersize=14, color=RIGHT)
        if figures["cosine_wins"]:
            _mean(nearer, place, figures["cosine_wins"], 100)
    near.set_yticks(range(len(rows)), [label for label, _ in rows])
    near.invert_yaxis()
    near.set_xlabel("cosine to the accepted answer\n(dot: mean, line: median)")
    near.set_xlim(min(0, *(figures["cosine"]["low"] for _, figures in rows)), 1)
    nearer.axvline(50, color="#999", linestyle=":")
    nearer.set_xlabel("nearer to it than the base (%)\n(a draw counts half)")
    nearer.set_xlim(0, 100)
    _save(figure, path)
    return True


def duel_bars(duels: Sequence[Mapping[str, Any]], path: Path, warning: str = "") -> bool:
    """Wins, ties and losses before the judge as shares of the questions, and wins less losses.

    Args:
        duels: as `academy.evaluation.scores.fought` gives them.
        path: where the picture goes.
        warning: stands over the picture.

    Returns:
        Whether there is a duel to draw.
    """
    if not duels:
        return False
    figure, axes = _figure(1.2 + 0.45 * len(duels))
    for place, duel in enumerate(duels):
        start, asked = 0.0, duel["wins"] + duel["ties"] + duel["losses"]
        for kind, color in (("wins", RIGHT), ("ties", "#bbb"), ("losses", WRONG)):
            share = 100 * duel[kind] / asked
            bar = axes.barh(place, share, 0.7, start, color=color, label="" if place else kind)
            axes.bar_label(bar, [duel[kind] or ""], label_type="center", color="white")
            start += share
        net = duel["net"]
        low, high = 100 * net["low"], 100 * net["high"]
        axes.text(102, place, f"{100 * net['value']:+.0f} ({low:+.0f} to {high:+.0f})", va="center")
    shown = [f"{duel['questions']}: {duel['ours']}\nagainst {duel['theirs']}" for duel in duels]
    axes.set_yticks(range(len(duels)), shown)
    axes.invert_yaxis()
    axes.set_xlim(0, 140)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel("questions (%); right of it wins less losses with its 95 % interval")
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=3, frameon=False)
    figure.suptitle(warning, color=WRONG, fontsize=10)
    _save(figure, path)
    return True


def _mean(axes: Any, place: int, figure: Mapping[str, float], scale: int) -> None:
    """A dot with its interval."""
    value, low, high = (scale * figure[name] for name in ("value", "low", "high"))
    axes.errorbar(
        value, place, xerr=[[value - low], [high - value]], fmt="o", color="#1f5fa8", capsize=3
    )


def _figure(height: float = 3.8, panels: int = 1) -> tuple[Any, Any]:
    """A picture, and its panels side by side with the same rows."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, height), layout="constrained")
    axes = figure.subplots(1, panels, sharey=True)
    for one in figure.axes:
        one.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, dpi=120, metadata={"Software": None})
