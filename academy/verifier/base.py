"""What a verifier is: it looks at one draft and keeps it, mends it or rejects it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

from academy.component import Component

UNANSWERED = "unanswered"
"""The kind of a draft whose question its evidence shall leave open."""


@dataclass(frozen=True)
class Draft:
    """A question and an answer as the teacher, or a rule, wrote them."""

    question: str
    answer: str
    kind: str
    evidence: str
    """The sentence that it was written about."""
    before: str
    """The sentence before that, where the evidence leans on it."""
    about: str
    """What the text around it is about."""
    language: str
    teacher: str
    prompt: str
    cells: tuple[str, ...] = ()
    """The first cell and another one of a table row, where the evidence tells these."""
    aliases: tuple[str, ...] = ()
    """Other words for the answer."""
    quote: str = ""
    """The evidence in the chunk's own words, where it is told in others."""


class Rejected(Exception):
    """The reason why a draft must not be learned, and the draft as it was when that was seen."""

    def __init__(self, reason: str, draft: Draft) -> None:
        super().__init__(reason)
        self.draft = draft


class Reader(Protocol):
    """A teacher that can be asked what a text says."""

    def read(self, draft: Draft, template: str) -> str:
        """What the draft's evidence, or its chunk, answers to its question.

        It is read without the draft's answer.

        Args:
            template: how the teacher is asked.

        Raises:
            TeacherFailure: the teacher gave no usable answer.
        """


class Verifier(Component, ABC):
    """Base of all verifiers."""

    @property
    def together(self) -> int:
        """Questions that are read in one request, the whole chunk before them.

        With 1 each is read by itself, its evidence before it.
        """
        return 1

    def readings(self, draft: Draft) -> tuple[str, ...]:
        """The templates by which a draft's question is read."""
        return ()

    def fault(self, draft: Draft) -> str | None:
        """What is wrong with a draft, whatever a teacher reads."""
        return None

    def asks(self, draft: Draft) -> bool:
        """Whether a draft that was rejected asks something about its evidence all the same."""
        return False

    @abstractmethod
    def verify(self, draft: Draft, reader: Reader) -> Draft:
        """The draft as it may be learned.

        Raises:
            Rejected: with the reason.
            TeacherFailure: the reader was needed and failed.
        """
