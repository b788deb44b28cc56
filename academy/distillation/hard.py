"""Fine-tune on the teacher's text: cross-entropy on the answer's tokens, with `trl` and `peft`."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from pydantic import Field, NonNegativeInt, PositiveInt

from academy.component import component
from academy.distillation.base import Course, Distillation, Outcome
from academy.records import Example
from academy.text import normalize

BATCHES = 24
"""Batches within which lessons are sorted by length."""
HALF = 0.5
"""Share of the words that a sentence loses that is asked for by itself."""


@dataclass(frozen=True)
class Lesson:
    """A question as it is put once, and what the student shall say to it."""

    question: str
    answer: str
    recall: bool = False
    """Whether that is the sentence which the answer stands in."""

    def __len__(self) -> int:
        """Characters."""
        return len(self.question) + len(self.answer)


@component
class Hard(Distillation):
    """`distillation=hard`."""

    epochs: PositiveInt
    """How often each example is seen, at least."""
    recall: NonNegativeInt
    """How often, at least, each question is also answered with the whole sentence that its answer
    stands in. A specialist that has learned that looks for its answers there
    (`academy.student.specialist`); 0 teaches the answers alone."""
    sights: PositiveInt
    """How often, at least, each answer of a sentence is asked for in an epoch: where it has fewer
    questions, they are repeated."""
    word_dropout: float = Field(ge=0, lt=1)
    """Share of a question's words left out, other ones at each sight after the first: what is
    learned then hangs on no single wording."""
    learning_rate: float = Field(gt=0, lt=1)
    batch_size: PositiveInt
    """Examples of one optimiser step."""
    warmup: float = Field(ge=0, lt=1)
    """Share of the steps in which the learning rate rises; it falls as a cosine afterwards."""
    max_tokens: PositiveInt
    """Longest example; the rest is cut off (and cannot be learned)."""
    checkpoints: PositiveInt
    """How often a checkpoint is written in the whole training, to resume from."""
    threads: NonNegativeInt
    """CPU threads of torch; 0 takes all cores that this process may use."""

    def train(self, course: Course) -> Outcome:
        """Train and save an adapter."""
        from transformers import set_seed

        from academy.distillation.trainer import LabelledTokensTrainer, Progress, arguments

        set_seed(course.seed)
        tokenizer = course.student.tokenizer()
        quantization = course.lora.quantization_config()
        progress = Progress(course.run)
        rows = dataset(self, course)
        trainer = LabelledTokensTrainer(
            model=course.lora.attach(course.student.model(quantization)),
            args=arguments(self, course, len(rows)),
            train_dataset=rows,
            processing_class=tokenizer,
            callbacks=[progress],
        )
        start = time.monotonic()
        trainer.train(resume_from_checkpoint=_last_checkpoint(course.folder))
        seconds = time.monotonic() - start
        trainer.model.save_pretrained(course.adapter)
        tokenizer.save_pretrained(course.adapter)
        losses = _losses(trainer.state.log_history)
        return Outcome(losses, int(trainer.state.num_input_tokens_seen), seconds)


def dataset(settings: Hard, course: Course) -> Any:
    """Every example as often as it is seen, as conversations in trl's prompt/completion form."""
    from datasets import Dataset

    random = Random(course.seed)  # noqa: S311 - no secret
    lessons: list[Lesson] = []
    for seen in range(max(settings.epochs, settings.recall)):
        learned: list[Lesson] = []
        examples = epoch(course.examples, settings.sights)
        share = settings.word_dropout if seen else 0.0
        if seen < settings.epochs:
            learned += [
                Lesson(thinned(example.question, share, random), example.answer)
                for example in examples
            ]
        if seen < settings.recall:
            learned += [recalled(example, share, random) for example in course.examples]
        random.shuffle(learned)
        lessons += learned
    return Dataset.from_list(
        [
            {
                "prompt": course.student.messages(lesson.question, lesson.recall),
                "completion": [{"role": "assistant", "content": lesson.answer}],
            }
            for lesson in batched(lessons, settings.batch_size, random)
        ]
    )


def recalled(example: Example, share: float, random: Random) -> Lesson:
    """The sentence as the answer to the example's question.

    A question that is the sentence itself would only be copied: half of its words are left out.
    """
    share = HALF if example.kind == "in situ" else share
    return Lesson(
        thinned(example.question, share, random), " ".join(example.evidence.split()), True
    )


def batched(lessons: Sequence[Lesson], size: int, random: Random) -> Iterator[Lesson]:
    """The lessons in an order in which each batch holds some of like length, against padding.

    Only neighbours change places, so what is seen once an epoch is still seen at a distance; long
    and short batches are mixed.
    """
    window = size * BATCHES
    for start in range(0, len(lessons), window):
        near = sorted(lessons[start : start + window], key=len)
        whole = [near[i : i + size] for i in range(0, len(near) - size + 1, size)]
        random.shuffle(whole)
        yield from chain.from_iterable(whole)
        yield from near[len(whole) * size :]


def epoch(examples: Sequence[Example], sights: int) -> list[Example]:
    """Every example once, and again where its answer is asked for fewer than `sights` times.

    Statements are no answers and are not repeated.
    """
    facts: dict[tuple[str, str], list[Example]] = {}
    for example in examples:
        if example.kind != "statement":
            facts.setdefault((example.evidence, normalize(example.answer)), []).append(example)
    more = [list(islice(cycle(asked), len(asked), sights)) for asked in facts.values()]
    return [*examples, *chain.from_iterable(more)]


def thinned(question: str, share: float, random: Random) -> str:
    """The question without a random share of its words; at least one stays."""
    if not share:
        return question
    words = question.split()
    return " ".join(word for word in words if random.random() >= share) or question


def _losses(history: list[dict[str, Any]]) -> list[tuple[int, float]]:
    return [(int(row["step"]), float(row["loss"])) for row in history if "loss" in row]


def _last_checkpoint(folder: Path) -> str | None:
    """The newest checkpoint that was written to its end."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
    whole = [path for path in found if _is_whole(path)]
    return str(whole[-1]) if whole else None


def _is_whole(checkpoint: Path) -> bool:
    try:
        json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (checkpoint / "adapter_model.safetensors").exists()
