"""What an interrupted training left, to go on from."""

from pathlib import Path
from typing import Any

from academy import records
from academy.student.tuned import weights


def last_checkpoint(folder: Path) -> str | None:
    """The newest checkpoint of a folder that was written to its end."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
    whole = [path for path in found if _is_whole(path)]
    return str(whole[-1]) if whole else None


def micro_batch_of(checkpoint: str) -> int:
    """How many rows went through the model together, so that it goes on exactly so."""
    return int(_state(Path(checkpoint))["train_batch_size"])


def _is_whole(checkpoint: Path) -> bool:
    try:
        _state(checkpoint)
    except (OSError, ValueError):
        return False
    return bool(weights(checkpoint))


def _state(checkpoint: Path) -> Any:
    return records.read_json(checkpoint / "trainer_state.json")
