"""What a verifier is: it looks at one draft and says what is wrong with it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from academy.component import Component


@dataclass(frozen=True)
class Draft:
    """A question and an answer as the teacher, or a rule, wrote them."""

    question: str
    answer: str
    kind: str
    evidence: str
    """The sentence or table row that it was written about."""
    about: str
    """What the text around it is about."""
    teacher: str
    prompt: str


class Verifier(Component, ABC):
    """Base of all verifiers."""

    @abstractmethod
    def fault(self, draft: Draft) -> str | None:
        """The reason why the draft must not be learned, or `None`."""
