"""trl's `SFTTrainer`, made fast where the student is small and the machine has no accelerator.

Four things cost much there, and are avoided: logits over the whole vocabulary for tokens without a
label, padding (the examples of a batch stand in one row), recomputing activations, and reading the
same beginning (the chat template's system message) anew for every example.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from trl import SFTConfig, SFTTrainer
from trl.trainer.sft_trainer import DataCollatorForLanguageModeling

from academy import processes
from academy.distillation.base import Course
from academy.distillation.gated import gate
from academy.distillation.head import Head, body_of, causal_of
from academy.distillation.lessons import IGNORED
from academy.distillation.loss import labelled_loss
from academy.distillation.on_policy import OnPolicy
from academy.distillation.optimizer import MasterAdamW
from academy.distillation.reading import states
from academy.distillation.soft_labels import SoftLabels, padded
from academy.student.loading import mind_thread_limit

if TYPE_CHECKING:
    from academy.distillation.training import Training


class Collator(DataCollatorForLanguageModeling):  # type: ignore[misc]
    """Pads rows, and hands on which soft labels they have, and which the student answers."""

    def torch_call(self, examples: list[dict[str, Any]]) -> dict[str, Any]:
        """Tokens, mask and labels (batch, tokens); `soft` and `own` (batch,) as in `Lesson`."""
        more = {name: torch.tensor([one[name] for one in examples]) for name in ("soft", "own")}
        return {**super().torch_call(examples), **more}


class LabelledTokensTrainer(SFTTrainer):  # type: ignore[misc]
    """The loss of the answer's tokens; nothing is computed for the others after the body."""

    optimizer: Any
    current_gradient_accumulation_steps = 1
    """Of the batch that is trained; set by `Trainer`, but not where a step is only tried."""

    def __init__(
        self,
        soft: SoftLabels | None,
        temperature: float,
        beta: float,
        policy: OnPolicy | None,
        **options: Any,
    ) -> None:
        """Train as `SFTTrainer` would, and compare with soft labels where a row has them."""
        super().__init__(**options)
        gate(self.model)
        half = self.model.get_input_embeddings().weight.dtype == torch.bfloat16
        self.copies = half and self.args.optim == "adamw_torch"
        """Whether the optimiser keeps exact copies, so that what is trained may be in half
        precision."""
        self._cast()
        self.soft = soft
        self.loss_is_scaled_for_ga = True  # divided by the labelled tokens of the whole batch
        self.how = (temperature, beta)
        self.policy = policy

    def create_optimizer(self, model: Any = None) -> Any:
        """AdamW, with exact copies where the student is in half precision.

        Called after a checkpoint was loaded, whose adapter peft makes float32.
        """
        weights = self._cast()
        if not self.copies:
            return super().create_optimizer(model)
        if self.optimizer is None:
            self.optimizer = MasterAdamW(
                weights, lr=self.args.learning_rate, weight_decay=self.args.weight_decay
            )
        return self.optimizer

    def _cast(self) -> list[Any]:
        """What is trained, in its precision: an adapter without exact copies is float32."""
        weights = [w for w in self.model.parameters() if w.requires_grad]
        adapter = hasattr(self.model, "peft_config")
        if self.copies or adapter:
            for weight in weights:
                weight.data = weight.data.to(torch.bfloat16 if self.copies else torch.float32)
        return weights

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: Any = None,
    ) -> Any:
        """Mean loss (nats) of the labelled tokens of the whole batch.

        It is computed within the model's own forward pass, where those that several processes
        train together meet.
        """
        bare = self.model  # not in the wrapper of several processes
        parts = inputs["input_ids"], inputs["attention_mask"], inputs["labels"]
        rows, soft = inputs["soft"].tolist(), self.soft
        parts_of_batch = 1
        if self.policy and soft and inputs["own"].any():
            parts, rows, soft = heard(self.policy, bare, inputs, soft)
            parts_of_batch, num_items_in_batch = self.current_gradient_accumulation_steps, None
        causal = causal_of(bare)

        def forward(**_: Any) -> Any:
            hidden, labels = states(body_of(causal), *parts, self.args.gradient_checkpointing)
            compared = None
            if soft:
                lengths = (parts[2][:, 1:] != IGNORED).sum(1)
                compared = soft.of(rows, lengths.tolist())
            how = (num_items_in_batch, compared, *self.how)
            return labelled_loss(hidden, labels, Head(causal), *how)

        with replaced(causal, forward):
            loss = model() / parts_of_batch
        if num_items_in_batch is not None:  # of all processes, whose gradients are averaged
            loss = loss * self.accelerator.num_processes
        return (loss, {}) if return_outputs else loss


@contextmanager
def replaced(module: Any, forward: Callable[..., Any]) -> Iterator[None]:
    """Another forward pass of a module."""
    before = vars(module).get("forward")
    module.forward = forward
    try:
        yield
    finally:
        if before:
            module.forward = before
        else:
            del module.forward


def heard(
    policy: OnPolicy, model: Any, inputs: dict[str, Any], soft: SoftLabels
) -> tuple[tuple[Any, Any, Any], list[int], SoftLabels]:
    """A batch with the student's own answers to what the teacher can hear.

    Returns:
        Tokens, mask and labels (batch, tokens); each row's row of the soft labels; and these.
    """
    rows, whole = inputs["soft"].tolist(), []
    for tokens, mask, labels in zip(
        inputs["input_ids"], inputs["attention_mask"], inputs["labels"], strict=True
    ):
        learned = mask.bool() & (labels != IGNORED)
        read = mask.bool() & ~learned
        whole.append((tokens[read].tolist(), tokens[learned].tolist()))
    own = [row for row, soft_row in enumerate(rows) if soft_row < len(policy.contexts)]
    if not own:  # general chat alone
        return padded(whole, inputs["input_ids"].device), rows, soft
    said, fresh = policy.heard(model, [whole[row][0] for row in own], [rows[row] for row in own])
    for place, (row, answered) in enumerate(zip(own, said, strict=True)):
        whole[row], rows[row] = answered, len(soft.shares) + place
    return padded(whole, inputs["input_ids"].device), rows, SoftLabels.joined([soft, fresh])


def arguments(settings: "Training", course: Course, rows: int, micro_batch: int) -> Any:
    """The trainer's configuration for a dataset of so many rows, so many at once."""
    steps = max(1, -(-rows // settings.batch_size))
    made = SFTConfig(
        output_dir=str(course.folder),
        num_train_epochs=1,
        per_device_train_batch_size=micro_batch,
        gradient_accumulation_steps=settings.batch_size // (micro_batch * processes.count()),
        learning_rate=settings.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=round(settings.warmup * steps),
        optim=course.lora.optimizer if torch.cuda.is_available() else "adamw_torch",
        weight_decay=0.0,
        dataset_kwargs={"skip_prepare_dataset": True},
        remove_unused_columns=False,
        train_sampling_strategy="sequential",
        gradient_checkpointing=settings.gradient_checkpointing,
        bf16=torch.cuda.is_available(),
        use_cpu=not torch.cuda.is_available(),
        ddp_find_unused_parameters=False,
        seed=course.seed,
        data_seed=course.seed,
        logging_steps=max(1, steps // 50),
        save_strategy="steps",
        save_steps=max(1, steps // settings.checkpoints),
        save_total_limit=2,
        include_num_input_tokens_seen="non_padding",
        dataloader_pin_memory=False,
        logging_nan_inf_filter=False,
        report_to="none",
        disable_tqdm=False,
    )
    made._n_gpu = min(1, made.n_gpu)  # else the trainer spreads each batch over all that it sees
    return made


def set_threads(threads: int) -> None:
    """Let torch use so many CPU threads; 0 means every core that this process may use."""
    torch.set_num_threads(threads or len(os.sched_getaffinity(0)))
    mind_thread_limit()
