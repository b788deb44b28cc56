"""What a judge is: it reads answers beside the accepted ones and says what they are worth."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from academy.component import Component, component
from academy.evaluation.answered import Answered
from academy.records import Record
from academy.teacher.base import Teacher
from academy.teacher.chain import Account


@dataclass(frozen=True)
class Graded(Record):
    """What the judge says of one answer."""

    questions: str
    """`dev` or `test`."""
    id: str
    system: str
    grade: str
    """`correct`, `incorrect`, `refused`, or `unclear` where the judge did not say one of these."""
    reason: str
    """In the judge's words."""


@dataclass(frozen=True)
class Duel(Record):
    """Which of two answers the judge prefers, asked in both orders."""

    questions: str
    id: str
    document: str
    ours: str
    theirs: str
    """The two systems; the judge does not learn their names."""
    result: str
    """`win` of ours, `loss`, or `tie`: also where the orders disagree, and without asking where
    both say the same."""
    agreed: bool
    """Whether both orders gave the same result."""
    reasons: tuple[str, ...]
    """In the judge's words: ours first, then theirs first."""


@dataclass(frozen=True)
class Judgement:
    """Everything that a judge said about an evaluation's answers."""

    grades: list[Graded] = field(default_factory=list)
    duels: list[Duel] = field(default_factory=list)
    credentials: dict[str, Any] | None = None
    """Who judged, and how often people who labelled answers by hand agree; `None` without one."""


@component
class Judge(Component, ABC):
    """Base of all judges."""

    def teachers(self) -> Sequence[Teacher]:
        """The models that are asked, if any."""
        return ()

    def systems(self) -> frozenset[str]:
        """Whose answers are compared with others'."""
        return frozenset()

    @abstractmethod
    def judge(self, rows: Sequence[Answered], account: Account, seed: int) -> Judgement:
        """Judge the answers of all systems.

        Raises:
            AcademyError: the judge cannot be asked, or left answers unread.
        """
