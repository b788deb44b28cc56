"""Several processes that train one student together: `accelerate launch -m academy.train …`.

The first one leads: it makes every result, tracks and writes; the others train with it, each on a
GPU of its own. Who launches them says so in these environment variables (as `torchrun` does).
"""

import os
import time
from collections.abc import Callable
from typing import TypeVar

from academy.errors import AcademyError

Found = TypeVar("Found")
REST = 0.2
"""Seconds between two looks at whether the leading process is ready."""

DIVIDING = {
    "ACCELERATE_USE_DEEPSPEED": "DeepSpeed",
    "ACCELERATE_USE_FSDP": "FSDP",
    "ACCELERATE_USE_MEGATRON_LM": "Megatron-LM",
}
"""What `accelerate` tells of ways in which processes divide a model among them."""


def check() -> None:
    """See that each process is meant to hold the whole student.

    Raises:
        AcademyError: they are to divide it.
    """
    for name, way in DIVIDING.items():
        if os.environ.get(name, "false").lower() in ("true", "1"):
            raise AcademyError(
                f"accelerate launch: {way} would divide the student among the processes, but each "
                "holds all of it; launch with --multi_gpu, and take lora=qlora where a GPU is too "
                "small"
            )


def count() -> int:
    """How many processes there are."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def leads() -> bool:
    """Whether this one is the first."""
    return int(os.environ.get("RANK", "0")) == 0


def device() -> int:
    """The number of this one's GPU."""
    return int(os.environ.get("LOCAL_RANK", "0"))


def awaited(find: Callable[[], Found | None]) -> Found:
    """What the leading process makes, once it is there; where that fails, all are ended."""
    while (found := find()) is None:
        time.sleep(REST)
    return found
