"""Pictures of training and evaluation, drawn without a display."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def loss_curve(losses: Sequence[tuple[int, float]], path: Path) -> None:
    """The training loss (nats per token) over the steps."""
    figure, axes = _figure()
    axes.plot([step for step, _ in losses], [loss for _, loss in losses], color="#1f5fa8")
    axes.set_xlabel("step")
    axes.set_ylabel("loss (nats per answer token)")
    axes.set_ylim(bottom=0)
    _save(figure, path)


def accuracy_bars(
    scores: Mapping[str, Mapping[str, tuple[float, float, float]]], path: Path
) -> None:
    """Closed-book accuracy with its 95 % interval: question set → system → (value, low, high)."""
    figure, axes = _figure()
    systems = list(dict.fromkeys(name for row in scores.values() for name in row))
    width = 0.8 / max(1, len(systems))
    for index, system in enumerate(systems):
        places = [i + index * width for i, row in enumerate(scores.values()) if system in row]
        rows = [row[system] for row in scores.values() if system in row]
        heights = [100 * value for value, _, _ in rows]
        below = [100 * (value - low) for value, low, _ in rows]
        above = [100 * (high - value) for value, _, high in rows]
        bars = axes.bar(places, heights, width * 0.9, yerr=[below, above], capsize=4, label=system)
        axes.bar_label(bars, fmt="%.0f", padding=3)
    middle = 0.4 - width / 2
    axes.set_xticks([place + middle for place in range(len(scores))], list(scores))
    axes.set_ylabel("closed-book accuracy (%)")
    axes.set_ylim(0, 108)
    if systems:
        axes.legend(loc="upper left", frameon=False)
    _save(figure, path)


def _figure() -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.8), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, dpi=120, metadata={"Software": None})
