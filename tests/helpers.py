"""What tests use by name: the outcome of a command, the results in a home."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from academy.evaluation.questions import Question, read_questions

FOREIGN = (
    "OPENROUTER_API_KEY",
    "OPENAI_API_KEY",
    "ACADEMY_SWEEP",
    "ACADEMY_VARIED",
    "HYDRA_FULL_ERROR",
)
"""What a person's environment may hold and what Academy sets itself; no test sees it."""


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line that a failed command says."""
        said = self.err.strip().splitlines()
        assert self.code != 0, f"it went through:\n{self.out}"
        assert "Traceback" not in self.out + self.err, self.err
        assert len(said) == 1, f"not one line:\n{self.err}"
        assert said[0].startswith("academy: "), said[0]
        return said[0]

    def ok(self) -> "Outcome":
        """Itself, if the command succeeded."""
        assert self.code == 0, f"exit code {self.code}\n{self.out}\n{self.err}"
        assert "Traceback" not in self.err, self.err
        return self


Run = Callable[..., Outcome]

QA = ("prompt=qa", "prompt.pairs=2", "verifier=grounded")
"""Few requests, each for a list of pairs."""


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def isolate(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """An environment without a person's own settings; what a command sets is undone later."""
    monkeypatch.setenv("ACADEMY_HOME", str(home))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(sys, "argv", ["academy"])
    monkeypatch.setattr("academy.compose.ROOT", home)  # `compose` writes params.yaml there
    for name in FOREIGN:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def finish(process: subprocess.Popen[str], seconds: float = 120) -> Outcome:
    """Wait for a process that `start` started."""
    out, err = process.communicate(timeout=seconds)
    return Outcome(process.returncode, out, err)


def results(home: Path, stage: str) -> list[Path]:
    """The finished results of a stage."""
    return sorted((home / ".academy" / "store" / stage).glob("*"))


def result(home: Path, stage: str) -> Path:
    """The only finished result of a stage."""
    (folder,) = results(home, stage)
    return folder


def newest(home: Path, stage: str) -> Path:
    """The result of a stage that was finished last."""
    return max(results(home, stage), key=lambda folder: folder.stat().st_mtime)


def manifest(folder: Path) -> dict[str, Any]:
    """What a result says of itself."""
    return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


def rows(path: Path) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def prompted(prompt: str) -> list[str]:
    """What chooses a prompt, asking for little where it asks for much."""
    few = {
        "mixed": ["prompt.answers=3", "prompt.wordings=2", "prompt.second_pass=2"],
        "facts": ["prompt.words=10", "prompt.wordings=2", "prompt.second_pass=1"],
    }
    return [f"prompt={prompt}", *few.get(prompt, [])]


def sets(folder: Path) -> dict[str, Question]:
    """Both question sets of a folder, by the text of each question."""
    both = (read_questions(folder / f"{name}.json") for name in ("dev", "test"))
    return {question.question: question for some in both for question in some}
