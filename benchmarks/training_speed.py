"""Trained tokens per second: Academy's trainer beside trl's `SFTTrainer` and LLaMA-Factory.

    python -m benchmarks.training_speed [examples.jsonl] [--steps 12]
    python -m benchmarks.training_speed --llamafactory VENV/bin/llamafactory-cli

Same student, same LoRA (rank 16, all linear layers), same batch, one epoch over the same examples,
one after the other, each with one step before that does not count; on the GPU if there is one. The
others have their defaults but for the batch and, on a CPU, bf16 (off, which one without it needs);
`--no-checkpointing` lets them keep their activations, which is faster in more memory. LLaMA-Factory
pins other libraries, so it is named by the command of an environment of its own. Seconds are those
that each reports of its training; useful tokens are those of the answers. The share of the peak is
that of large matrix products in the faster precision.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from transformers import set_seed
from trl import SFTConfig, SFTTrainer

from academy import records
from academy.distillation.base import Course
from academy.distillation.lessons import IGNORED, Lesson
from academy.distillation.prepared import Prepared
from academy.distillation.trainer import Collator, LabelledTokensTrainer, arguments, set_threads
from academy.distillation.training import dataset
from academy.places import ROOT
from academy.records import Example
from academy.tracking.none import SilentRun
from benchmarks.configured import configured

BATCH = 16
GPU = torch.cuda.is_available()
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


def ours(rows: Dataset, course: Course) -> float:
    """Seconds of Academy's trainer, as `distillation=hard` builds it."""
    set_seed(0)
    settings = arguments(HARD, course, len(rows), BATCH)
    settings.save_strategy = "no"
    return seconds(trainer(rows, settings, STUDENT.tokenizer()))


def seconds(trainer: Any) -> float:
    """Train; how long that took."""
    return float(trainer.train().metrics["train_runtime"])


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


def trl(lessons: Sequence[Lesson], folder: Path, checkpointing: bool) -> float:
    """Seconds of trl's trainer with its defaults."""
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM

    settings = SFTConfig(
        output_dir=str(folder),
        num_train_epochs=1,
        per_device_train_batch_size=BATCH,
        gradient_checkpointing=checkpointing,
        bf16=GPU,
        use_cpu=not GPU,
        save_strategy="no",
        report_to="none",
    )
    peft = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM")
    set_seed(0)
    said = [[{"role": "assistant", "content": lesson.answer}] for lesson in lessons]
    asked = [STUDENT.messages(lesson.question) for lesson in lessons]
    return seconds(
        SFTTrainer(
            model=AutoModelForCausalLM.from_pretrained(STUDENT.source(), dtype=torch.float32),
            args=settings,
            train_dataset=Dataset.from_dict({"prompt": asked, "completion": said}),
            processing_class=STUDENT.tokenizer(),
            peft_config=peft,
        )
    )


def llamafactory(
    command: str, lessons: Sequence[Lesson], folder: Path, checkpointing: bool
) -> float:
    """Seconds of LLaMA-Factory's supervised fine-tuning with its defaults."""
    rows = []
    for lesson in lessons:
        *system, user = STUDENT.messages(lesson.question)
        told = {"system": system[0]["content"]} if system else {}
        rows.append({"instruction": user["content"], "output": lesson.answer, **told})
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    columns = {"prompt": "instruction", "response": "output", "system": "system"}
    about = {"rows": {"file_name": "rows.json", "columns": columns}}
    (folder / "dataset_info.json").write_text(json.dumps(about), encoding="utf-8")
    settings = {
        "model_name_or_path": str(_readable(folder / "student")),
        "template": "smollm2",
        "stage": "sft",
        "do_train": True,
        "finetuning_type": "lora",
        "lora_rank": 16,
        "lora_target": "all",
        "dataset_dir": str(folder),
        "dataset": "rows",
        "num_train_epochs": 1,
        "per_device_train_batch_size": BATCH,
        "disable_gradient_checkpointing": not checkpointing,
        "use_cpu": not GPU,
        "save_strategy": "no",
        "report_to": "none",
        "output_dir": str(folder / "out"),
    }
    recipe = folder / "recipe.yaml"  # which JSON is, too
    recipe.write_text(json.dumps(settings), encoding="utf-8")
    env = {**os.environ, "OMP_NUM_THREADS": str(torch.get_num_threads())}
    done = subprocess.run(
        [command, "train", str(recipe)], capture_output=True, text=True, check=False, env=env
    )
    if done.returncode:
        sys.exit(done.stderr)
    found = json.loads((folder / "out" / "train_results.json").read_text(encoding="utf-8"))
    return float(found["train_runtime"])


def _readable(folder: Path) -> Path:
    """The student in a folder whose tokenizer has a class that older `transformers` know too."""
    folder.mkdir()
    for file in Path(STUDENT.source()).iterdir():
        (folder / file.name).symlink_to(file)
    path = folder / "tokenizer_config.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    told["tokenizer_class"] = "PreTrainedTokenizerFast"
    path.write_text(json.dumps(told), encoding="utf-8")
    return folder


def peak() -> float:
    """Operations a second of multiplying large matrices, in the faster precision."""
    size, device = (8192, "cuda") if GPU else (2048, "cpu")

    def measured(kind: torch.dtype) -> float:
        one, other = (torch.randn(size, size, device=device).to(kind) for _ in range(2))
        times = []
        for _ in range(12):
            start = time.perf_counter()
            (one @ other)[0, 0].item()  # waits for a GPU
            times.append(time.perf_counter() - start)
        return 2 * size**3 / min(times)

    return max(measured(torch.bfloat16), measured(torch.float32))


def operations(rows: Dataset) -> float:
    """What a training with frozen weights has to compute: forward, and backward to activations.

    Two operations for each weight and token either way; the output layer for labelled tokens alone.
    """
    model = STUDENT.model()
    head = model.get_output_embeddings().weight.numel()
    layers = sum(weight.numel() for weight in model.parameters()) - head
    return 4.0 * (layers * sum(map(len, rows["input_ids"])) + head * useful(rows))


def useful(rows: Dataset) -> int:
    """Tokens of answers."""
    return sum(label != IGNORED for row in rows["labels"] for label in row)


def main() -> None:
    """Measure, and print the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("examples", nargs="?", type=Path)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--llamafactory", help="its command line tool")
    parser.add_argument("--no-checkpointing", action="store_true")
    chosen = parser.parse_args()
    set_threads(0)
    examples = list(records.read(chosen.examples or newest(), Example))
    with tempfile.TemporaryDirectory() as scratch:
        folder, checkpointing = Path(scratch), not chosen.no_checkpointing
        course = Course(STUDENT, LORA, examples, {}, 0, folder, folder, SilentRun())
        lessons = HARD.lessons(course, Prepared([], None))[: BATCH * chosen.steps]
        rows = dataset(lessons, course, STUDENT.tokenizer(), HARD.max_tokens)
        trl(lessons[:BATCH], folder, checkpointing)
        took = {"trl": trl(lessons, folder, checkpointing)}
        if chosen.llamafactory:
            took["LLaMA-Factory"] = llamafactory(
                chosen.llamafactory, lessons, folder, checkpointing
            )
        ours(rows.select(range(BATCH)), course)
        took["Academy"] = ours(rows, course)
    where = torch.cuda.get_device_name() if GPU else f"{torch.get_num_threads()} threads"
    print(f"{len(rows) // BATCH} steps of {BATCH} on {where}")
    for name, time_taken in took.items():
        print(
            f"{name:14} {time_taken:6.1f} s  {useful(rows) / time_taken:5.1f} answer tokens/s  "
            f"Academy {time_taken / took['Academy']:.2f} x as fast"
        )
    print(f"Academy: {operations(rows) / took['Academy'] / peak():.0%} of the measured peak")


def newest() -> Path:
    """The examples that were distilled last in this checkout."""
    found = (ROOT / ".academy" / "store" / "distill").glob("*/examples.jsonl")
    return max(found, key=lambda path: path.stat().st_mtime)


if __name__ == "__main__":
    main()
