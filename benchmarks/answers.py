"""How fast answers come: Academy's loop, `generate` in a batch, and one by one; and llama.cpp.

    python -m benchmarks.answers SPECIALIST [--questions 200]

SPECIALIST is a folder of `academy train`. The first three take the same model in fp32 with its
adapter in the weights, and questions that it was trained on; prints seconds, the ratios, and how
many answers are the same, word for word. Where `llama_cpp` (llama-cpp-python) can be imported, it
and Academy's loop also answer the same questions with the base student (out of the same GGUF
file, in which llama.cpp leaves the weights at four bits), one by one and at once.
"""

import argparse
import json
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import torch

from academy import records
from academy.distillation.trainer import set_threads
from academy.query import student_of
from academy.records import Example
from academy.store import Result
from academy.student.specialist import Specialist
from benchmarks.configured import configured

MOST = 24
"""Tokens of an answer."""


def generated(specialist: Specialist, questions: list[str]) -> list[str]:
    """The answers by `generate`, all at once."""
    tokenizer = specialist.tokenizer
    tokenizer.padding_side = "left"
    shown = [
        tokenizer.apply_chat_template(
            specialist.student.messages(question), add_generation_prompt=True, tokenize=False
        )
        for question in questions
    ]
    inputs = tokenizer(shown, padding=True, add_special_tokens=False, return_tensors="pt")
    with torch.inference_mode(), specialist.tuned.model(True) as model:
        said = model.generate(
            **inputs,
            do_sample=False,
            max_new_tokens=MOST + 1,
            pad_token_id=tokenizer.pad_token_id,
        )[:, inputs["input_ids"].shape[1] :]
    return [text.strip() for text in tokenizer.batch_decode(said, skip_special_tokens=True)]


def llama_cpp(specialist: Specialist, questions: list[str]) -> list[str]:
    """The base student's answers by llama.cpp, on the same threads."""
    from llama_cpp import Llama

    student = specialist.student
    model = Llama(str(student.gguf()), n_ctx=512, n_threads=torch.get_num_threads(), verbose=False)
    found = []
    for question in questions:
        tokens = specialist.tokenizer.apply_chat_template(
            student.messages(question), add_generation_prompt=True, return_dict=True
        )["input_ids"]
        done = model.create_completion(list(tokens), max_tokens=MOST + 1, temperature=0.0)
        found.append(done["choices"][0]["text"].strip())
    return found


def timed(work: Any, rounds: int = 1) -> tuple[float, list[str]]:
    """Seconds, the median of some rounds, and what came of it."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - start)
    return median(seconds), found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specialist", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    chosen = parser.parse_args()
    set_threads(0)
    specialist = Specialist(student_of(Result.load(chosen.specialist)), chosen.specialist)
    examples = records.read(chosen.specialist / "examples.jsonl", Example)
    every = list(dict.fromkeys(e.question for e in examples if e.kind != "statement"))
    asked = every[:: max(1, len(every) // chosen.questions)][: chosen.questions]

    def ours(adapter: bool = True) -> list[str]:
        at_once = configured().evaluation.batch_size
        said = specialist.answer(asked, MOST, at_once, adapter=adapter, recall=False)
        return [one.text for one in said]

    ours()  # the adapter goes into the weights
    fast, answers = timed(ours, 5)
    batch, batched = timed(lambda: generated(specialist, asked), 3)
    alone, single = timed(lambda: [generated(specialist, [q])[0] for q in asked])
    found: dict[str, Any] = {
        "questions": len(asked),
        "seconds": {"academy": fast, "generate": batch, "one by one": alone},
        "ratio": {"generate": batch / fast, "one by one": alone / fast},
        "same as one by one": {
            "academy": sum(a == b for a, b in zip(answers, single, strict=True)),
            "generate": sum(a == b for a, b in zip(batched, single, strict=True)),
        },
    }
    if find_spec("llama_cpp"):
        ours(adapter=False)
        base, _ = timed(lambda: ours(adapter=False), 3)
        theirs, _ = timed(lambda: llama_cpp(specialist, asked))
        found["base student"] = {"academy": base, "llama.cpp": theirs, "ratio": theirs / base}
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
