"""Who answers the questions: the student, its adapter, a teacher, with or without a page to read.

What there is nothing for (no placebo is named, a recording has no such answers) is absent, and
named with the reason.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tqdm import tqdm

from academy.errors import AcademyError
from academy.evaluation.base import Evaluation, SystemName
from academy.evaluation.passages import Passages
from academy.evaluation.questions import Question
from academy.places import locate
from academy.student.specialist import Specialist
from academy.student.tuned import weights
from academy.teacher.base import Answer, Gone, Request, Teacher
from academy.teacher.chain import Account
from academy.templates import open_book, render
from academy.text import language

TEACHER_TOKENS = 64
"""Where a teacher's answer is cut off."""
READ_AT_ONCE = 16
"""Questions that the student answers at once where each comes with a page."""
TAUGHT = ("teacher", "general")
"""Systems whose answers come from a teacher, with or without something to read."""
TEMPLATES = {False: "closed_book", True: "open_book"}
"""What is asked without and with a passage."""

Reading = Callable[[Question], str]
"""The passage that a system reads before it answers a question."""


class Absent(Exception):
    """A system that is not there, with the reason."""


@dataclass(frozen=True)
class Said:
    """A system's answer."""

    text: str
    tokens: int
    """Of the student's tokenizer."""
    confidence: float | None = None
    """Geometric mean of the tokens' probabilities, 0 to 1; `None` where that is not known."""
    recalled: str = ""
    """The most probable recalled sentence with the answer in it, if there is one."""


@dataclass(frozen=True)
class Spoke:
    """What a system said to a set of questions, and how fast."""

    answers: list[Said]
    tokens_per_second: float | None
    """Of answers, all questions together; `None` where they may come from the cache."""


class Systems:
    """All that can be asked in one evaluation; models are loaded once."""

    def __init__(
        self, how: Evaluation, specialist: Specialist, passages: Passages, account: Account
    ) -> None:
        self._how = how
        self._specialist = specialist
        self._passages = passages
        self._account = account

    def ask(self, name: SystemName, questions: Sequence[Question], about: str) -> Spoke:
        """One system's answer to each question.

        Args:
            about: what the progress bar shows.

        Raises:
            Absent: the system is not there.
            AcademyError: it could not be asked.
        """
        system, _, reads = name.partition("_")
        reading = {"": None, "chunk": self._passages.right, "retrieval": self._passages.nearest}
        taught = system in TAUGHT
        if taught:
            said = self._taught(system, questions, reading[reads])
        else:
            said = self._studied(system, questions, reading[reads])
        bar = tqdm(said, f"evaluate {about}", len(questions), unit="question", disable=None)
        start = time.perf_counter()
        answers = list(bar)
        seconds = max(time.perf_counter() - start, 1e-9)
        return Spoke(answers, None if taught else sum(one.tokens for one in answers) / seconds)

    def _studied(
        self, system: str, questions: Sequence[Question], reading: Reading | None
    ) -> Iterator[Said]:
        """The student's answers, with the adapter, another one, or none."""
        asked = [
            open_book(one.question, reading(one)) if reading else one.question for one in questions
        ]
        model = self._placebo if system == "placebo" else self._specialist
        spoken = model.answer(
            asked,
            self._how.max_answer_tokens,
            READ_AT_ONCE if reading else self._how.batch_size,
            adapter=system != "base",
            recall=not reading,
        )
        return (Said(s.text, s.tokens, s.confidence, s.recalled) for s in spoken)

    def _taught(
        self, system: str, questions: Sequence[Question], reading: Reading | None
    ) -> Iterator[Said]:
        """A teacher's answers."""
        teacher = self._how.teacher if system == "teacher" else self._how.general
        if teacher is None:
            raise Absent(
                "the base is the general model; another: +teacher@evaluation.general=ollama"
            )
        requests = [
            (question.id, Request(*_asked(question, reading), None, 0.0, TEACHER_TOKENS, 0))
            for question in questions
        ]
        for answer in self._answers(teacher, TEMPLATES[bool(reading)], requests):
            text = answer.text.strip()
            yield Said(text, self._length(text))

    def _answers(
        self, teacher: Teacher, template: str, requests: Sequence[tuple[str, Request]]
    ) -> list[Answer]:
        try:
            answers = self._account.ask(teacher, template, requests)
        except Gone as gone:
            if teacher.live:
                raise Gone(f"{gone}; without it: evaluation.systems=[base,specialist]") from None
            raise Absent(str(gone).partition(";")[0].partition(" (")[0]) from None
        lost = [answer for answer in answers if not isinstance(answer, Answer)]
        if lost:
            raise AcademyError(
                f"evaluate: {teacher.model} left {len(lost)} of {len(answers)} questions without "
                f"an answer ({lost[0]}); run the same again: the others are kept"
            )
        return [answer for answer in answers if isinstance(answer, Answer)]

    def _length(self, text: str) -> int:
        return len(self._specialist.tokenizer.encode(text, add_special_tokens=False))

    @cached_property
    def _placebo(self) -> Specialist:
        if not self._how.placebo:
            raise Absent("no adapter of another document; name one: evaluation.placebo=FOLDER")
        return Specialist(self._specialist.student, locate(self._how.placebo))


def _asked(question: Question, reading: Reading | None) -> tuple[str, str]:
    """System message and request."""
    values: dict[str, Any] = {"question": question.question}
    if reading:
        values["passage"] = reading(question)
    return render(TEMPLATES[bool(reading)], language(question.question), **values)


def size(folder: Path) -> int:
    """Bytes of what training changed."""
    return sum(path.stat().st_size for path in weights(folder / "adapter"))
