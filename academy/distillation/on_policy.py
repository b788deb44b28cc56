"""Answers that the student writes while it is trained, and what a teacher thinks of them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from academy.distillation.soft_labels import Row, SoftLabels, soft_labels
from academy.student.chat import ends
from academy.student.decoding import decode

Lent = Callable[[Any], AbstractContextManager[Any]]
"""Lends the teacher, given the model that is being trained."""


@dataclass(frozen=True)
class OnPolicy:
    """A teacher that reads what the student says (Agarwal et al., 2024)."""

    teacher: Lent
    contexts: Sequence[Sequence[int]]
    """What the teacher has read when the student answers, for each row of the soft labels."""
    tokenizer: Any
    """The student's."""
    answer_tokens: int
    """Where an answer is cut off."""
    temperature: float
    """At which the student's tokens are drawn, and distributions are compared."""
    top_k: int

    def heard(
        self, model: Any, prompts: Sequence[Sequence[int]], rows: Sequence[int]
    ) -> tuple[list[Row], SoftLabels]:
        """What the student says now, and the teacher's distributions there.

        Args:
            model: the student in training.
            prompts: the conversations up to the student's answers, as tokens.
            rows: their rows of the soft labels.
        """
        model.eval()
        known = ends(self.tokenizer, model)
        said = decode(model, prompts, known, self.answer_tokens - 1, self.temperature)
        answers = [one.tokens for one in said]
        read = [(list(self.contexts[row]), a) for row, a in zip(rows, answers, strict=True)]
        with self.teacher(model) as teacher:
            teacher.eval()
            soft = soft_labels(teacher, read, self.top_k, self.temperature, 1.0, silent=True)
        model.train()
        return [(list(p), answer) for p, answer in zip(prompts, answers, strict=True)], soft
