"""What a training makes once, before its first step, and takes up again where it was cut off."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from academy import records
from academy.distillation.base import Course
from academy.distillation.lessons import Lesson
from academy.places import home
from academy.store import Store, text_hash
from academy.student.loading import bf16_pays, content

if TYPE_CHECKING:
    from academy.distillation.soft_labels import Row, SoftLabels

MADE, SOFT = "made.json", "soft_labels.safetensors"
"""What a training prepares for itself, in its folder."""
PART = 512
"""Rows that a teacher works on before they are kept."""
VERSION = 1
"""Of the probabilities that the code reads of the same rows and teacher."""
Given = TypeVar("Given")


@dataclass(frozen=True)
class Prepared:
    """What is made once, before the first step."""

    made: list[Lesson]
    """Lessons that the procedure made itself: general chat, a teacher's answers."""
    soft: "SoftLabels | None"
    """What those are compared with, at the rows that they name, and what the examples are."""
    contexts: list[list[int]] = field(default_factory=list)
    """What a teacher has read when the student answers, as tokens, for each of the first rows."""

    def save(self, folder: Path) -> None:
        """Keep it for a training that is taken up again; there whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.soft:
            self.soft.save(folder / SOFT)
        part = folder / f"{MADE}.part"
        made = {"lessons": [asdict(one) for one in self.made], "contexts": self.contexts}
        part.write_text(json.dumps(made), encoding="utf-8")
        part.replace(folder / MADE)

    @classmethod
    def load(cls, folder: Path) -> "Prepared":
        """Read what `save` wrote."""
        from academy.distillation.soft_labels import SoftLabels

        made = records.read_json(folder / MADE)
        lessons, labels = [Lesson(**one) for one in made["lessons"]], folder / SOFT
        soft = SoftLabels.load(labels) if labels.exists() else None
        return cls(lessons, soft, made["contexts"])


def labelled(
    rows: "Sequence[Row]",
    teacher: Mapping[str, Any],
    load: Callable[[], Any],
    top_k: int,
    temperature: float,
    share: float,
) -> "SoftLabels":
    """A teacher's probabilities of the answers of some rows; it reads them once for all trainings.

    Args:
        teacher: `teacher_identity` of it.
        load: gives it; called only where it has not read them yet.
        top_k, temperature, share: as `soft_labels` takes them.
    """
    from academy.distillation.soft_labels import soft_labels

    what = {"version": VERSION, "top_k": top_k, "temperature": temperature, **teacher}
    loaded = cache(load)

    def read(some: "Sequence[Row]") -> Prepared:
        return Prepared([], soft_labels(loaded(), some, top_k, temperature, 1.0))

    labels = in_parts("labels", what, rows, read).soft
    assert labels
    return replace(labels, shares=labels.shares * share)


def in_parts(
    kind: str,
    what: Mapping[str, Any],
    rows: Sequence[Given],
    make: Callable[[Sequence[Given]], Prepared],
) -> Prepared:
    """What a teacher makes of many rows; where that is interrupted, one part of it is lost.

    Args:
        kind: as `once` takes it.
        what: all that it depends on beside the rows.
        rows: plain values.
        make: what it makes of some of them.
    """
    from academy.distillation.soft_labels import SoftLabels

    made: list[Lesson] = []
    soft: list[SoftLabels] = []
    contexts: list[list[int]] = []
    first = 0
    for start in range(0, len(rows), PART):
        some = rows[start : start + PART]
        part = once(kind, {**what, "rows": some}, partial(make, some))
        made += [replace(lesson, soft=first + lesson.soft) for lesson in part.made]
        contexts += part.contexts
        if part.soft:
            soft.append(part.soft)
            first += len(part.soft.shares)
    return Prepared(made, SoftLabels.joined(soft) if soft else None, contexts)


def once(kind: str, what: Mapping[str, Any], make: Callable[[], Prepared]) -> Prepared:
    """What takes a teacher's time: made once, and found again by every training that needs it.

    Args:
        kind: its folder in the store.
        what: all that it depends on.
    """
    store, key = Store(home()), text_hash(what)
    with store.working(kind, key) as folder:
        found = store.find(kind, key)
        if not found:
            make().save(folder)
            found = store.keep(folder, {"stage": kind, "key": key})
        return Prepared.load(found.folder)


def teacher_identity(source: str | None, course: Course) -> dict[str, Any]:
    """What decides how a local teacher reads: a folder, file or name; `None` for the base.

    An adapter's base may well be the student.
    """
    import torch

    gpu = torch.cuda.is_available()
    found = {
        "gpu": gpu,
        "bf16": gpu or bf16_pays(),
        "students": [one.identity() for one in (course.student, course.before or course.student)],
    }
    if source:
        return {**found, "source": source, "weights": content(source)}
    return {**found, "quantization": str(course.lora.quantization_config())}


def with_chat(prepared: Prepared, chat: Sequence[Lesson], labels: "SoftLabels") -> Prepared:
    """What is prepared, and chat with its labels after it."""
    from academy.distillation.soft_labels import SoftLabels

    soft = prepared.soft
    first = len(soft.shares) if soft else 0
    later = [replace(lesson, soft=first + i) for i, lesson in enumerate(chat)]
    both = SoftLabels.joined([soft, labels]) if soft else labels
    return Prepared([*prepared.made, *later], both, prepared.contexts)
