"""A look at the first examples before a long run goes on."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field, NonNegativeInt

from academy.component import Component, component
from academy.errors import AcademyError

if TYPE_CHECKING:
    from academy.desk import Desk

SHOWN = 3
"""Examples that a person is shown."""


@component
class Gate(Component):
    """Whether a teacher is good enough, by the first chunks (`gate.…`)."""

    chunks: NonNegativeInt
    """How many are looked at; 0 for none."""
    kept: float = Field(ge=0, le=1)
    """Share of what the teacher was asked for that must have been kept."""

    def check(self, desks: "Sequence[Desk]") -> str:
        """What came of the first chunks, for a person.

        Raises:
            AcademyError: too little could be kept.
        """
        asked = sum(asked.wanted for desk in desks for asked in desk.asked)
        kept = [draft for desk in desks for draft in desk.kept if draft.teacher != "rule"]
        if not asked:
            return ""
        share = f"{len(kept)} of {asked} ({len(kept) / asked:.0%}) of the first {len(desks)} chunks"
        if len(kept) < self.kept * asked:
            raise AcademyError(
                f"distill: too little of what the teacher wrote could be kept: {share}; "
                f"{_reasons(desks)}; try another teacher=… or prompt=qa, or go on with gate.kept=0"
            )
        shown = "".join(f"\n  {draft.question} – {draft.answer}" for draft in kept[:SHOWN])
        return f"kept {share}, e.g.{shown}"


def _reasons(desks: "Sequence[Desk]") -> str:
    """Why most was not kept."""
    lost: Counter[str] = Counter()
    for dropped in (dropped for desk in desks for dropped in desk.dropped):
        lost[dropped.reason] += dropped.count
    return ", ".join(f"{reason} {count}" for reason, count in lost.most_common(3))
