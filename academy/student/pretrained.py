"""Any causal language model from a local folder or a model hub."""

from pathlib import Path
from typing import Any

from academy.component import component
from academy.student.base import Student


@component
class Pretrained(Student):
    """`student=tinyllama`, or `student=pretrained student.name=<folder or hub name>`."""

    name: str
    """A folder with a model in it, or a name on the hub."""

    def source(self) -> str:
        """The folder, made absolute, or the hub name."""
        folder = Path(self.name).expanduser()
        return str(folder.resolve()) if folder.is_dir() else self.name

    def identity(self) -> dict[str, Any]:
        """Name and system messages; for a folder also its configuration's content."""
        return {
            "name": self.name,
            "system": self.system,
            "recall": self.recall,
            "weights": _weights(Path(self.source())),
        }


def _weights(folder: Path) -> dict[str, str]:
    from academy.store import file_hash

    wanted = ("*.safetensors", "*.bin", "*.json", "*.jinja")
    return {p.name: file_hash(p) for glob in wanted for p in sorted(folder.glob(glob))}
