"""Trained tokens per second: Academy's trainer beside trl's `SFTTrainer` with its defaults.

    python -m benchmarks.training_speed [examples.jsonl] [--steps 12]

Same student, same LoRA (rank 16, all linear layers), same examples, same batch, same number of
steps, one after the other in one process. trl's defaults but for bf16 (off, which a CPU without it
needs) and the batch. Tokens are the non-padding ones. The first two steps of each are not counted.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from transformers import TrainerCallback, set_seed
from trl import SFTConfig, SFTTrainer

from academy import records
from academy.distillation.base import Course
from academy.distillation.trainer import Collator, LabelledTokensTrainer, arguments, set_threads
from academy.distillation.training import Prepared, dataset
from academy.places import ROOT
from academy.records import Example
from academy.tracking.none import SilentRun
from benchmarks.configured import configured

BATCH = 16
WARMUP = 2
CONFIGURED = configured(
    "distillation=hard",
    "lora=r16",
    "lora.dropout=0",
    "distillation.epochs=1",
    "distillation.sights=1",
    "distillation.word_dropout=0",
    "distillation.replay=0",
    f"distillation.batch_size={BATCH}",
)
STUDENT, LORA, HARD = CONFIGURED.student, CONFIGURED.lora, CONFIGURED.distillation


class Stopwatch(TrainerCallback):
    """Counts the tokens and seconds of the steps after the warm-up."""

    def __init__(self) -> None:
        self.start = 0.0
        self.seconds = 0.0
        self.skipped = 0
        self.tokens = 0

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Note time and tokens."""
        if state.global_step == WARMUP:
            self.start, self.skipped = time.perf_counter(), int(state.num_input_tokens_seen)
        elif state.global_step > WARMUP:
            self.seconds = time.perf_counter() - self.start
            self.tokens = int(state.num_input_tokens_seen) - self.skipped


def speed(trainer: Any) -> dict[str, float]:
    """Train and measure."""
    watch = Stopwatch()
    trainer.add_callback(watch)
    trainer.train()
    return {"tokens_per_second": watch.tokens / watch.seconds, "seconds": watch.seconds}


def ours(course: Course, steps: int) -> dict[str, float]:
    """Academy's trainer, as `distillation=hard` builds it."""
    set_seed(0)
    tokenizer = STUDENT.tokenizer()
    rows = dataset(HARD.lessons(course, Prepared([], None)), course, tokenizer, HARD.max_tokens)
    settings = arguments(HARD, course, len(rows), BATCH)
    settings.max_steps, settings.save_strategy = steps, "no"
    return speed(trainer(rows, settings, tokenizer))


def trainer(
    rows: Dataset, settings: Any, tokenizer: Any, soft: Any = None, policy: Any = None
) -> LabelledTokensTrainer:
    """Academy's, for rows of the embedded student; at temperature 1 and with forward KL."""
    return LabelledTokensTrainer(
        soft,
        1.0,
        0.0,
        policy,
        model=LORA.attach(STUDENT.model()),
        args=settings,
        train_dataset=rows,
        processing_class=tokenizer,
        data_collator=Collator(tokenizer.pad_token_id),
    )


def theirs(course: Course, steps: int) -> dict[str, float]:
    """Trl's trainer with its defaults."""
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM

    settings = SFTConfig(
        output_dir=str(course.folder),
        max_steps=steps,
        per_device_train_batch_size=BATCH,
        bf16=False,
        use_cpu=True,
        save_strategy="no",
        report_to="none",
        include_num_input_tokens_seen="non_padding",
    )
    peft = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM")
    set_seed(0)
    return speed(
        SFTTrainer(
            model=AutoModelForCausalLM.from_pretrained(STUDENT.source(), dtype=torch.float32),
            args=settings,
            train_dataset=conversations(course),
            processing_class=STUDENT.tokenizer(),
            peft_config=peft,
        )
    )


def conversations(course: Course) -> Dataset:
    """The same lessons in trl's prompt/completion form."""
    lessons = HARD.lessons(course, Prepared([], None))
    said = [[{"role": "assistant", "content": lesson.answer}] for lesson in lessons]
    asked = [STUDENT.messages(lesson.question) for lesson in lessons]
    return Dataset.from_dict({"prompt": asked, "completion": said})


def main() -> None:
    """Measure both and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examples", nargs="?", type=Path)
    parser.add_argument("--steps", type=int, default=12)
    chosen = parser.parse_args()
    set_threads(0)
    examples = list(records.read(chosen.examples or newest(), Example))
    with tempfile.TemporaryDirectory() as folder:
        course = Course(STUDENT, LORA, examples, {}, 0, Path(folder), Path(folder), SilentRun())
        trl, academy = theirs(course, chosen.steps), ours(course, chosen.steps)
    ratio = academy["tokens_per_second"] / trl["tokens_per_second"]
    setting = {"threads": torch.get_num_threads(), "examples": len(examples)}
    print(json.dumps({**setting, "trl": trl, "academy": academy, "ratio": ratio}, indent=1))


def newest() -> Path:
    """The examples that were distilled last in this checkout."""
    found = (ROOT / ".academy" / "store" / "distill").glob("*/examples.jsonl")
    return max(found, key=lambda path: path.stat().st_mtime)


if __name__ == "__main__":
    main()
