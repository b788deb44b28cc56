"""A clock that can be turned, and a teacher that goes by it."""

from dataclasses import dataclass, field

from academy.teacher.base import Answer
from academy.teacher.budget import Budget, Price
from academy.teacher.pace import Clock
from academy.teacher.quota import Quota

UNLIMITED = Budget(calls=None, tokens=None, usd=None)
NOON = 1_795_435_200.0
"""23 November 2026, 12:00 UTC."""


class Turned(Clock):
    """A clock that goes on only by waiting."""

    def __init__(self, now=NOON):
        self.time = now
        self.waits = []

    def now(self):
        return self.time

    def wait(self, changed, seconds):
        assert seconds is not None, "nobody would ever go on"
        self.waits.append(seconds)
        self.time += seconds


@dataclass
class Server:
    """A teacher as its server sees it."""

    clock: Turned
    concurrency: int = 1
    retries: int = 2
    quota: Quota | None = None
    charges: Price | None = None
    model: str = "m"
    form = staticmethod(lambda request: "")
    fallback: None = None
    script: list = field(default_factory=list)
    """What happens to the next requests; an answer where it is empty."""
    came: list = field(default_factory=list)
    """When each request came."""

    def ask(self, request):
        self.came.append(self.clock.now())
        if self.script:
            fault = self.script.pop(0)
            if fault:
                raise fault
        return Answer(f"answer to {request.user}", "stop", 100, 10)
