"""What tracking is: one run for every training and every evaluation."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import NonNegativeInt

from academy.component import Component, component
from academy.variants import variants

LONGEST = 500
"""Characters of a parameter's value; MLflow refuses more than 6,000."""
SWEEP = "ACADEMY_SWEEP"
"""Environment variable that names the sweep this process works for: its id, and, behind a space,
what a person reads."""
VARIED = "ACADEMY_VARIED"
"""Environment variable with what was chosen for this run, in a sweep what varies, for its name."""


class Run(ABC):
    """One tracked run in progress."""

    id: str

    @abstractmethod
    def metrics(self, values: Mapping[str, float], step: int | None = None) -> None:
        """Log metrics."""

    @abstractmethod
    def tag(self, name: str, value: str) -> None:
        """Mark the run, so that it can be searched for."""

    @abstractmethod
    def file(self, path: Path, folder: str | None = None) -> None:
        """Keep a file, or a folder with all its files, with the run."""

    @abstractmethod
    def table(self, path: Path, name: str) -> None:
        """Keep JSON lines as a table that the tracker shows row by row."""

    @abstractmethod
    def dataset(self, path: Path, name: str, digest: str, context: str) -> None:
        """Name a data set that the run used: JSON lines and their SHA-256."""


@dataclass(frozen=True)
class Span:
    """A piece of work with a teacher, to be followed in the tracker's trace view."""

    name: str
    kind: Literal["CHAIN", "CHAT_MODEL", "EVALUATOR"]
    """A conversation about a chunk, a request to a teacher, or a check."""
    inputs: Any
    outputs: Any
    began: int
    ended: int
    """Nanoseconds since 1970."""
    attributes: Mapping[str, Any]
    failed: bool = False
    parts: "tuple[Span, ...]" = ()


@dataclass(frozen=True)
class Header:
    """What is known of a run before it starts."""

    stage: str
    name: str
    config: Mapping[str, Any]
    """The whole resolved configuration."""
    tags: Mapping[str, str]
    resume: str | None = None
    """Id of an interrupted run that this one goes on with, if the tracker still knows it."""


@component
class Tracking(Component, ABC):
    """Base of all trackers."""

    traces: NonNegativeInt = 0
    """For how many chunks what the teacher is asked and answers can be followed."""

    @property
    def address(self) -> str:
        """Where runs are kept, without a password; empty where they are not."""
        return ""

    def trace(self, spans: Iterable[Span]) -> None:
        """Keep pieces of work to be looked at."""

    @abstractmethod
    def artifacts(self, run: str, names: Sequence[str], folder: Path) -> None:
        """Copy files that were kept with a run into a folder.

        Raises:
            AcademyError: there is no such run, or it has no such files.
        """

    @abstractmethod
    def register(self, name: str, specialist: Path, tags: Mapping[str, str]) -> tuple[str, bool]:
        """Make a specialist a version of a registered model.

        Args:
            specialist: folder of the training.
            tags: of the version; those with the same `questions` compete, by their `verdict`
                first, then by their `accuracy`.

        Returns:
            The version, and whether it is the best one now.

        Raises:
            AcademyError: nothing is tracked.
        """

    @abstractmethod
    @contextmanager
    def run(self, header: Header) -> Iterator[Run]:
        """A run that ends as finished, failed or killed, as the block does."""

    def identity(self) -> dict[str, Any]:
        """Nothing: tracking changes no result."""
        return {}


def parameters(config: Mapping[str, Any]) -> dict[str, str]:
    """The configuration as flat parameters: `lora.r`; a group's own name holds its variant."""
    flat: dict[str, str] = {}

    def walk(prefix: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                walk(
                    prefix if key == "_target_" else f"{prefix}.{key}" if prefix else str(key),
                    inner,
                )
        else:
            text = str(value)
            short = text.rpartition(".")[2] if text.startswith("academy.") else text
            flat[prefix] = short[:LONGEST]

    walk("", config)
    return flat | variants(config)
