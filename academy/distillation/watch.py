"""How well a student answers the development questions while it is trained.

Shown as a curve; with `patience` it also ends the training where nothing is gained any more, and
what was best is kept.
"""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import NonNegativeInt, PositiveInt, model_validator

from academy import processes, records
from academy.component import Component, component
from academy.errors import AcademyError
from academy.evaluation.questions import Question, read_questions
from academy.places import locate
from academy.store import file_hash
from academy.student.base import Student
from academy.student.chat import ends, prompt
from academy.text import contains

if TYPE_CHECKING:
    from academy.distillation.base import Course

BEST, SCORES = "best", "dev.json"
"""What is kept in the training's folder."""


@component
class Watch(Component):
    """`distillation.watch`."""

    questions: str | None
    """The questions that choose settings; never those that report."""
    times: NonNegativeInt
    """How often they are asked, evenly spread; 0 never."""
    patience: PositiveInt | None
    """Ends the training after so many times without a better score; `null` never."""
    max_answer_tokens: PositiveInt
    """Longest answer that counts."""

    @model_validator(mode="after")
    def _watches(self) -> Self:
        if self.patience and not self.times:
            raise ValueError("patience is of use only where times says how often it is asked")
        return self

    def identity(self) -> dict[str, Any]:
        """With the content of the questions, where they are asked."""
        if not self.times:
            return {}
        return {**super().identity(), "questions": [file_hash(path) for path in self._files()]}

    def scores(self, course: "Course", tokenizer: Any, steps: int) -> "Scores | None":
        """What is to be done at which steps, if anything."""
        asked = self.asked()
        if not asked:
            return None
        at = {round(steps * (time + 1) / self.times) for time in range(self.times)}
        return Scores(self, asked, at, course.student, tokenizer, course.folder)

    def asked(self) -> list[Question]:
        """The questions, where they are asked.

        Raises:
            AcademyError: there are none.
        """
        if not self.times:
            return []
        found = [q for path in self._files() for q in read_questions(path) if q.answerable]
        if not found:
            raise AcademyError(
                "distillation.watch: no questions to watch the training with; set "
                "documents.questions.dev=questions.json, or distillation.watch.times=0"
            )
        return found

    def _files(self) -> list[Path]:
        return [locate(self.questions)] if self.questions else []


class Scores:
    """The scores of one training, also of one that is taken up again."""

    def __init__(
        self,
        watch: Watch,
        questions: list[Question],
        at: set[int],
        student: Student,
        tokenizer: Any,
        folder: Path,
    ) -> None:
        self._watch = watch
        self._questions = questions
        self._at = at
        self._prompts = [
            prompt(tokenizer, student.messages(question.question)) for question in questions
        ]
        self._tokenizer = tokenizer
        self._folder = folder
        self.found: list[tuple[int, float]] = []
        """Step and share of the questions that were answered right."""

    def begin(self, step: int) -> None:
        """Take up what was found up to a step."""
        path = self._folder / SCORES
        if path.exists():
            self.found = [(at, score) for at, score in records.read_json(path) if at <= step]

    def ask(self, model: Any, step: int) -> float | None:
        """The score at a step, if it is one of those; keeps what is best."""
        if step not in self._at:
            return None
        score = self._score(model)
        best = max((score for _, score in self.found), default=-1.0)
        self.found.append((step, score))
        if not processes.leads():
            return score
        if self._watch.patience and score > best:
            part = self._folder / f"{BEST}.part"
            shutil.rmtree(part, ignore_errors=True)
            model.save_pretrained(part)
            shutil.rmtree(self._folder / BEST, ignore_errors=True)
            part.rename(self._folder / BEST)
        part = self._folder / f"{SCORES}.part"
        part.write_text(json.dumps(self.found), encoding="utf-8")
        part.replace(self._folder / SCORES)
        return score

    @property
    def is_enough(self) -> bool:
        """Whether nothing was gained for as long as `patience` says."""
        patience, scores = self._watch.patience, [score for _, score in self.found]
        if not patience or not scores:
            return False
        return len(scores) - 1 - scores.index(max(scores)) >= patience

    def keep(self, adapter: Path) -> bool:
        """Put what was best where the adapter goes; whether there is such a thing."""
        if not self._watch.patience:
            return False
        shutil.copytree(self._folder / BEST, adapter, dirs_exist_ok=True)
        return True

    def _score(self, model: Any) -> float:
        from academy.student.decoding import decode

        most, end = self._watch.max_answer_tokens, ends(self._tokenizer, model)
        model.eval()
        said = decode(model, self._prompts, end, most)
        model.train()
        right = 0
        for question, one in zip(self._questions, said, strict=True):
            text = self._tokenizer.decode(one.tokens, skip_special_tokens=True)
            within = len(one.tokens) <= most or one.tokens[-1] in end
            right += within and any(contains(text, answer) for answer in question.answers)
        return right / len(self._questions)
