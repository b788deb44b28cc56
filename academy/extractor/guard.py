"""Reading in a process of its own: no document can crash, hang or starve Academy."""

import ctypes
import multiprocessing
import os
import resource
import signal
from collections.abc import Generator
from contextlib import suppress
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
PR_SET_PDEATHSIG = 1
"""Of Linux's `prctl`: the signal that a process gets when its parent ends."""
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


Child = tuple[Any, Connection]
"""A process and the line to it."""


@dataclass(frozen=True)
class Lost:
    """A page on which the reading process ended."""

    reason: str


_spare: dict[Any, "Child"] = {}
"""An idle reading process, by what it got when it was started: that takes a second, and a command
needs one twice."""


class Guard:
    """Reads documents in a child process, and in a new one when that dies, hangs or swells."""

    def __init__(self, extractor: Extractor, limits: Limits) -> None:
        self._extractor = extractor
        self._limits = limits
        self._child: Child | None = None
        self._busy = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        kind = _kind(self._limits)
        if self._child and not self._busy and kind not in _spare:
            _spare[kind] = self._child
            self._child = None
        self._end()

    def read(self, path: Path) -> Generator[Sheet, None, None]:
        """Yield every page of a document; those that cannot be read say why.

        Where the child is lost with several pages begun, the next one is asked for alone, so that
        the right one is blamed.

        Raises:
            AcademyError: the file cannot be read as a whole, or is beyond the limits.
        """
        number, misses, ahead = 1, 0, True
        got: Any = None
        self._ask("read", path, number, ahead)
        try:
            while (got := self._answer()) is not None:
                if isinstance(got, Lost) and ahead:
                    ahead = False
                    self._ask("read", path, number, ahead)
                    continue
                misses = misses + 1 if isinstance(got, Lost) else 0
                sheet = self._checked(path, number, misses, got)
                yield sheet
                number = sheet.number + 1
                if misses:
                    self._ask("read", path, number, ahead)
        except BaseException as error:
            if error is not got:  # the child may have more to say about this document
                self._end()
            raise

    def picture(self, path: Path, number: int) -> bytes | None:
        """How a page looks, as JPEG; `None` where that cannot be drawn."""
        return self._drawn("picture", path, number)

    def figure(self, path: Path, number: int, index: int) -> bytes | None:
        """One of a page's pictures, as JPEG; `None` where that cannot be drawn."""
        return self._drawn("figure", path, number, index)

    def _drawn(self, what: str, *about: Any) -> bytes | None:
        self._ask(what, *about)
        got = self._answer()
        drawn = got if isinstance(got, bytes) else None
        if drawn:
            self._answer()  # the end
        return drawn

    def _checked(self, path: Path, number: int, misses: int, got: Any) -> Sheet:
        """The page, or one that says why it is lost."""
        if isinstance(got, AcademyError):
            raise got
        if misses == MISSES:
            raise AcademyError(
                f"{path}: given up at page {number} after {MISSES} pages, one after the other, of "
                f"which each {got.reason}; leave the file out, or raise limits.*"
            )
        sheet = got if isinstance(got, Sheet) else _failed(number, got)
        if sheet.number > self._limits.pages:
            raise AcademyError(
                f"{path}: more than {self._limits.pages} pages; limits.pages=… allows more"
            )
        return sheet

    def _ask(self, what: str, *about: Any) -> None:
        """Ask the child, or a new one if it was lost in the meantime."""
        for _ in range(3):  # the spare one and the one at hand may have died in the meantime
            if self._child is None:
                self._child = _spare.pop(_kind(self._limits), None) or _started(self._limits)
            self._busy = True
            try:
                self._child[1].send((self._extractor, what, about))
                return
            except OSError:
                self._end()
        raise AcademyError("the process that reads documents ends at once; is memory short?")

    def _answer(self) -> Any:
        """What the child sends, a `Lost` where it is lost, `None` where it has said all."""
        assert self._child
        process, line = self._child
        try:
            if line.poll(self._limits.seconds):
                answer = line.recv()
                if not isinstance(answer, Lost):
                    self._busy = answer is not None and not isinstance(answer, AcademyError)
                    return answer
            else:
                answer = Lost(f"took longer than limits.seconds={self._limits.seconds}")
        except (EOFError, OSError):
            process.join()
            answer = Lost(f"made its reader crash (exit code {process.exitcode})")
        self._end()
        return answer

    def _end(self) -> None:
        if self._child:
            process, line = self._child
            self._child = None
            line.close()
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                process.kill()
            process.join()


def _kind(limits: Limits) -> tuple[int | str | None, ...]:
    """What a reading process got for good when it was started."""
    return limits.megabytes, *map(os.environ.get, ("PATH", "TESSDATA_PREFIX"))


def _failed(number: int, lost: Lost) -> Sheet:
    return Sheet(number, "", 0.0, "", failed=f"failed: it {lost.reason}")


def _started(limits: Limits) -> Child:
    """A new reading process, ready, and the line to it."""
    context = multiprocessing.get_context("spawn")
    line, end = context.Pipe()
    process = context.Process(target=_serve, args=(end, limits.megabytes), daemon=True)
    process.start()
    end.close()
    try:
        ready = line.poll(PATIENCE) and line.recv()
    except (EOFError, OSError):
        ready = False
    if not ready:
        process.kill()
        raise AcademyError("the process that reads documents did not start; is memory short?")
    return process, line


def _serve(line: Connection, megabytes: int) -> None:
    """The reading process: questions come in, what is read goes out, `None` after the last."""
    _be_a_child(megabytes << 20)
    line.send("ready")
    while True:
        try:
            extractor, what, about = line.recv()
            found = getattr(extractor, what)(*about)
            for one in [found] if isinstance(found, bytes) else found or ():
                line.send(one)
            line.send(None)
        except AcademyError as error:
            line.send(error)
        except MemoryError:
            line.send(Lost(f"needed more than limits.megabytes={megabytes}"))
        except (EOFError, ConnectionError):
            return
        except Exception as error:  # of whatever library, at a page unlike others
            said = " ".join(str(error).split())[:80]
            line.send(Lost(f"made its reader fail ({type(error).__name__}: {said})"))


def _be_a_child(memory: int) -> None:
    """Limit this process to some bytes, let it die with its parent, and keep it silent."""
    os.setsid()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    with suppress(OSError, AttributeError):  # elsewhere than on Linux it may outlive its parent
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what the libraries remark
