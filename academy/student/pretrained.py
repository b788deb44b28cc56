"""Any causal language model from a local folder or a model hub."""

from pathlib import Path
from typing import Any

from academy.component import component
from academy.student.base import Student


@component
class Pretrained(Student):
    """`student=tinyllama`, or `student=pretrained student.name=<folder or hub name>`."""

    name: str
    """A folder with a model in it, a GGUF file, or a name on the hub."""

    def source(self) -> str:
        """The folder or file, made absolute, or the hub name."""
        path = Path(self.name).expanduser()
        return str(path.resolve()) if path.exists() else self.name

    def identity(self) -> dict[str, Any]:
        """Name and system messages; for a folder or a file also the content."""
        return {
            "name": self.name,
            "system": self.system,
            "recall": self.recall,
            "weights": _weights(Path(self.source())),
        }


def _weights(path: Path) -> dict[str, str]:
    from academy.store import file_hash

    wanted = ("*.safetensors", "*.bin", "*.json", "*.jinja")
    files = [path] if path.is_file() else [p for glob in wanted for p in sorted(path.glob(glob))]
    return {file.name: file_hash(file) for file in files}
