"""How long a training will take, and how much memory: measured on a few rows before the first step.

So it is known how many rows fit into the memory together. A batch of two rows and one of four tell
what each further row costs; the others are extrapolated from that, so nothing is tried that might
not fit.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import torch

FEW, MORE = 2, 4
"""Rows of the batches that are tried."""
MOMENTS = 8
"""Bytes that AdamW keeps for each weight that is trained."""
COPIES = 8
"""Bytes of the exact copies of a weight in half precision and of its gradient (`MasterAdamW`)."""
BESIDE = 250_000_000
"""Bytes that checkpoints and the libraries take beside (measured: `benchmarks/memory.py`)."""
GIGA = 1e9
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
        return f"{said}: it may not fit; lower distillation.max_tokens or distillation.micro_batch"


@dataclass(frozen=True)
class Cost:
    """What a few rows of a dataset cost, and what there is."""

    seconds: tuple[float, float]
    """Of `FEW` and of `MORE` usual rows, forward and backward."""
    activations: tuple[float, float]
    """Bytes for so many of the longest ones."""
    fixed: int | None
    """Bytes whatever the batch is; `None` where memory is not known."""
    free: int | None
    """As in `Forecast`."""

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
        seconds = _extrapolated(*self.seconds, together) * parts * steps
        return Forecast(seconds, self._bytes(together), self.free, together, parts)

    def _bytes(self, rows: int) -> int | None:
        if self.fixed is None:
            return None
        return round(self.fixed + _extrapolated(*self.activations, rows))

    def _fits(self, wanted: int | None) -> bool:
        return wanted is None or self.free is None or wanted < self.free


def measure(trainer: Any, lengths: Sequence[int]) -> Cost:
    """Try a few rows of a trainer's dataset; its model is as before afterwards.

    Args:
        trainer: a `LabelledTokensTrainer`.
        lengths: tokens of each row.
    """
    rows = trainer.train_dataset
    order = sorted(range(len(rows)), key=lambda row: lengths[row])
    mean = sum(lengths) / len(lengths)  # what takes time are the tokens, however they lie
    usual = sorted(order, key=lambda row: abs(lengths[row] - mean))[:MORE]
    longest = order[-MORE:]
    memory = Memory(trainer.model.device)
    tried: dict[tuple[bool, int], tuple[float, int]] = {}
    _step(trainer, [rows[row] for row in usual])()  # to warm up
    for of_longest, some in ((False, usual), (True, longest)):
        for count in (FEW, MORE):
            step = _step(trainer, [rows[row] for row in some[:count]])
            tried[of_longest, count] = _tried(step, memory)
    trainer.model.zero_grad(set_to_none=True)
    seconds = tried[False, FEW][0], tried[False, MORE][0]
    activations = tried[True, FEW][1], tried[True, MORE][1]
    if not memory.known:
        return Cost(seconds, activations, None, None)
    now = memory.now()
    fixed = now + _states(trainer.model) + BESIDE
    return Cost(seconds, activations, fixed, now + memory.free())


class Memory:
    """Of this process, or of its GPU."""

    STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")

    def __init__(self, device: Any) -> None:
        self._gpu = device.type == "cuda"
        self.known = self._gpu or self.CLEAR.exists()

    def peak(self) -> int:
        """The most bytes in use since `reset`."""
        return int(torch.cuda.max_memory_allocated()) if self._gpu else self._read("VmHWM")

    def now(self) -> int:
        """Bytes in use."""
        return int(torch.cuda.memory_allocated()) if self._gpu else self._read("VmRSS")

    def free(self) -> int:
        """Bytes that are left."""
        if self._gpu:
            return int(torch.cuda.mem_get_info()[0])
        return int(psutil.virtual_memory().available)

    def reset(self) -> None:
        """Forget earlier peaks."""
        if self._gpu:
            torch.cuda.reset_peak_memory_stats()
        elif self.known:
            self.CLEAR.write_text("5")

    def _read(self, name: str) -> int:
        lines = self.STATUS.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def _step(trainer: Any, rows: list[dict[str, Any]]) -> Callable[[], None]:
    """A forward and a backward pass; rows that the student answers itself are taken as they are."""

    def step() -> None:
        inputs = trainer.data_collator([{**row, "own": False} for row in rows])
        inputs = {name: value.to(trainer.model.device) for name, value in inputs.items()}
        trainer.model.train()
        trainer.compute_loss(trainer.model, inputs).backward()

    return step


def _tried(step: Callable[[], None], memory: Memory) -> tuple[float, int]:
    """Seconds, and the bytes that it took beside what was in use."""
    before = memory.now() if memory.known else 0
    memory.reset()
    start = time.perf_counter()
    step()
    seconds = time.perf_counter() - start
    return seconds, memory.peak() - before if memory.known else 0


def _extrapolated(few: float, more: float, batch: int) -> float:
    """What a batch costs, after a batch of few and one of more rows."""
    each = max(0.0, (more - few) / (MORE - FEW))
    return max(0.0, few + each * (batch - FEW))


def _states(model: Any) -> int:
    """Bytes of gradients and of what the optimiser keeps."""
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    return sum(
        w.numel() * (MOMENTS + w.element_size() + COPIES * (w.element_size() == HALF))
        for w in trained
    )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"
