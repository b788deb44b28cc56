"""Any causal language model from a local folder or a model hub."""

from pathlib import Path
from typing import Any

from academy.component import component
from academy.student.base import Student
from academy.student.loading import check_path, content


@component
class Pretrained(Student):
    """`student=tinyllama`, or `student=pretrained student.name=<folder or hub name>`."""

    name: str
    """A folder with a model in it, a GGUF file, or a name on the hub."""

    @property
    def title(self) -> str:
        """Its name."""
        return self.name

    def check(self) -> None:
        """There must be such a path or name, and its tokenizer must be one of a chat model."""
        check_path(self.name, "student")
        self.tokenizer()

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
            "ask": self.ask,
            "weights": content(self.source()),
        }
