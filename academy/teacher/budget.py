"""What teachers cost, and the most that a run may spend."""

import threading

from pydantic import Field, NonNegativeFloat, NonNegativeInt

from academy.component import Component, component
from academy.errors import AcademyError

MILLION = 1_000_000


@component
class Price(Component):
    """What a server charges (`teacher.price.…`)."""

    model: str | None
    """Which model costs that; `null` for every one."""
    usd_in: float = Field(ge=0)
    """For a million tokens of requests."""
    usd_out: float = Field(ge=0)
    """For a million tokens of answers."""

    def of(self, tokens_in: float, tokens_out: float) -> float:
        """What so many tokens cost, in USD."""
        return (tokens_in * self.usd_in + tokens_out * self.usd_out) / MILLION


@component
class Budget(Component):
    """The most that one run may spend on its teachers (`budget.…`); `null` for no limit.

    What tokens and money the requests in flight will cost is not known before they are answered.
    """

    calls: NonNegativeInt | None
    """Requests sent, those that failed too."""
    tokens: NonNegativeInt | None
    """Tokens in and out together."""
    usd: NonNegativeFloat | None
    """By `teacher.price`."""


class Purse:
    """What a run has spent on all its teachers; safe for several threads."""

    closed = False
    """Whether nothing may be spent at all, because a person only asked for the price."""

    def __init__(self, budget: Budget) -> None:
        self.calls = 0
        self.tokens = 0
        self.usd = 0.0
        self._budget = budget
        self._lock = threading.Lock()

    def check(self, model: str, price: Price | None) -> None:
        """Refuse a budget in money for a teacher whose price is not known.

        Raises:
            AcademyError: that is so.
        """
        if self._budget.usd is not None and price is None:
            raise AcademyError(
                f"budget.usd: the price of {model} is not known; give it: teacher.price.usd_in=… "
                f"teacher.price.usd_out=… teacher.price.model={model}, or set budget.tokens"
            )

    def open(self) -> None:
        """Count a request that is going to be sent.

        Raises:
            AcademyError: the budget is used up.
        """
        self.look()
        with self._lock:
            self.calls += 1

    def look(self) -> None:
        """Make sure that something is left.

        Raises:
            AcademyError: the budget is used up.
        """
        if self.closed:
            raise AcademyError(
                "--dry-run: reading these documents asks a teacher already (translate, pictures); "
                "run `academy extract` first, or choose translate=none pictures=none"
            )
        budget = self._budget
        with self._lock:
            for name, spent in (("calls", self.calls), ("tokens", self.tokens), ("usd", self.usd)):
                most = getattr(budget, name)
                if most is not None and spent >= most:
                    raise AcademyError(
                        f"budget.{name}={most} is used up ({self.told()}); what was said is "
                        "kept: run the same again to go on with as much again, or raise it"
                    )

    def pay(self, price: Price | None, tokens_in: int, tokens_out: int) -> None:
        """Count an answer."""
        with self._lock:
            self.tokens += tokens_in + tokens_out
            self.usd += price.of(tokens_in, tokens_out) if price else 0.0

    def told(self) -> str:
        """What was spent, for a person."""
        return f"{self.calls} calls, {self.tokens} tokens, ${self.usd:.4f}"
