"""When a teacher is asked: within its quotas, and no faster than it can answer.

Requests in flight grow by one for each round of answers and are halved where the teacher asks for a
pause or does not answer in time (additive increase, multiplicative decrease: Chiu and Jain, 1989).
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from math import inf

from academy.teacher.base import Busy, Gone, Passing, Slow, Teacher, Unreachable
from academy.teacher.budget import Purse
from academy.teacher.quota import Usage

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds for which nothing is sent after a refusal that does not say for how long; doubled each
time."""
PATIENCE = 5
"""How many refusals in a row are waited for, for each retry that other faults get."""
NAP = 60.0
"""Longest wait at a time, in seconds: a machine that was put to sleep looks at the clock again."""
WORTH_LEAVING = 600.0
"""Seconds of waiting from which the fallback is asked, if there is one."""
WORTH_TELLING = 5.0
"""Seconds of waiting from which a person is told."""


class Stopped(Exception):
    """The run is being given up."""


class Clock:
    """The time, and waiting; a test may have its own."""

    def now(self) -> float:
        """Unix time in seconds."""
        return time.time()

    def wait(self, changed: threading.Condition, seconds: float | None) -> None:
        """Wait so long, or until something has changed."""
        changed.wait(seconds)


class Pace:
    """Lets requests go, one after the other, from several threads."""

    def __init__(
        self,
        teacher: Teacher,
        purse: Purse,
        usage: Usage | None,
        clock: Clock,
        tell: Callable[[str], None],
    ) -> None:
        """Begin at full speed.

        Args:
            purse: every request is counted there when it goes.
            usage: of the teacher's quota, if it has one.
            tell: is told until when nothing is sent, and the empty text when that is over.
        """
        self._teacher = teacher
        self._purse = purse
        self._usage = usage
        self._clock = clock
        self._tell = tell
        self._changed = threading.Condition()
        self._most = float(teacher.concurrency)
        self.in_flight = 0
        """Requests that are not answered yet."""
        self._paused_until = -inf
        self._slowed_at = -inf
        self._refusals = 0
        self._told = 0.0
        self.stopped = False
        self.answered = 0
        """How many answers have come."""

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn to send a request; what comes of it sets the pace.

        Raises:
            Stopped: the run is being given up.
            Gone: the teacher refuses every request, or wants none for long and has a fallback.
            AcademyError: the budget is used up.
        """
        sent = self._go()
        try:
            yield
        except Busy as busy:
            self._slow_down(sent)
            self._pause(sent, busy)
            raise
        except Slow:
            self._slow_down(sent)
            raise
        except Unreachable as away:
            if self.answered:  # it was there, and may come back
                self._pause(sent, away)
            raise
        else:
            self._go_on()
        finally:
            with self._changed:
                self.in_flight -= 1
                self._changed.notify_all()

    def rest(self, seconds: float) -> None:
        """Wait before the same is tried again.

        Raises:
            Stopped: the run is being given up.
        """
        end = self._clock.now() + seconds
        with self._changed:
            while not self.stopped and self._clock.now() < end:
                self._clock.wait(self._changed, end - self._clock.now())
            if self.stopped:
                raise Stopped

    def stop(self) -> None:
        """Let nothing more be sent."""
        with self._changed:
            self.stopped = True
            self._changed.notify_all()

    def _go(self) -> float:
        with self._changed:
            while True:
                if self.stopped:
                    raise Stopped
                self._purse.look()
                now = self._clock.now()
                wait = self._wait(now)
                if wait <= 0:
                    break
                if self._teacher.fallback and WORTH_LEAVING < wait < inf:
                    until = _moment(now + wait)
                    raise Gone(f"teacher {self._teacher.model}: wants no request until {until}")
                self._say(now, wait)
                self._clock.wait(self._changed, None if wait == inf else min(wait, NAP))
            self._say(now, 0)
            self._purse.open()
            self.in_flight += 1
            return now

    def _wait(self, now: float) -> float:
        """Seconds until the next request may be sent; infinite until one comes back.

        Where that is now, it is noted for the quota.
        """
        if self.in_flight >= int(self._most):
            return inf
        if self._paused_until > now:
            return self._paused_until - now
        return self._usage.take(now) if self._usage else 0.0

    def _slow_down(self, sent: float) -> None:
        """Halve the requests in flight, once for all that were sent before that was known."""
        with self._changed:
            if sent > self._slowed_at:
                self._most = max(1.0, self._most / 2)
                self._slowed_at = self._clock.now()

    def _pause(self, sent: float, fault: Passing) -> None:
        """Send nothing for as long as the teacher wants, and longer with every refusal in a row."""
        with self._changed:
            now = self._clock.now()
            if sent >= self._paused_until:
                self._refusals += 1
            own = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self._refusals - 1))
            wanted = fault.after if isinstance(fault, Busy) else None
            after = max(wanted or 0.0, own) if wanted is None or self._refusals > 1 else wanted
            self._paused_until = max(self._paused_until, now + after)
            if self._refusals > max(1, PATIENCE * self._teacher.retries):
                raise Gone(
                    f"teacher {self._teacher.model}: refuses every request ({fault}); what it said "
                    "so far is kept: run the same again later, or choose another teacher=…"
                )

    def _go_on(self) -> None:
        with self._changed:
            self._refusals = 0
            self.answered += 1
            self._most = min(self._teacher.concurrency, self._most + 1 / self._most)

    def _say(self, now: float, wait: float) -> None:
        """Tell until when nothing is sent, once; and when that is over."""
        end = round(now + wait) if WORTH_TELLING <= wait < inf else 0.0
        if end > self._told:
            self._tell(f"waits for its teacher until {_moment(end)}")
            self._told = end
        elif self._told and not wait:
            self._told = 0.0
            self._tell("")


def _moment(at: float) -> str:
    """A Unix time as a person reads it, in local time."""
    return f"{datetime.fromtimestamp(at).astimezone():%d %b %H:%M:%S}"
