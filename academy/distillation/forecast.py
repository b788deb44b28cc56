"""How long a training will take, and how much memory: measured on a few rows before the first step.

So it is known how many rows fit into the memory together. A batch of two rows and one of four tell
what each further row takes in time, the one of four what each row takes in memory; the others are
extrapolated from that, so nothing is tried that might not fit.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import fmean
from typing import Any

import torch

from academy.distillation.lessons import IGNORED
from academy.distillation.memory import GIGA, Memory
from academy.distillation.soft_labels import AT_ONCE

Row = dict[str, Any]
"""As `Lesson.row` makes it."""
FEW, MORE = 2, 4
"""Rows of the batches that are tried."""
MOMENTS = 8
"""Bytes that AdamW keeps for each weight that is trained."""
COPY = 4
"""Bytes of the exact copy of a weight in half precision; in a step of the optimiser there is one of
its gradient too (`MasterAdamW`)."""
BESIDE = 250_000_000
"""Bytes that checkpoints and the libraries take beside (measured: `benchmarks/memory.py`)."""
SCATTERED = 0.1
"""Of what a batch takes, so much more does the allocator of a CPU hold in pieces between what is in
use, after batches of other sizes (chosen on five trainings of 28 November that give memory back;
docs/experiments.md)."""
LOGIT = 16
"""Bytes for each logit: in two precisions, its logarithm and its gradient."""
HALF = 2
"""Bytes of a weight in half precision."""


@dataclass(frozen=True)
class Forecast:
    """What a training will need."""

    seconds: float
    """Of all steps, forward and backward."""
    bytes: int | None
    """The most memory at a time, of the process or of the GPU; `None` where that is not known."""
    free: int | None
    """How much there is, with what is in use already."""
    micro_batch: int
    """Rows that go through the model together."""
    parts: int = 1
    """How many times that is a batch."""

    def metrics(self) -> dict[str, float]:
        """For the tracked run, beside what it really took."""
        found = {"forecast_train_seconds": self.seconds}
        return found if self.bytes is None else {**found, "forecast_gigabytes": self.bytes / GIGA}

    def sentence(self, steps: int) -> str:
        """For a person."""
        rows = f" of {self.parts} × {self.micro_batch} examples" if self.parts > 1 else ""
        said = f"train: {steps} steps{rows}, about {_duration(self.seconds)}"
        if self.bytes is None or self.free is None:
            return said
        said += f" and {self.bytes / GIGA:.1f} GB of memory (of {self.free / GIGA:.0f} GB)"
        if self.bytes < self.free:
            return said
        return f"{said}: it may not fit; lower max_tokens or micro_batch"


@dataclass(frozen=True)
class Cost:
    """What a few rows of a dataset cost, and what there is."""

    seconds: tuple[float, float]
    """Of `FEW` and of `MORE` usual rows, forward and backward."""
    activations: float
    """Bytes for each row of the longest batch."""
    fixed: int | None
    """Bytes whatever the batch is; `None` where memory is not known."""
    free: int | None
    """As in `Forecast`."""
    copied: int = 0
    """Bytes of the copies of gradients, made when what the rows took is free again."""
    answering: tuple[float, float] = (0.0, 0.0)
    """Share of the batches that the student answers itself, and the seconds of each of their
    rows."""

    def forecast(self, steps: int, batch: int, micro_batch: int) -> Forecast:
        """What so many steps will need.

        Args:
            batch: rows of a step.
            micro_batch: of these, how many go through the model together; 0 for the most that fit.
        """
        possible = [batch // parts for parts in range(1, batch + 1) if not batch % parts]
        together = micro_batch or next(
            (rows for rows in possible if self._fits(self._bytes(rows))), 1
        )
        parts = batch // together
        share, each = self.answering
        rows = (1 - share) * _extrapolated(*self.seconds, together) + share * each * together
        return Forecast(rows * parts * steps, self._bytes(together), self.free, together, parts)

    def _bytes(self, rows: int) -> int | None:
        if self.fixed is None:
            return None
        return round(self.fixed + max(self.activations * rows, self.copied))

    def _fits(self, wanted: int | None) -> bool:
        return wanted is None or self.free is None or wanted < self.free


def measure(trainer: Any, lengths: Sequence[int], together: int) -> Cost:
    """Try a few rows of a trainer's dataset; its model is as before afterwards.

    Args:
        trainer: a `LabelledTokensTrainer`.
        lengths: tokens of each row.
        together: rows that go through the model at once, one batch after the other.
    """
    rows = trainer.train_dataset

    def some(batch: Sequence[int]) -> list[Row]:
        return [rows[row] for row in batch]

    def read(batch: list[Row]) -> Callable[[], None]:
        return _step(trainer, [{**row, "own": False} for row in batch])

    answering = _answering(trainer, together)
    usual, longest = typical(lengths, together)
    middling, long = some(spread(usual, lengths)), some(spread(longest, lengths))
    memory = Memory(trainer.model.device)
    read(middling)()  # to warm up
    few, more = (_seconds(read(middling[:count])) for count in (FEW, MORE))
    taken = _bytes(read(long), memory)
    trainer.model.zero_grad(set_to_none=True)
    if not memory.known:
        return Cost((few, more), 0.0, None, None, answering=answering)
    now = memory.now()
    kept, copied = _states(trainer.model)
    whole = _whole(taken, long, some(longest), len(trainer.model.get_input_embeddings().weight))
    whole *= 1 if memory.gpu else 1 + SCATTERED
    free = now + memory.free()
    fixed = now + kept + BESIDE
    return Cost((few, more), whole / len(longest), fixed, free, copied, answering)


def _answering(trainer: Any, together: int) -> tuple[float, float]:
    """As in `Cost`; a teacher that listens is loaded by then."""
    rows = trainer.train_dataset
    starts = range(0, len(rows), together)
    own = [start for start in starts if rows[start]["own"]]
    if not own:
        return 0.0, 0.0
    start = own[len(own) // 2]
    batch = [rows[row] for row in range(start, min(start + together, len(rows)))]
    _step(trainer, batch[:FEW])()  # to warm up
    return len(own) / len(starts), _seconds(_step(trainer, batch)) / len(batch)


def typical(lengths: Sequence[int], together: int) -> tuple[Sequence[int], Sequence[int]]:
    """The rows of a batch that is as long as most, and those of the longest one."""
    starts = range(0, max(1, len(lengths) - together + 1), together)
    batches = [range(start, min(start + together, len(lengths))) for start in starts]

    def length(batch: Sequence[int]) -> int:
        return sum(lengths[row] for row in batch)

    mean = fmean(lengths) * together  # what takes time are the tokens, however they lie
    return min(batches, key=lambda batch: abs(length(batch) - mean)), max(batches, key=length)


def spread(batch: Sequence[int], lengths: Sequence[int]) -> list[int]:
    """`MORE` rows of all lengths, those in the middle first."""
    order = sorted(batch, key=lambda row: lengths[row])
    parts = sorted(range(MORE), key=lambda part: abs(part - (MORE - 1) / 2))
    places = [(2 * part + 1) * len(order) // (2 * MORE) for part in parts]
    return [order[place] for place in dict.fromkeys(places)]


def _read(rows: Sequence[Row]) -> int:
    """Tokens that go through the model; what all rows begin with does so once."""
    tokens = [row["input_ids"] for row in rows]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*tokens, strict=False))
    return sum(map(len, tokens)) - (len(tokens) - 1) * sum(1 for _ in same)


def _whole(taken: int, tried: list[Row], batch: list[Row], vocabulary: int) -> float:
    """Bytes that a batch takes, after what some rows took: more tokens, but no more logits."""

    def logits(rows: list[Row]) -> int:
        learned = sum(label != IGNORED for one in rows for label in one["labels"])
        return int(min(learned, AT_ONCE) * vocabulary * LOGIT)

    return logits(batch) + (taken - logits(tried)) * _read(batch) / _read(tried)


def _step(trainer: Any, rows: list[Row]) -> Callable[[], None]:
    """A forward and a backward pass."""

    def step() -> None:
        inputs = trainer.data_collator(rows)
        inputs = {name: value.to(trainer.model.device) for name, value in inputs.items()}
        trainer.model.train()
        trainer.compute_loss(trainer.model, inputs).backward()

    return step


def _seconds(step: Callable[[], None]) -> float:
    start = time.perf_counter()
    step()
    if torch.cuda.is_available():
        torch.cuda.synchronize()  # what was asked of it may not be done yet
    return time.perf_counter() - start


def _bytes(step: Callable[[], None], memory: Memory) -> int:
    """What it took beside what was in use."""
    before = memory.now() if memory.known else 0
    memory.reset()
    step()
    return memory.peak() - before if memory.known else 0


def _extrapolated(few: float, more: float, batch: int) -> float:
    """What a batch costs, after a batch of few and one of more rows."""
    each = max(0.0, (more - few) / (MORE - FEW))
    return max(0.0, few + each * (batch - FEW))


def _states(model: Any) -> tuple[int, int]:
    """Bytes of gradients and of what the optimiser keeps; and of copies of gradients."""
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    copied = sum(w.numel() * COPY for w in trained if w.element_size() == HALF)
    return sum(w.numel() * (MOMENTS + w.element_size()) for w in trained) + copied, copied


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"
