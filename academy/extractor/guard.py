"""Reading in a process of its own: no document can crash, hang or starve Academy."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from pydantic import PositiveInt

from academy.component import Component, component
from academy.errors import AcademyError
from academy.extractor.base import Extractor, Sheet

MISSES = 3
"""Pages, one right after the other, that may kill the reading process before a document is given
up."""
PATIENCE = 60
"""Seconds that the reading process may take to start."""


@component
class Limits(Component):
    """What a document may cost (`limits.…`)."""

    pages: PositiveInt
    """Most pages of a document."""
    seconds: PositiveInt
    """Longest time for one page."""
    megabytes: PositiveInt
    """Most memory of the process that reads."""


@dataclass(frozen=True)
class Lost:
    """A page on which the reading process ended."""

    reason: str


class Guard:
    """Reads documents in a child process, and in a new one when that dies, hangs or swells."""

    def __init__(self, extractor: Extractor, limits: Limits) -> None:
        self._extractor = extractor
        self._limits = limits
        self._child: tuple[Any, Connection] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._end()

    def read(self, path: Path) -> Iterator[Sheet]:
        """Yield every page of a document; those that cannot be read say why.

        Raises:
            AcademyError: the file cannot be read as a whole, or is beyond the limits.
        """
        number, misses = 1, 0
        self._ask(path, number)
        while (got := self._answer()) is not None:
            if isinstance(got, AcademyError):
                raise got
            misses = misses + 1 if isinstance(got, Lost) else 0
            if isinstance(got, Lost) and misses == MISSES:
                raise AcademyError(
                    f"{path}: given up at page {number} after {MISSES} pages, one after the "
                    f"other, of which each {got.reason}; leave the file out, or raise limits.*"
                )
            sheet = got if isinstance(got, Sheet) else _failed(number, got)
            if sheet.number > self._limits.pages:
                self._end()
                raise AcademyError(
                    f"{path}: more than {self._limits.pages} pages; limits.pages=… allows more"
                )
            yield sheet
            number = sheet.number + 1
            if misses:
                self._ask(path, number)

    def _ask(self, path: Path, first: int) -> None:
        if self._child is None:
            self._child = _started(self._limits)
        self._child[1].send((self._extractor, path, first))

    def _answer(self) -> Sheet | Lost | AcademyError | None:
        """A page, why there is none, why the file cannot be read, or `None` at the end."""
        assert self._child
        process, line = self._child
        try:
            if line.poll(self._limits.seconds):
                answer: Sheet | Lost | AcademyError | None = line.recv()
                if not isinstance(answer, Lost):
                    return answer
            else:
                answer = Lost(f"took longer than limits.seconds={self._limits.seconds}")
        except (EOFError, ConnectionError):
            process.join()
            answer = Lost(f"made its reader crash (signal {-process.exitcode})")
        self._end()
        return answer

    def _end(self) -> None:
        if self._child:
            process, line = self._child
            line.close()
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                process.kill()
            process.join()
            self._child = None


def _failed(number: int, lost: Lost) -> Sheet:
    return Sheet(number, "", 0.0, "", failed=f"failed: it {lost.reason}")


def _started(limits: Limits) -> tuple[Any, Connection]:
    """A new reading process, ready, and the line to it."""
    context = multiprocessing.get_context("spawn")
    line, end = context.Pipe()
    process = context.Process(target=_serve, args=(end, limits.megabytes), daemon=True)
    process.start()
    end.close()
    if not line.poll(PATIENCE) or line.recv() != "ready":
        process.kill()
        raise AcademyError(f"the process that reads documents did not start in {PATIENCE} s")
    return process, line


def _serve(line: Connection, megabytes: int) -> None:
    """The reading process: documents come in, pages go out, `None` after the last one."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the libraries' remarks; ours go over the line
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    too_much = Lost(f"needed more than limits.megabytes={megabytes}")
    line.send("ready")
    while True:
        try:
            extractor, path, first = line.recv()
            for sheet in extractor.read(path, first):
                line.send(sheet)
            line.send(None)
        except AcademyError as error:
            line.send(error)
        except MemoryError:
            line.send(too_much)
        except (EOFError, ConnectionError):
            return
        except Exception as error:  # of whatever library, at a page unlike others
            said = " ".join(str(error).split())[:80]
            line.send(Lost(f"made its reader fail ({type(error).__name__}: {said})"))
