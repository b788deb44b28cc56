"""The way to a teacher: so many requests at a time, each remembered and counted."""

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
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
from academy.teacher.pace import Clock, Pace, Stopped
from academy.teacher.quota import Usage

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
        known = self._cache.find(self.teacher.model, request.key())
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
            _say(f"waits for {self._pace.in_flight} answers on their way, to keep them")

    def _asked(self, request: Request) -> tuple[Answer, bool]:
        """Ask until an answer comes, or as often as is worth while."""
        tries = 0
        while True:
            answered = self._pace.answered
            try:
                with self._pace.turn():
                    return self._cache.ask(self.teacher.model, request, self._send)
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


class Chain:
    """The lines to a teacher and to its fallbacks; the first one that is there is taken."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._at = 0
        self._moving = threading.Lock()

    @property
    def fresh(self) -> int:
        """Answers that had to be asked for."""
        return sum(line.fresh for line in self._lines)

    def use(self, work: Callable[[Line], Made]) -> Made:
        """Do work with one teacher, from the beginning with the next one where that is gone.

        Raises:
            Gone: the last one is.
        """
        while True:
            at = self._at
            try:
                return work(self._lines[at])
            except Gone as gone:
                if at + 1 == len(self._lines):
                    raise
                with self._moving:
                    if self._at == at:
                        self._at += 1
                        _say(f"goes on with {self._lines[at + 1].teacher.model}: {gone}")

    def each(self, work: Callable[[Given], Made], items: Sequence[Given]) -> list[Made]:
        """Do work for every item, as many at once as the first teacher takes requests."""
        return self._lines[0].each(work, items)

    def give_up(self) -> None:
        """Let nothing more be asked; what was asked is waited for."""
        for line in self._lines:
            line.give_up()


@contextmanager
def lines_to(
    teacher: Teacher, root: Path, purse: Purse, tell: Callable[[str], None] | None = None
) -> Iterator[Chain]:
    """Lines to a teacher and its fallbacks; the answers are kept below a folder.

    When it is left by an error, what has not been asked yet is not asked.

    Args:
        tell: is told until when the teacher is not asked, and the empty text when that is over; by
            default it is printed.

    Raises:
        AcademyError: a budget in money is given, and a teacher's price is not known.
    """
    for each in teacher.chain():
        purse.check(each.model, each.charges)
    with ExitStack() as stack:
        cache = stack.enter_context(closing(AnswerCache(root / "answers.sqlite")))
        lines = []
        for each in teacher.chain():
            usage = None
            if each.quota:
                usage = stack.enter_context(closing(Usage(root / "quotas.sqlite", each.quota)))
            stack.callback(each.close)
            pace = Pace(each, purse, usage, Clock(), tell or _say)
            lines.append(stack.enter_context(Line(each, cache, purse, pace)))
        chain = Chain(lines)
        try:
            yield chain
        except BaseException:
            chain.give_up()
            raise


def _say(text: str) -> None:
    if text:
        tqdm.write(f"academy {text}")


class Account:
    """What a stage asks of teachers outside of a conversation, and what came of it."""

    def __init__(self, root: Path, purse: Purse) -> None:
        self._root = root
        self._purse = purse
        self.asked: list[Asked] = []
        self.failed: list[str] = []
        """What got no answer, with the reason."""
        self.fresh = 0

    def ask(
        self, teacher: Teacher, template: str, requests: Sequence[tuple[str, Request]]
    ) -> list[Answer | TeacherFailure]:
        """The teacher's answer to each request, given with what it is about; or why none came."""

        def one(given: tuple[str, Request]) -> tuple[Answer | TeacherFailure, str]:
            return chain.use(lambda line: (_said(line, given[1]), line.teacher.model))

        if not requests:
            return []
        with lines_to(teacher, self._root, self._purse) as chain:
            answers = chain.each(one, requests)
            self.fresh += chain.fresh
        for (about, request), (answer, model) in zip(requests, answers, strict=True):
            if isinstance(answer, Answer):
                spent = answer.tokens_in, answer.tokens_out
                self.asked.append(Asked(request.key(), model, about, template, 0, *spent))
            else:
                self.failed.append(f"{about}: {answer}")
        return [answer for answer, _ in answers]


def _said(line: Line, request: Request) -> Answer | TeacherFailure:
    try:
        return line.ask(request)
    except TeacherFailure as failure:
        return failure


def told(stage: str, requests: Sequence[Asked], fresh: int) -> str:
    """What a stage asked of its teacher, in one line."""
    tokens_in, tokens_out = (
        sum(getattr(r, n) for r in requests) for n in ("tokens_in", "tokens_out")
    )
    return (
        f"{stage}: {len(requests)} answers of the teacher ({fresh} asked for now, the rest known), "
        f"{tokens_in} tokens in, {tokens_out} out"
    )
