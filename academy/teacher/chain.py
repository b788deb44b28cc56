"""The way to a teacher and to those that are asked where it is gone."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from academy.teacher.base import Answer, Gone, Request, Teacher, TeacherFailure
from academy.teacher.budget import Purse
from academy.teacher.cache import AnswerCache
from academy.teacher.line import Asked, Given, Line, Made, say
from academy.teacher.pace import Clock, Pace
from academy.teacher.quota import Usage


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
                        say(f"goes on with {self._lines[at + 1].teacher.model}: {gone}")

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
            pace = Pace(each, purse, usage, Clock(), tell or say)
            lines.append(stack.enter_context(Line(each, cache, purse, pace)))
        chain = Chain(lines)
        try:
            yield chain
        except BaseException:
            chain.give_up()
            raise


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


def told(stage: str, requests: Iterable[Asked], fresh: int) -> str:
    """What a stage asked of its teacher, in one line."""
    count = tokens_in = tokens_out = 0
    for request in requests:
        count += 1
        tokens_in += request.tokens_in
        tokens_out += request.tokens_out
    return (
        f"{stage}: {count} answers of the teacher ({fresh} asked for now, the rest known), "
        f"{tokens_in} tokens in, {tokens_out} out"
    )
