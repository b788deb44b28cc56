"""The page on which a person looks through the pairs: each beside the text it was made from."""

import re
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Any

from academy.html import write_html
from academy.records import Chunk, Dropped, Example

TEMPLATE = Path(__file__).with_name("browser.html.j2")
MOST = 20_000
"""Pairs on the page; of more, every so many are shown."""
KEPT = "kept"


def write_browser(
    target: Path,
    examples: Iterable[Example],
    dropped: Iterable[Dropped],
    chunks: Iterable[Chunk],
) -> None:
    """Write one HTML file with everything that was kept and lost, and the texts."""
    texts = {chunk.id: _text(chunk) for chunk in chunks}
    total = sum(1 for _ in examples) + sum(1 for record in dropped if record.count)
    rows = chain(map(_kept, examples), (_lost(record, texts) for record in dropped if record.count))
    shown = list(islice(rows, 0, None, -(-total // MOST) or 1))
    used = {row["chunk"] for row in shown}
    data = {"pairs": shown, "texts": {key: text for key, text in texts.items() if key in used}}
    write_html(target, TEMPLATE, data=data, shown=len(shown), total=total)


def _text(chunk: Chunk) -> dict[str, Any]:
    place = " › ".join((chunk.title, *chunk.path))
    return {"document": chunk.document, "pages": chunk.pages, "title": place, "text": chunk.text}


def _kept(example: Example) -> dict[str, Any]:
    return {
        "question": example.question,
        "answer": example.answer,
        "kind": example.kind,
        "verdict": KEPT,
        "evidence": example.quote or example.evidence,
        "chunk": example.chunk,
        "by": example.teacher,
    }


def _lost(record: Dropped, texts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    content = record.content
    question = content.get("question", f"{record.count} × {content['kind']}, not written")
    return {
        "question": question,
        "answer": content.get("answer", ""),
        "kind": content["kind"],
        "verdict": re.sub(r"\d+(\.\d+)? s\b", "some time", record.reason),
        "evidence": content.get("quote") or content.get("evidence", content.get("passage", "")),
        "chunk": record.where,
        "by": content.get("teacher", ""),
    }
