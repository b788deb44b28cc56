"""What memory a process holds, and what its allocator keeps for nothing."""

import ctypes
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import torch
from transformers import TrainerCallback

GIGA = 1e9


class Memory:
    """Of this process, or of its GPU."""

    STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")

    def __init__(self, device: Any) -> None:
        self.gpu = device.type == "cuda"
        self.known = self.gpu or self.CLEAR.exists()

    def peak(self) -> int:
        """The most bytes in use since `reset`."""
        return int(torch.cuda.max_memory_allocated()) if self.gpu else self._read("VmHWM")

    def now(self) -> int:
        """Bytes in use; what was given back and kept for later is not."""
        if self.gpu:
            return int(torch.cuda.memory_allocated())
        give_back()
        return self._read("VmRSS")

    def free(self) -> int:
        """Bytes that are left."""
        if self.gpu:
            return int(torch.cuda.mem_get_info()[0])
        return min(int(psutil.virtual_memory().available), *allowed())

    def reset(self) -> None:
        """Forget earlier peaks."""
        if self.gpu:
            torch.cuda.reset_peak_memory_stats()
        elif self.known:
            self.CLEAR.write_text("5")

    def _read(self, name: str) -> int:
        lines = self.STATUS.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def allowed(groups: Path = Path("/sys/fs/cgroup")) -> list[int]:
    """Bytes that the process's container may still take; what files hold in memory is given back.

    Args:
        groups: where the control groups are, of version 2, or of version 1 below `memory`.
    """
    left = []
    for folder, most, used, files in (
        (groups, "memory.max", "memory.current", "inactive_file"),
        (
            groups / "memory",
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "total_inactive_file",
        ),
    ):
        with suppress(OSError, ValueError):  # there is none, or no limit ("max")
            limit, taken = (int((folder / name).read_text("ascii")) for name in (most, used))
            stat = dict(map(str.split, (folder / "memory.stat").read_text("ascii").splitlines()))
            left.append(max(limit - taken + int(stat.get(files, 0)), 0))
    return left


class GivingBack(TrainerCallback):  # type: ignore[misc]
    """Now and then gives back what lies unused between what is in use.

    Every batch has another number of tokens, so the free pieces of the batches before fit the next
    ones badly: without this a training's memory grows for hundreds of steps
    (docs/experiments.md, 28 November).
    """

    def on_log(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """As often as the loss is logged: some fifty times in a training."""
        give_back()


def give_back() -> None:
    """Return to the system what the allocator of this process keeps unused."""
    with suppress(AttributeError):  # of another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)
