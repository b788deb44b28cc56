"""What a router is: it decides whose answer a person gets."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

from academy.component import Component


@dataclass(frozen=True)
class Reply:
    """An answer of one model."""

    text: str
    by: str
    """`specialist` or `general`."""
    confidence: float
    """Geometric mean of the answer's token probabilities, 0 to 1."""
    recalled: str = ""
    """The most probable recalled sentence with the answer in it, if there is one."""


class Panel(Protocol):
    """The models that can be asked."""

    def specialist(self, question: str) -> Reply:
        """The student with its adapter."""

    def general(self, question: str, hint: str | None = None) -> Reply:
        """The general model, told the specialist's answer as a hint or not."""


class Router(Component, ABC):
    """Base of all routers."""

    @abstractmethod
    def answer(self, question: str, panel: Panel) -> Reply:
        """The answer that the person gets."""
