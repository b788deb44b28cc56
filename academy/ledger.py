"""The ledger of a stage: what came in equals what was kept plus what was lost, reason by reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from academy.records import Dropped


@dataclass(frozen=True)
class Ledger:
    """How many units a stage was given and what became of each."""

    unit: str
    """What is counted: `pages`, `examples`, …"""
    given: int
    kept: int
    lost: dict[str, int]
    """Reason → units. Reasons that start with `failed` count against the tolerance."""

    def __post_init__(self) -> None:
        """Refuse a ledger that does not add up."""
        if self.given != self.kept + sum(self.lost.values()):
            raise ValueError(f"the ledger does not add up: {self}")

    @classmethod
    def of(cls, unit: str, kept: int, dropped: Iterable[Dropped]) -> "Ledger":
        """Count what was kept and dropped."""
        lost: Counter[str] = Counter()
        for record in dropped:
            lost[record.reason] += record.count
        counted = {reason: n for reason, n in sorted(lost.items()) if n}
        return cls(unit, kept + lost.total(), kept, counted)

    @property
    def failed(self) -> int:
        """Units lost to a failure (not blank, not rejected by a check)."""
        return sum(n for reason, n in self.lost.items() if reason.startswith("failed"))

    def sentence(self) -> str:
        """One line for the person, e.g. `12 pages = 11 kept + 1 failed: no text layer`."""
        parts = [f"{self.kept} kept", *(f"{n} {reason}" for reason, n in self.lost.items())]
        return f"{self.given} {self.unit} = " + " + ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for the manifest."""
        return {"unit": self.unit, "given": self.given, "kept": self.kept, "lost": self.lost}
