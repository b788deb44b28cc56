"""How fast a specialist's answers come: Academy's loop, `generate` in a batch, and one by one.

    python -m benchmarks.answers SPECIALIST [--questions 64]

SPECIALIST is a folder of `academy train`. All three take the same model in fp32 with its adapter in
the weights, and the questions that it was trained on; prints seconds, the ratios, and how many
answers are the same, word for word.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import torch

from academy import records
from academy.distillation.trainer import set_threads
from academy.query import student_of
from academy.records import Example
from academy.store import Result
from academy.student.specialist import Specialist

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


def timed(work: Any) -> tuple[float, list[str]]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specialist", type=Path)
    parser.add_argument("--questions", type=int, default=64)
    chosen = parser.parse_args()
    set_threads(0)
    specialist = Specialist(student_of(Result.load(chosen.specialist)), chosen.specialist)
    examples = records.read(chosen.specialist / "examples.jsonl", Example)
    asked = [e.question for e in examples if e.kind != "statement"][::8]
    asked = asked[: chosen.questions]

    def ours() -> list[str]:
        return [one.text for one in specialist.answer(asked, MOST, 64, recall=False)]

    ours()  # the adapter goes into the weights
    fast, answers = timed(ours)
    batch, batched = timed(lambda: generated(specialist, asked))
    alone, single = timed(lambda: [generated(specialist, [q])[0] for q in asked])
    print(
        json.dumps(
            {
                "questions": len(asked),
                "seconds": {"academy": fast, "generate": batch, "one by one": alone},
                "ratio": {"generate": batch / fast, "one by one": alone / fast},
                "same as one by one": {
                    "academy": sum(a == b for a, b in zip(answers, single, strict=True)),
                    "generate": sum(a == b for a, b in zip(batched, single, strict=True)),
                },
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
