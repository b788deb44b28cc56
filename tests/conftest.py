"""What the tests share: a home of their own, a command line, a document, a teacher."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from academy.cli import main
from academy.places import ROOT
from tests.helpers import Outcome, Run, isolate
from tests.pdfs import HARBOUR, write_pdf
from tests.server import Loopback
from tests.trained import models, there, trained  # noqa: F401 - fixtures


def pytest_configure() -> None:
    """Give each of pytest-xdist's workers a core of its own.

    Two trainings that both take all cores slow each other down many times over.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(worker.removeprefix("gw")) % len(cores)]})
        os.environ["OMP_NUM_THREADS"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with trainings first, so that no core is left alone with one in the end."""
    trains = {item.path for item in items if "models" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in trains)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and an empty working folder, so that nothing lands in the checkout."""
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    isolate(monkeypatch, home)
    return home


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: `run("extract", "a.pdf", "chunker=words")`."""

    def command(verb: str, *words: object) -> Outcome:
        capfd.readouterr()
        code = main(verb, [str(word) for word in words])
        return Outcome(code, *capfd.readouterr())

    return command


@pytest.fixture
def start(home: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a command as a process of its own: `start("extract", "a.pdf")`."""
    started: list[subprocess.Popen[str]] = []

    def command(*words: object, **options: Any) -> subprocess.Popen[str]:
        env = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        call = [sys.executable, "-m", "academy", *map(str, words)]
        options = {"cwd": tmp_path / "here", **pipes, **options}
        prepare = options.pop("preexec_fn", None)

        def in_the_child() -> None:
            # A runner in the background ignores SIGINT, and its children would inherit that.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            if prepare:
                prepare()

        options["preexec_fn"] = in_the_child
        started.append(subprocess.Popen(call, env=env, **options))
        return started[-1]

    yield command
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A PDF of two pages with three sentences each."""
    return write_pdf(tmp_path / "harbour.pdf", HARBOUR, title="Oldmouth")


@pytest.fixture
def teacher() -> Iterator[Loopback]:
    """An OpenAI-compatible teacher on this machine."""
    with Loopback() as server:
        yield server
