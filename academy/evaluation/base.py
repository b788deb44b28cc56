"""What an evaluation is: who answers the questions, what is measured, and when that is enough."""

from typing import Any, Literal, Self

from pydantic import Field, PositiveInt, field_validator, model_validator

from academy.component import Component, component
from academy.evaluation.verdict import Verdict
from academy.judge.base import Judge
from academy.pairs.leakage import Leakage
from academy.places import locate
from academy.similarity.base import Similarity
from academy.store import file_hash
from academy.student.tuned import weights
from academy.teacher.base import Teacher
from academy.templates import template_hashes

SystemName = Literal[
    "base",
    "base_chunk",
    "base_retrieval",
    "specialist",
    "specialist_retrieval",
    "placebo",
    "general",
    "teacher",
    "teacher_chunk",
]
"""Who can be asked: docs/evaluating.md."""


@component
class Evaluation(Component):
    """`evaluation=closed_book`, `evaluation=systems`."""

    systems: tuple[SystemName, ...] = Field(min_length=1)
    """Who is asked, `base` first, because the others are compared with it; `specialist` too."""
    teacher: Teacher
    """Answers as `teacher` and `teacher_chunk`."""
    general: Teacher | None
    """The general language model beside the specialist, if it is another one than the student."""
    placebo: str | None
    """Folder of a specialist for another document, of the same student."""
    tolerance: float = Field(ge=0, lt=1)
    """Relative difference up to which two numbers, with a unit or without, are the same; in another
    unit half a percent at least."""
    max_answer_tokens: PositiveInt
    """Longer answers do not count (tokens of the student's tokenizer)."""
    bootstrap: PositiveInt
    """Resamples for the 95 % intervals."""
    batch_size: PositiveInt
    """Questions answered at once."""
    twin: float = Field(ge=0, le=100)
    """Similarity (rapidfuzz token_sort_ratio, 0 to 100) from which a training question is the twin
    of a test question; accuracy is also reported without the questions that have one."""
    similarity: Similarity
    """How alike answers are in meaning."""
    leakage: Leakage
    """Which questions were trained on."""
    judge: Judge
    """Who judges the answers beside the rule."""
    retention: bool
    """Whether base and specialist also answer general questions, to see what was forgotten."""
    verdict: Verdict
    """When a specialist is good enough."""

    @field_validator("systems")
    @classmethod
    def _fit(cls, systems: tuple[SystemName, ...]) -> tuple[SystemName, ...]:
        if len(set(systems)) < len(systems):
            raise ValueError("names a system twice")
        if systems[0] != "base" or "specialist" not in systems:
            raise ValueError("must begin with base and name specialist")
        return systems

    @model_validator(mode="after")
    def _asked(self) -> Self:
        told = {"placebo": self.placebo, "general": self.general}
        unused = [name for name, given in told.items() if given and name not in self.systems]
        if unused:
            raise ValueError(
                f"{unused[0]} is set, but nobody asks it; name {unused[0]} among systems too, or "
                "take evaluation=systems"
            )
        for system in sorted(self.judge.systems() - set(self.systems)):
            raise ValueError(
                f"judge.pairs compares {system}, whom nobody asks; name {system} among systems too"
            )
        return self

    def identity(self) -> dict[str, Any]:
        """Who is asked, as far as anybody asks them; the placebo by its weights."""
        whole = super().identity()
        whole["teacher"] = self.teacher.identity() if self.asks_teacher else None
        whole["templates"] = template_hashes("*_book")
        found = weights(locate(self.placebo) / "adapter") if self.placebo else []
        whole["placebo"] = [file_hash(path) for path in found]
        return whole

    @property
    def asks_teacher(self) -> bool:
        """Whether the teacher answers questions."""
        return bool({"teacher", "teacher_chunk"} & set(self.systems))
