"""A look at the first examples before a long run goes on."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field, NonNegativeInt

from academy.component import Component, component
from academy.errors import AcademyError
from academy.records import Dropped

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
    """Share of what the teacher was asked for that must have come and been kept."""

    def check(self, desks: "Sequence[Desk]") -> str:
        """What came of the first chunks, for a person.

        Raises:
            AcademyError: too little could be kept.
        """
        kept = [draft for desk in desks for draft in desk.kept if draft.teacher != "rule"]
        lost = [d for desk in desks for d in desk.dropped if d.content.get("teacher") != "rule"]
        asked = len(kept) + sum(dropped.count for dropped in lost)
        if not asked:
            return ""
        share = f"{len(kept)} of {asked} ({len(kept) / asked:.0%}) of the first {len(desks)} chunks"
        if len(kept) < self.kept * asked:
            raise AcademyError(
                f"distill: too little of what the teacher wrote could be kept: {share}; "
                f"{_reasons(lost)}; try another teacher=…, or prompt=mixed verifier=reread "
                "(which asks little at a time), or go on with gate.kept=0"
            )
        shown = "".join(f"\n  {draft.question} – {draft.answer}" for draft in kept[:SHOWN])
        return f"kept {share}, e.g.{shown}"


def _reasons(lost: Sequence[Dropped]) -> str:
    """Why most was not kept."""
    counted: Counter[str] = Counter()
    for dropped in lost:
        counted[dropped.reason] += dropped.count
    return ", ".join(f"{reason} {count}" for reason, count in counted.most_common(3))
