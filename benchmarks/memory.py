"""How much memory a training takes beside what was forecast, on the way that `academy train` takes.

    python -m benchmarks.memory
    python -m benchmarks.memory --tinyllama

Each training runs in a process of its own: the embedded student with `lora=r16` and `lora=full` at
two batch sizes; with `--tinyllama` a model of TinyLlama's shape (1.1 billion random weights).
"""

import argparse
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

GOAL = 0.2
ROWS = 96
WORDS = "The keeper of the lighthouse opens the green gate with a lever of brass when it is dark"


def main() -> None:
    """Train, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tinyllama", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        train(json.loads(chosen.one))
        return
    print(f"{'student':24} {'lora':6} {'batch':>5} {'forecast':>9} {'taken':>9} {'off':>6}")
    students = ["tinyllama"] if chosen.tinyllama else ["smollm2_135m"]
    loras = ["r16"] if chosen.tinyllama else ["r16", "full"]
    for student in students:
        for lora in loras:
            for batch in (4, 16):
                how = json.dumps({"student": student, "lora": lora, "batch": batch})
                call = [sys.executable, "-m", "benchmarks.memory", "--one", how]
                done = subprocess.run(call, capture_output=True, text=True, check=False)
                if done.returncode:
                    sys.exit(done.stderr)
                found = json.loads(done.stdout.splitlines()[-1])
                off = found["forecast"] / found["taken"] - 1
                verdict = "" if abs(off) <= GOAL else "  missed"
                print(
                    f"{student:24} {lora:6} {batch:5} {found['forecast']:6.2f} GB "
                    f"{found['taken']:6.2f} GB {off:+6.0%}{verdict}",
                    flush=True,
                )


def train(how: dict[str, Any]) -> None:
    """One training of a few steps; prints what was forecast and taken."""
    from academy.distillation.base import Course
    from academy.student.pretrained import Pretrained
    from academy.tracking.none import SilentRun
    from benchmarks.configured import configured

    words = [f"lora={how['lora']}", f"distillation.batch_size={how['batch']}"]
    words += ["distillation.epochs=1", "distillation.replay=0", "distillation.sights=1"]
    settings = configured(*words)
    figures: dict[str, float] = {}

    class Noted(SilentRun):
        def metrics(self, values: Any, step: int | None = None) -> None:
            figures.update(values)

    with TemporaryDirectory() as folder, model_of(how["student"], settings, Path(folder)) as name:
        student = settings.student
        if name:
            student = Pretrained(system="Answer briefly.", recall="", ask="", name=name)
        place = Path(folder)
        course = Course(
            student, settings.lora, examples(), {}, 0, place / "c", place / "a", Noted()
        )
        settings.distillation.train(course)
    taken = {"forecast": figures["forecast_gigabytes"], "taken": figures["train_gigabytes"]}
    print(json.dumps(taken), flush=True)


@contextmanager
def model_of(student: str, settings: Any, folder: Path) -> Any:
    """A folder with random weights of TinyLlama's shape, or nothing for the embedded student."""
    if student != "tinyllama":
        yield ""
        return
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = settings.student.tokenizer()
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=2048,
        intermediate_size=5632,
        num_hidden_layers=22,
        num_attention_heads=32,
        num_key_value_heads=4,
        eos_token_id=tokenizer.eos_token_id,
    )
    torch.set_default_dtype(torch.bfloat16)
    model = LlamaForCausalLM(config)
    torch.set_default_dtype(torch.float32)
    model.save_pretrained(folder / "model")
    tokenizer.save_pretrained(folder / "model")
    del model
    yield str(folder / "model")


def examples() -> list[Any]:
    """Questions of 20 to 40 words with short answers."""
    from academy.records import Example

    words = f"{WORDS} {WORDS} {WORDS}".split()
    asked = [" ".join(words[: 20 + row % 21]) for row in range(ROWS)]
    return [
        Example(f"a:{row}", f"{text} {row}?", f"lever {row}", "pair", text, "a", "a", (1,), "", "")
        for row, text in enumerate(asked)
    ]


if __name__ == "__main__":
    main()
