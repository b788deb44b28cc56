"""What an unfinished evaluation has heard of the student, so that the next one goes on."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

from academy.evaluation.systems import Said, Spoke

FOLDER = "unfinished"


class Unfinished:
    """The student's answers to a question set, system by system; a teacher's lie in its cache."""

    def __init__(self, job: Path) -> None:
        """Take the folder in which the evaluation is made."""
        self._folder = job / FOLDER

    def find(self, questions: str, system: str) -> Spoke | None:
        """What a system has answered, if it had answered everything."""
        path = self._path(questions, system)
        if not path.exists():
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
        return Spoke([Said(**said) for said in found["answers"]], found["tokens_per_second"])

    def keep(self, questions: str, system: str, spoke: Spoke) -> None:
        """Remember what a system has answered, in one step."""
        self._folder.mkdir(exist_ok=True)
        path = self._path(questions, system)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(spoke)), encoding="utf-8")
        part.rename(path)

    def forget(self) -> None:
        """Nothing of it belongs to the result."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, questions: str, system: str) -> Path:
        return self._folder / f"{questions}.{system}.json"
