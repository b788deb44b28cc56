"""A trainer that takes as many rows at once as the memory holds, and what it will cost."""

from collections.abc import Callable
from math import gcd
from typing import Any

from academy import processes
from academy.distillation.checkpoints import micro_batch_of
from academy.distillation.forecast import Forecast, measure
from academy.distillation.trainer import LabelledTokensTrainer
from academy.tracking.base import Run


def fitted(
    trainer_of: Callable[[int], LabelledTokensTrainer],
    checkpoint: str | None,
    rows: Any,
    micro_batch: int,
    share: int,
    run: Run,
) -> LabelledTokensTrainer:
    """A trainer that takes as many rows at once as before, as it is told, or as the memory holds.

    What a training from the beginning costs is measured, said, and logged.

    Args:
        trainer_of: makes one that takes so many rows at once.
        checkpoint: of an interrupted training.
        rows: the dataset.
        micro_batch: rows at once; 0 where the memory decides.
        share: rows of a step that this process takes.
    """
    known = micro_batch_of(checkpoint) if checkpoint else 0
    together = gcd(micro_batch or known or share, share)
    trainer = trainer_of(together)
    if checkpoint:
        return trainer
    steps = -(-len(rows) // (share * processes.count()))
    cost = measure(trainer, [len(row) for row in rows["input_ids"]], together)
    expected = agreed(cost.forecast(steps, share, micro_batch))
    print(expected.sentence(steps), flush=True)
    run.metrics(expected.metrics())
    return trainer if expected.micro_batch == together else trainer_of(expected.micro_batch)


def agreed(forecast: Forecast) -> Forecast:
    """What the leading process expects: all take as many rows at once."""
    if processes.count() == 1:
        return forecast
    from torch.distributed import broadcast_object_list

    found = [forecast]
    broadcast_object_list(found)
    return found[0]
