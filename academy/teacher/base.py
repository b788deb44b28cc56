"""What a teacher is: it answers one request with one text."""

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from typing import Any

from academy.component import Component, component
from academy.store import text_hash


@dataclass(frozen=True)
class Request:
    """Everything a teacher is told; equal requests are asked once."""

    system: str
    user: str
    schema: dict[str, Any] | None
    """JSON schema of the wanted answer, or `None` for free text."""
    temperature: float
    max_tokens: int
    seed: int
    picture: str = ""
    """A JPEG in base64 that the teacher is shown with the words; empty for none."""

    def key(self) -> str:
        """SHA-256 of the whole request."""
        return text_hash({name: v for name, v in asdict(self).items() if name != "picture" or v})


@dataclass(frozen=True)
class Answer:
    """What the teacher said and what it cost."""

    text: str
    finish: str
    """`stop`, or `length` where the answer was cut off."""
    tokens_in: int
    tokens_out: int


class TeacherFailure(Exception):
    """One request got no usable answer; the run goes on and counts it under this reason."""


@component
class Teacher(Component, ABC):
    """Base of all teachers."""

    model: str
    """Name of the model, as its server knows it."""
    concurrency: int
    """Requests in flight at the same time."""

    @abstractmethod
    def ask(self, request: Request) -> Answer:
        """Answer one request; called from several threads.

        Raises:
            TeacherFailure: this request failed, another may succeed.
            AcademyError: no request can succeed (no key, unknown model, server not there).
        """

    def identity(self) -> dict[str, Any]:
        """The model alone: how it is reached does not change what it says."""
        return {"model": self.model}
