"""How much of the teacher's text a specialist that reads gives back, by what stands before it.

    python -m benchmarks.reader experiment=demo distillation=reading distillation.epochs=1 …

Trains the reader, or finds it, and has it read each of its examples, teacher-forced: without a
text, with the sentence that the answer rests on, with the chunk. Prints for each the share of
answers of which every token is the likeliest one, and the mean log-probability of a token (nats).
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from academy import records
from academy.distillation.base import passage
from academy.distillation.soft_labels import soft_labels
from academy.query import student_of
from academy.records import Chunk, Example
from academy.store import Result
from academy.student.chat import tokens
from academy.student.loading import load_model, load_tokenizer, reading
from academy.templates import open_book
from benchmarks.runs import trained

LEAST = -12.0
"""Log-probability of a token that is not among the kept ones."""
TOP_K = 32


def main(words: list[str]) -> None:
    """Train or find the reader, and print the table."""
    with TemporaryDirectory() as folder:
        result = Result.load(trained(words, Path(folder)))
    examples = list(records.read(result.folder / "examples.jsonl", Example))
    chunks = {c.id: c for c in records.read(result.folder / "chunks.jsonl", Chunk)}
    shown: dict[str, Callable[[Example], str]] = {
        "without a text": lambda one: one.question,
        "with the sentence": lambda one: open_book(one.question, one.evidence),
        "with the chunk": lambda one: open_book(one.question, passage(chunks, one.chunk)),
    }
    student, source = student_of(result), str(result.folder / "adapter")
    tokenizer, model = load_tokenizer(source, "reader"), reading(load_model(source, whose="reader"))
    for name, asked in shown.items():
        rows = [tokens(tokenizer, student.messages(asked(one)), one.answer) for one in examples]
        found = soft_labels(model, rows, TOP_K, 1.0, 1.0)
        right, nats = 0, 0.0
        for index, (_, answer) in enumerate(rows):
            places = slice(int(found.starts[index]), int(found.starts[index + 1]))
            kept, logprobs = found.tokens[places].tolist(), found.logprobs[places].tolist()
            right += all(best[0] == wanted for best, wanted in zip(kept, answer, strict=True))
            told = [
                dict(zip(best, probable, strict=True)).get(wanted, LEAST)
                for best, probable, wanted in zip(kept, logprobs, answer, strict=True)
            ]
            nats += sum(told) / len(told)
        count = len(examples)
        print(
            f"{name:18} {100 * right / count:5.1f} % of {count}  {nats / count:6.2f} nats a token"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
