"""Training step by step, with `trl` and `peft`: what all procedures that do so have in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from academy import processes
from academy.component import Component, component
from academy.distillation.base import Course, Outcome
from academy.distillation.checkpoints import last_checkpoint
from academy.distillation.lessons import IGNORED, Lesson
from academy.distillation.prepared import MADE, Prepared, with_chat
from academy.distillation.replay import ANSWER_TOKENS, Kept, replayed
from academy.errors import AcademyError
from academy.student.loading import reading

if TYPE_CHECKING:
    from academy.distillation.on_policy import OnPolicy
    from academy.distillation.watch import Scores

HOW = ("micro_batch", "gradient_checkpointing", "checkpoints", "threads")
"""Settings that say how fast, how patiently and in what memory a training is done."""
Base = Callable[[], Any]
"""Gives a student's model as it was before, to read and to answer; loaded when first wanted."""


@component
class Training(Component, ABC):
    """Base of the procedures that train step by step."""

    place: ClassVar[str] = "distillation"
    """Where its settings stand."""
    epochs: PositiveInt
    """How often each lesson is seen, at least."""
    top_k: PositiveInt
    """Tokens of a distribution whose probabilities are compared; all others count as one."""
    temperature: float = Field(ge=0.01, le=100)
    """At which distributions are compared."""
    learning_rate: float = Field(gt=0, lt=1)
    """The highest one, of AdamW."""
    batch_size: PositiveInt
    """Lessons of one optimiser step."""
    micro_batch: NonNegativeInt
    """Of these, how many go through the model together; the gradients of the others are added up.
    0 takes as many as the memory holds."""
    gradient_checkpointing: bool
    """Compute activations anew in the backward pass: about a third slower, in less memory."""
    warmup: float = Field(ge=0, lt=1)
    """Share of the steps in which the learning rate rises; it falls as a cosine afterwards."""
    max_tokens: PositiveInt
    """Longest lesson; the rest is cut off (and cannot be learned)."""
    checkpoints: PositiveInt
    """How often a checkpoint is written in the whole training, to resume from."""
    threads: NonNegativeInt
    """CPU threads of torch; 0 takes all cores that this process may use."""

    @model_validator(mode="after")
    def _divisible(self) -> Self:
        if self.micro_batch and self.batch_size % self.micro_batch:
            raise ValueError(f"batch_size={self.batch_size} is no multiple of micro_batch")
        return self

    def identity(self) -> dict[str, Any]:
        """Without what changes a result by no more than rounding."""
        found = super().identity()
        return {name: value for name, value in found.items() if name not in HOW}

    @abstractmethod
    def prepare(self, course: Course, base: Base, tokenizer: Any) -> Prepared:
        """Make what is needed before the first step.

        Raises:
            AcademyError: a teacher cannot be read.
        """

    @abstractmethod
    def lessons(self, course: Course, prepared: Prepared) -> list[Lesson]:
        """Every lesson as often as it is seen, in the order of the training."""

    @property
    def divergence(self) -> float:
        """Between forward (0) and reverse (1) KL divergence (`soft_labels.divergence`)."""
        return 0.0

    def finish(self, course: Course) -> None:
        """Do what is still to be done with what was trained and saved."""
        return

    def scores(self, course: Course, tokenizer: Any, steps: int) -> "Scores | None":
        """How the student is watched, if it is."""
        return None

    def policy(self, course: Course, prepared: Prepared, tokenizer: Any) -> "OnPolicy | None":
        """What answers that the student writes in training are compared with, if there are any."""
        return None

    def train(self, course: Course) -> Outcome:
        """Train and save what changed."""
        import torch
        from transformers import set_seed

        from academy.distillation.fitted import fitted
        from academy.distillation.head import causal_of
        from academy.distillation.memory import GIGA, GivingBack, Memory
        from academy.distillation.probe import check
        from academy.distillation.progress import Progress
        from academy.distillation.trainer import (
            Collator,
            LabelledTokensTrainer,
            arguments,
            set_threads,
        )

        share, threads = self._share(), torch.get_num_threads()
        course.student.source()  # may have to be made, which draws at random too
        set_seed(course.seed)
        set_threads(self.threads)
        tokenizer = course.student.tokenizer()
        prepared = self._prepared(course, tokenizer)
        set_seed(course.seed)  # the same whether that was found or made
        lessons = self.lessons(course, prepared)
        rows = dataset(lessons, course, tokenizer, self.max_tokens, self.place)
        scores = self.scores(course, tokenizer, -(-len(rows) // self.batch_size))
        model = course.lora.attach(course.student.model(course.lora.quantization_config()))
        check(causal_of(model), course.student.title)
        policy = self.policy(course, prepared, tokenizer)
        progress = Progress(course.run, scores)

        def trainer_of(micro_batch: int) -> LabelledTokensTrainer:
            return LabelledTokensTrainer(
                prepared.soft,
                self.temperature,
                self.divergence,
                policy,
                model=model,
                args=arguments(self, course, len(rows), micro_batch),
                train_dataset=rows,
                processing_class=tokenizer,
                data_collator=Collator(tokenizer.pad_token_id),
                callbacks=[progress, GivingBack()],
            )

        checkpoint = last_checkpoint(course.folder)
        trainer = fitted(trainer_of, checkpoint, rows, self.micro_batch, share, course.run)
        memory = Memory(trainer.model.device)
        memory.reset()
        trainer.train(resume_from_checkpoint=checkpoint)
        seconds = progress.seconds
        if memory.known:
            course.run.metrics({"train_gigabytes": memory.peak() / GIGA})
        if processes.leads():
            if not (scores and scores.keep(course.adapter)):
                trainer.model.save_pretrained(course.adapter)
            self.finish(course)
            tokenizer.save_pretrained(course.adapter)
        set_threads(threads)  # else what is measured afterwards depends on who trained
        losses = _losses(trainer.state.log_history)
        made = [(lesson.question, lesson.answer) for lesson in prepared.made]
        dev = scores.found if scores else []
        return Outcome(losses, int(trainer.state.num_input_tokens_seen), seconds, made, dev)

    def _share(self) -> int:
        """How many lessons of a step each process takes.

        Raises:
            AcademyError: they cannot be divided so.
        """
        share, left = divmod(self.batch_size, processes.count())
        if left or share % (self.micro_batch or share):
            raise AcademyError(
                f"{self.place}.batch_size={self.batch_size}: cannot be divided among "
                f"{processes.count()} processes in parts of {self.place}.micro_batch="
                f"{self.micro_batch}; choose another one"
            )
        return share

    def _prepared(self, course: Course, tokenizer: Any) -> Prepared:
        """What is needed before the first step; taken up where an interrupted training had it."""
        from academy.distillation.probe import check

        made = course.folder / MADE
        if not processes.leads():
            processes.awaited(lambda: made.exists() or None)
        if not made.exists():

            @cache
            def base() -> Any:
                whole = course.before or course.student
                model = reading(whole.model(course.lora.quantization_config()))
                check(model, whole.title)
                return model

            self.prepare(course, base, tokenizer).save(course.folder)
        return Prepared.load(course.folder)

    def chatting(
        self,
        prepared: Prepared,
        count: int,
        course: Course,
        base: Base,
        tokenizer: Any,
        answer_tokens: int = ANSWER_TOKENS,
    ) -> Prepared:
        """With so much general chat of the base, whose probabilities there shall stay the same."""
        if not count:
            return prepared
        how = Kept(self.top_k, self.temperature)
        chat = replayed(course, base, tokenizer, count, answer_tokens, how)
        if len(chat.made) < count:
            print(f"train: the base made up {len(chat.made)} of {count} questions", flush=True)
        return with_chat(prepared, chat.made, chat.soft) if chat.soft else prepared


def dataset(
    lessons: Sequence[Lesson],
    course: Course,
    tokenizer: Any,
    most: int,
    place: str = Training.place,
) -> Any:
    """The lessons as the trainer reads them, in their order; without those that lose their answer.

    Args:
        most: tokens of a lesson.
        place: where that is set.

    Raises:
        AcademyError: all do.
    """
    from datasets import Dataset

    rows = [lesson.row(course.student, tokenizer, most) for lesson in lessons]
    learned = [row for row in rows if any(label != IGNORED for label in row["labels"])]
    if lost := len(rows) - len(learned):
        limit = f"{place}.max_tokens={most}"
        said = f"{lost} of {len(rows)} lessons begin their answer after {limit}"
        if not learned:
            raise AcademyError(f"train: {said}; nothing is left to learn, so raise it")
        print(f"train: {said} and are left out", flush=True)
    return Dataset.from_list(learned)


def _losses(history: list[dict[str, Any]]) -> list[tuple[int, float]]:
    return [(int(row["step"]), float(row["loss"])) for row in history if "loss" in row]
