"""The way to a teacher: so many requests at a time, each remembered and counted."""

import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NoReturn, Self, TypeVar

from tqdm import tqdm

from academy.records import Record
from academy.teacher.base import (
    Answer,
    Busy,
    Gone,
    Passing,
    Request,
    Teacher,
    TeacherFailure,
    Unreachable,
)
from academy.teacher.budget import Purse
from academy.teacher.cache import AnswerCache
from academy.teacher.pace import Pace, Stopped

REST, LONGEST_REST = 0.25, 60.0
"""Seconds before the same is tried again, doubled with each try."""

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Asked(Record):
    """One request to the teacher, for the ledger and for recordings."""

    key: str
    model: str
    about: str
    """The chunk, or document and page."""
    template: str
    wanted: int
    """Examples asked for; none where the teacher reads, describes or translates."""
    tokens_in: int
    tokens_out: int
    form: str = ""
    """How the answer was held to its schema (`Teacher.form`)."""


class Line:
    """The way to a teacher, shared by all who ask it.

    Answers are remembered; all calls go through one pool of as many threads as the teacher takes
    requests at a time.
    """

    def __init__(self, teacher: Teacher, cache: AnswerCache, purse: Purse, pace: Pace) -> None:
        self.teacher = teacher
        self.fresh = 0
        """Answers that the teacher had to be asked for."""
        self._cache = cache
        self._purse = purse
        self._pace = pace
        self._pool = ThreadPoolExecutor(teacher.concurrency, "teacher")
        self._counting = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def ask(self, request: Request) -> Answer:
        """The teacher's answer.

        Raises:
            TeacherFailure: this request failed.
            Stopped: the run is being given up.
            Gone: no request can succeed.
            AcademyError: the budget is used up.
        """
        if self._pace.stopped:
            raise Stopped
        known = self._cache.known(self.teacher.model, request, self.teacher.form(request))
        if known:
            return known
        answer, fresh = self._asked(request)
        with self._counting:
            self.fresh += fresh
        return answer

    def each(self, work: Callable[[Given], Made], items: Sequence[Given]) -> list[Made]:
        """Do work that asks the teacher for every item at once; results in the items' order."""
        return list(self._pool.map(work, items))

    def give_up(self) -> None:
        """Let nothing more be asked; what was asked is waited for."""
        self._pace.stop()
        if isinstance(sys.exception(), KeyboardInterrupt) and self._pace.in_flight:
            say(f"waits for {self._pace.in_flight} answers on their way, to keep them")

    def _asked(self, request: Request) -> tuple[Answer, bool]:
        """Ask until an answer comes, or as often as is worth while."""
        tries = 0
        while True:
            answered = self._pace.answered
            try:
                with self._pace.turn():
                    form = self.teacher.form(request)
                    return self._cache.ask(self.teacher.model, request, self._send, form)
            except Passing as fault:
                # A refusal counts only where others get answers: else nobody's turn has come.
                waited = isinstance(fault, Busy) or (isinstance(fault, Unreachable) and answered)
                tries += not waited or self._pace.answered > answered
                if tries > self.teacher.retries:
                    self._explain(fault)
                if not waited:
                    self._pace.rest(min(LONGEST_REST, REST * 2**tries))

    def _send(self, request: Request) -> Answer:
        try:
            answer = self.teacher.ask(request)
        except TeacherFailure as failure:
            self._purse.pay(self.teacher.charges, failure.tokens_in, failure.tokens_out)
            raise
        self._purse.pay(self.teacher.charges, answer.tokens_in, answer.tokens_out)
        return answer

    def _explain(self, fault: Passing) -> NoReturn:
        if isinstance(fault, Unreachable):
            raise Gone(str(fault)) from None
        raise fault


def paid(requests: Iterable[Asked], teacher: Teacher) -> float | None:
    """What answers cost in USD, each by the price of who gave it; `None` where one is not known."""
    prices = {each.model: each.charges for each in teacher.chain()}
    usd = 0.0
    for request in {(request.key, request.model): request for request in requests}.values():
        price = prices.get(request.model)
        if price is None:
            return None
        usd += price.of(request.tokens_in, request.tokens_out)
    return usd


def say(text: str) -> None:
    """Print a line above the progress bars."""
    if text:
        tqdm.write(f"academy {text}")
