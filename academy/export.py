"""Write the examples as files that other trainers read: chats as JSON lines and as Parquet.

    academy export papers/ --to export/

Writes `train.jsonl` and `train.parquet` (one conversation a row in `messages`, as TRL, Axolotl's
`type: chat_template` and LLaMA-Factory's `sharegpt` want it, with columns that say where it is
from) and `dataset_info.json`, by which LLaMA-Factory finds it (`dataset_dir: export`,
`dataset: academy`). Without `--to` into `export/`.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from academy import records
from academy.records import Example
from academy.store import Result
from academy.student.base import Student

INFO = {
    "academy": {
        "file_name": "train.jsonl",
        "formatting": "sharegpt",
        "columns": {"messages": "messages"},
        "tags": {
            "role_tag": "role",
            "content_tag": "content",
            "user_tag": "user",
            "assistant_tag": "assistant",
            "system_tag": "system",
        },
    }
}
"""What LLaMA-Factory has to know."""


def export(distilled: Result, student: Student, target: Path) -> None:
    """Write the files, each of them whole or not at all."""
    from datasets import Dataset, Features, List, Value

    examples = records.read(distilled.folder / "examples.jsonl", Example)
    found = list(rows(examples, student))
    target.mkdir(parents=True, exist_ok=True)
    text = Value("string")
    features = Features({name: text for name in found[0]} if found else {})
    features["messages"] = List({"role": text, "content": text})
    features["pages"] = List(Value("int64"))
    table = Dataset.from_list(found, features=features)
    for name, write in (("train.jsonl", table.to_json), ("train.parquet", table.to_parquet)):
        unfinished = target / f"{name}.unfinished"
        write(str(unfinished), **({"force_ascii": False} if name.endswith("jsonl") else {}))
        unfinished.replace(target / name)
    info = json.dumps(INFO, indent=1) + "\n"
    (target / "dataset_info.json").write_text(info, encoding="utf-8")
    print(f"export: {len(found)} conversations in {target}", flush=True)


def rows(examples: Iterable[Example], student: Student) -> Iterator[dict[str, Any]]:
    """Each example as a conversation with its origin."""
    for example in examples:
        said = {"role": "assistant", "content": example.answer}
        yield {
            "messages": [*student.messages(example.question), said],
            "id": example.id,
            "kind": example.kind,
            "document": example.document,
            "pages": list(example.pages),
            "chunk": example.chunk,
            "evidence": example.evidence,
            "quote": example.quote or example.evidence,
            "teacher": example.teacher,
            "prompt": example.prompt,
        }


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("export"))
