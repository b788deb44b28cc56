"""Fine-tuning on examples, with `trl` and `peft`: what all procedures that do so have in common."""

import json
import time
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from pydantic import Field, NonNegativeInt, PositiveInt

from academy.component import component
from academy.distillation.base import Course, Distillation, Outcome
from academy.distillation.lessons import Lesson, batched, epoch, recalled, thinned
from academy.distillation.replay import general_chat
from academy.student.loading import without_gradients

if TYPE_CHECKING:
    from academy.distillation.soft_labels import SoftLabels

Base = Callable[[], Any]
"""Gives a student's model without an adapter, to read and to answer; loaded when first wanted."""
REPLAY, SOFT = "replay.json", "soft_labels.safetensors"
"""What a training prepares for itself, in its folder."""


@component
class FineTuning(Distillation):
    """Base of the procedures that learn from examples."""

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
    replay: float = Field(ge=0, lt=1)
    """General chat of the base student, in each epoch so many times the examples: its
    probabilities there shall stay as they are."""
    top_k: PositiveInt
    """Tokens of a distribution whose probabilities are compared; all others count as one."""
    temperature: float = Field(gt=0)
    """At which distributions are compared."""
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

    @abstractmethod
    def softened(self, course: Course, base: Base, tokenizer: Any) -> "SoftLabels | None":
        """The teacher's distributions over each example's answer; `None` to learn the text.

        Args:
            base: gives the student's model without an adapter.

        Raises:
            AcademyError: the teacher cannot be read.
        """

    def train(self, course: Course) -> Outcome:
        """Train and save an adapter."""
        from transformers import set_seed

        from academy.distillation.trainer import (
            Collator,
            LabelledTokensTrainer,
            Progress,
            arguments,
            set_threads,
        )

        set_seed(course.seed)
        set_threads(self.threads)
        tokenizer = course.student.tokenizer()
        chat, soft = self._prepared(course, tokenizer)
        set_seed(course.seed)  # the same whether that was found or made
        model = course.student.model(course.lora.quantization_config())
        progress = Progress(course.run)
        rows = dataset(self.lessons(course, chat, soft), course, tokenizer, self.max_tokens)
        trainer = LabelledTokensTrainer(
            soft,
            self.temperature,
            model=course.lora.attach(model),
            args=arguments(self, course, len(rows)),
            train_dataset=rows,
            processing_class=tokenizer,
            data_collator=Collator(tokenizer.pad_token_id),
            callbacks=[progress],
        )
        start = time.monotonic()
        trainer.train(resume_from_checkpoint=_last_checkpoint(course.folder))
        seconds = time.monotonic() - start
        trainer.model.save_pretrained(course.adapter)
        tokenizer.save_pretrained(course.adapter)
        losses = _losses(trainer.state.log_history)
        replayed = [(lesson.question, lesson.answer) for lesson in chat]
        return Outcome(losses, int(trainer.state.num_input_tokens_seen), seconds, replayed)

    def lessons(
        self, course: Course, chat: Sequence[Lesson], soft: "SoftLabels | None"
    ) -> list[Lesson]:
        """Every example as often as it is seen, with the chat, in the order of the training."""
        random = Random(course.seed)  # noqa: S311 - no secret
        examples, taught = course.examples, soft and len(soft.shares) > len(chat)
        rows = {id(example): row if taught else -1 for row, example in enumerate(examples)}
        lessons: list[Lesson] = []
        for seen in range(max(self.epochs, self.recall)):
            learned: list[Lesson] = []
            share = self.word_dropout if seen else 0.0
            if seen < self.epochs:
                learned += [
                    Lesson(
                        thinned(example.question, share, random),
                        example.answer,
                        soft=rows[id(example)],
                    )
                    for example in epoch(examples, self.sights)
                ]
                learned += chat
            if seen < self.recall:
                learned += [recalled(example, share, random) for example in examples]
            random.shuffle(learned)
            lessons += learned
        return list(batched(lessons, self.batch_size, random))

    def _prepared(self, course: Course, tokenizer: Any) -> tuple[list[Lesson], "SoftLabels | None"]:
        """General chat to replay, and all soft labels: those of the examples, then the chat's.

        What an interrupted training had prepared is taken up again.
        """
        from academy.distillation.soft_labels import SoftLabels, soft_labels

        texts, labels = course.folder / REPLAY, course.folder / SOFT
        if not texts.exists():
            course.folder.mkdir(parents=True, exist_ok=True)

            @cache
            def base() -> Any:
                return without_gradients(course.student.model(course.lora.quantization_config()))

            parts, chat = [self.softened(course, base, tokenizer)], []
            count = round(self.replay * len(course.examples))
            if count:
                chat = general_chat(course.student, base(), tokenizer, count)
            if chat:
                rows = [lesson.tokens(course.student, tokenizer) for lesson in chat]
                parts.append(soft_labels(base(), rows, self.top_k, self.temperature, 1.0))
            found = [part for part in parts if part]
            if found:
                SoftLabels.joined(found).save(labels)
            part = texts.with_suffix(".part")
            part.write_text(json.dumps([asdict(lesson) for lesson in chat]), encoding="utf-8")
            part.replace(texts)
        chat = [Lesson(**one) for one in json.loads(texts.read_text(encoding="utf-8"))]
        soft = SoftLabels.load(labels) if labels.exists() else None
        first = len(soft.shares) - len(chat) if soft else 0
        return [replace(lesson, soft=first + i) for i, lesson in enumerate(chat)], soft


def dataset(lessons: Sequence[Lesson], course: Course, tokenizer: Any, most: int) -> Any:
    """The lessons as the trainer reads them, in their order."""
    from datasets import Dataset

    return Dataset.from_list([lesson.row(course.student, tokenizer, most) for lesson in lessons])


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
