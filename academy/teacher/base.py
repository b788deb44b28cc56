"""What a teacher is: it answers one request with one text."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from pydantic import NonNegativeInt, PositiveInt

from academy.component import Component, component
from academy.errors import AcademyError
from academy.store import text_hash
from academy.teacher.budget import Price
from academy.teacher.quota import Quota

EMPTY = "empty answer"
NO_END = "no answer within max_tokens (a model that thinks first?)"
"""Why there is no answer to a request."""


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


def said(text: str, finish: str) -> str:
    """What a model says, without what it thought before (`<think>…</think>`).

    Nothing where it was cut off while it thought.
    """
    thought, ended, _ = text.partition("</think>")
    if ended and not thought.lstrip().startswith(("{", "[")):  # JSON may speak of it
        return text.rpartition("</think>")[2].lstrip()
    return "" if finish == "length" and text.lstrip().startswith("<think>") else text


class TeacherFailure(Exception):
    """One request got no usable answer; the run goes on and counts it under this reason."""

    def __init__(self, reason: str, tokens_in: int = 0, tokens_out: int = 0) -> None:
        """Take the reason, and the tokens that it cost nevertheless."""
        super().__init__(reason)
        self.tokens_in = tokens_in
        self.tokens_out = tokens_out


class Gone(AcademyError):
    """No request to this teacher can succeed, for hours at least; its fallback may be asked."""


class Passing(TeacherFailure):
    """The same request may succeed when it is asked again."""


class Slow(Passing):
    """No answer came in time."""


class Unreachable(Passing):
    """Nothing answers where the teacher should be."""


class Busy(Passing):
    """The teacher wants to be asked less often."""

    def __init__(self, reason: str, after: float | None) -> None:
        """Take the reason, and the seconds for which the teacher wants to be left alone."""
        super().__init__(reason)
        self.after = after


@component
class Teacher(Component, ABC):
    """Base of all teachers."""

    live: ClassVar[bool] = True
    """Whether there is somebody to be asked."""
    model: str
    """Name of the model, as its server knows it."""
    concurrency: PositiveInt
    """Most requests in flight at the same time; fewer where the teacher cannot keep up."""
    retries: NonNegativeInt = 0
    """Tries after the first, on time-outs, 5xx and lost connections, with growing pauses; refusals
    (429) are waited for longer."""
    quota: Quota | None = None
    """What the server allows, where that is known."""
    price: Price | None = None
    """What the server charges, where that is known."""
    fallback: "Teacher | None" = None
    """Who is asked where this one is gone: no key, no such model, nobody there, or its quota used
    up for long (`+teacher@teacher.fallback=ollama`); may have one of its own."""

    @abstractmethod
    def ask(self, request: Request) -> Answer:
        """Answer one request, in one try; called from several threads.

        Raises:
            Passing: this request failed, and may succeed when it is asked again.
            TeacherFailure: this request failed, another may succeed.
            Gone: no request can succeed (no key, unknown model).
        """

    def obstacle(self) -> str:
        """Why nothing can be asked, as far as that is known before; empty where nothing is."""
        return ""

    @property
    def held(self) -> str:
        """How answers are held to the schema of their request; empty where words alone do that."""
        return ""

    def form(self, request: Request) -> str:
        """How the answer to a request is held to its schema."""
        return self.held if request.schema else ""

    def close(self) -> None:
        """Let go what asking has taken; called when nothing is asked for the time being."""

    @property
    def charges(self) -> Price | None:
        """The price of this very model; `None` where it is not known."""
        known = self.price and self.price.model in (None, self.model)
        return self.price if known else None

    def chain(self) -> "Iterator[Teacher]":
        """This teacher, and those that are asked where it is gone."""
        yield self
        if self.fallback:
            yield from self.fallback.chain()

    def identity(self) -> dict[str, Any]:
        """The models alone: how they are reached does not change what they say."""
        fallback = {"fallback": self.fallback.identity()} if self.fallback else {}
        return {"model": self.model, **fallback}
