"""Pictures of training and evaluation, drawn without a display."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


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


def _figure(height: float = 3.8) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, dpi=120, metadata={"Software": None})
