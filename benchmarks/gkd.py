"""Learning a teacher's probabilities: Academy beside trl's GKD and GOLD trainers, the same work.

    python -m benchmarks.gkd [examples.jsonl]
    python -m benchmarks.gkd --on-policy 0.5
    python -m benchmarks.gkd --micro-batch 4            # less memory

The same conversations, batch, rank and teacher (the embedded student's own base), forward KL; each
in a process of its own, so that its peak of memory is its own. Academy's seconds include reading
the teacher's probabilities, which it does once (a second epoch would not pay again), while trl
reads them in every step. Academy's weights are bf16 where the CPU is good at it, trl's are fp32,
with its default of activations that are computed anew. Of an answer trl learns one token more, the
line break behind its end. Memory is the peak over what the process held before the models were
loaded.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

TRL = ("gkd", "gold")
"""Its trainers."""
BATCH = 16
ANSWER = 24
"""Tokens of an answer that the student writes."""


def main() -> None:
    """Run all, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examples", nargs="?", type=Path)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--on-policy", type=float, default=0.0)
    parser.add_argument("--micro-batch", type=int, default=BATCH, help="Academy's")
    parser.add_argument("--one", choices=(*TRL, "academy"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(measured(chosen)), flush=True)
        return
    found = {}
    for who in (*TRL, "academy"):
        call = [sys.executable, "-m", "benchmarks.gkd", "--one", who, *sys.argv[1:]]
        env = {**os.environ, "TRL_EXPERIMENTAL_SILENCE": "1"}
        done = subprocess.run(call, capture_output=True, text=True, check=False, env=env)
        if done.returncode:
            sys.exit(done.stderr)
        found[who] = json.loads(done.stdout.splitlines()[-1])
        print(who, found[who], flush=True)
    academy = found["academy"]
    for who in TRL:
        trl = found[who]
        print(
            f"{trl['seconds'] / academy['seconds']:.2f} times as fast as {who} with the same "
            f"answers, {academy['gigabytes'] / trl['gigabytes']:.2f} times the memory"
        )


def measured(chosen: Any) -> dict[str, float]:
    """Train some steps: answer tokens, seconds, and gigabytes beside what was held before."""
    import torch
    from datasets import Dataset
    from transformers import set_seed

    from academy import records
    from academy.distillation.memory import GIGA, Memory
    from academy.distillation.trainer import set_threads
    from academy.records import Example
    from benchmarks.training_speed import STUDENT, newest

    set_threads(0)
    set_seed(0)
    examples = list(records.read(chosen.examples or newest(), Example))[: BATCH * chosen.steps]
    tokenizer = STUDENT.tokenizer()
    memory = Memory(torch.device("cpu"))
    with tempfile.TemporaryDirectory() as folder:
        before = memory.now()
        memory.reset()
        start = time.perf_counter()
        if chosen.one == "academy":
            tokens = academy(chosen, examples, tokenizer, Path(folder))
        else:
            rows = [{"messages": [*STUDENT.messages(e.question), said(e.answer)]} for e in examples]
            tokens = trl(chosen, Dataset.from_list(rows), tokenizer, Path(folder))
        seconds = time.perf_counter() - start
    return {
        "answer_tokens": tokens,
        "seconds": round(seconds, 1),
        "gigabytes": (memory.peak() - before) / GIGA,
    }


def said(answer: str) -> dict[str, str]:
    """A message of the assistant."""
    return {"role": "assistant", "content": answer}


def academy(chosen: Any, examples: list[Any], tokenizer: Any, folder: Path) -> int:
    """Academy's trainer, as `distillation=catalogue` uses it with the base as the teacher."""
    from contextlib import contextmanager
    from dataclasses import replace
    from random import Random

    from academy.distillation.base import Course
    from academy.distillation.lessons import IGNORED, Lesson, batched
    from academy.distillation.on_policy import OnPolicy
    from academy.distillation.soft_labels import soft_labels
    from academy.distillation.trainer import arguments
    from academy.distillation.training import dataset
    from academy.student.loading import reading
    from academy.tracking.none import SilentRun
    from benchmarks.training_speed import HARD, LORA, STUDENT, trainer

    course = Course(STUDENT, LORA, examples, {}, 0, folder, folder, SilentRun())
    lessons = [Lesson(e.question, e.answer, soft=row) for row, e in enumerate(examples)]
    read = [lesson.tokens(STUDENT, tokenizer) for lesson in lessons]
    soft = soft_labels(reading(STUDENT.model()), read, 32, 1.0, 1.0)
    random = Random(0)  # noqa: S311 - no secret
    own = [random.random() < chosen.on_policy for _ in range(chosen.steps)]
    ordered = list(batched(lessons, BATCH, random))
    ordered = [replace(one, own=own[at // BATCH]) for at, one in enumerate(ordered)]
    rows = dataset(ordered, course, tokenizer, 256)
    settings = arguments(HARD, course, len(rows), chosen.micro_batch)
    settings.save_strategy = "no"
    policy = None
    if chosen.on_policy:

        @contextmanager
        def base(model: Any) -> Any:
            with model.disable_adapter():
                yield model.get_base_model()

        contexts = [before for before, _ in read]
        policy = OnPolicy(base, contexts, tokenizer, ANSWER, 1.0, 32)
    trainer(rows, settings, tokenizer, soft, policy).train()
    return sum(label != IGNORED for row in rows["labels"] for label in row)


def trl(chosen: Any, rows: Any, tokenizer: Any, folder: Path) -> int:
    """One of trl's trainers with its defaults beside the divergence."""
    import torch
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM

    from benchmarks.training_speed import STUDENT

    trainers = import_module(f"trl.experimental.{chosen.one}")
    name = chosen.one.upper()
    kind, config = (getattr(trainers, f"{name}{part}") for part in ("Trainer", "Config"))
    written = {"gkd": "max_new_tokens", "gold": "max_completion_length"}[chosen.one]
    settings = config(
        output_dir=str(folder),
        max_steps=chosen.steps,
        per_device_train_batch_size=BATCH,
        bf16=False,
        use_cpu=True,
        save_strategy="no",
        report_to="none",
        lmbda=chosen.on_policy,
        beta=0.0,
        temperature=1.0,
        **{written: ANSWER},
    )
    model, teacher = (
        AutoModelForCausalLM.from_pretrained(STUDENT.source(), dtype=torch.float32)
        for _ in range(2)
    )
    learned = 0

    class Counted(kind):  # type: ignore[misc, valid-type]
        def compute_loss(self, model: Any, inputs: Any, *more: Any, **options: Any) -> Any:
            nonlocal learned
            learned += int((inputs["labels"] != -100).sum())
            return super().compute_loss(model, inputs, *more, **options)

    Counted(
        model=model,
        teacher_model=teacher,
        args=settings,
        train_dataset=rows,
        processing_class=tokenizer,
        peft_config=LoraConfig(
            r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM"
        ),
    ).train()
    return learned


if __name__ == "__main__":
    main()
