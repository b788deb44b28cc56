"""What became of what was asked for, as a table for a person."""

from collections import Counter
from collections.abc import Iterable

from academy.records import Dropped, Example
from academy.text import aligned, normalize
from academy.verifier.base import UNANSWERED

COLUMNS = ("kind", "asked", "kept", "missing", "rejected", "failed")
REASONS = 6
"""Reasons that are named, the most frequent ones."""


def summary(examples: Iterable[Example], dropped: Iterable[Dropped]) -> str:
    """The table, and below it what a person should know beside."""
    return "\n".join([table(examples, dropped), *notes(examples, dropped)])


def table(examples: Iterable[Example], dropped: Iterable[Dropped]) -> str:
    """One row per kind; what was asked for is what was kept, not written, rejected and failed."""
    kept = Counter(example.kind for example in examples)
    lost: dict[str, Counter[str]] = {kind: Counter() for kind in kept}
    for record in dropped:
        counts = lost.setdefault(str(record.content["kind"]), Counter())
        counts[_column(record.reason)] += record.count
    rows = [
        (kind, kept[kind] + counts.total(), kept[kind], *(counts[name] for name in COLUMNS[3:]))
        for kind, counts in lost.items()
    ]
    total = ("all", *(sum(column) for column in list(zip(*rows, strict=True))[1:])) if rows else ()
    return aligned([COLUMNS, *(tuple(map(str, row)) for row in (*rows, total) if row)])


def notes(examples: Iterable[Example], dropped: Iterable[Dropped]) -> list[str]:
    """What a person should know beside the table: why things were lost, what is covered."""
    reasons: Counter[str] = Counter()
    for record in dropped:
        reasons[record.reason] += record.count
    found = [f"  {count} {reason}" for reason, count in reasons.most_common(REASONS)]
    return [*found, *_coverage(examples, dropped)]


def _coverage(examples: Iterable[Example], dropped: Iterable[Dropped]) -> list[str]:
    """How many answers there are, in how many wordings, and which sentences have none."""
    facts = Counter(
        (example.evidence, normalize(example.answer))
        for example in examples
        if example.kind not in ("statement", UNANSWERED)
    )
    if not facts:
        return []
    learned = {evidence for evidence, _ in facts}
    tried = dict.fromkeys(_sentence(record) for record in dropped)
    bare = [evidence for evidence in tried if evidence and evidence not in learned]
    rare = sum(count == 1 for count in facts.values())
    wordings = sorted(facts.values())[len(facts) // 2]
    return [
        f"coverage: {len(facts)} answers in {len(learned)} sentences, each in {wordings} wordings "
        f"(median), {rare} in one only; {len(bare)} sentences without a question that was kept"
    ]


def _sentence(record: Dropped) -> str:
    """What was asked about."""
    return str(record.content.get("evidence") or record.content.get("passage", ""))


def _column(reason: str) -> str:
    kind = reason.partition(":")[0]
    return kind if kind in COLUMNS else "missing"
