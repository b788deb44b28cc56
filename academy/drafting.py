"""Questions that a teacher drafts, on a page where a person approves of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from academy import records
from academy.errors import AcademyError
from academy.html import write_html
from academy.pipeline import bring_up
from academy.question_files import identifier
from academy.records import Chunk, Example
from academy.settings import Settings
from academy.store import Store
from academy.verifier.base import UNANSWERED

TEMPLATE = Path(__file__).with_name("drafting.html.j2")
PAGE, APPROVED = "drafts.html", "approved.json"


def draft(settings: Settings, store: Store, target: Path) -> None:
    """Have questions drafted about every chunk, and write the page.

    Raises:
        AcademyError: the teacher drafted none that can be used.
    """
    result = bring_up("distill", settings, store)
    chunks = {c.id: c for c in records.read(result.folder / "chunks.jsonl", Chunk)}
    examples = [e for e in records.read(result.folder / "examples.jsonl", Example) if _asks(e)]
    if not examples:
        raise AcademyError(
            f"{result.folder}: no draft is of use; dropped.jsonl there says why, another teacher=… "
            "may do better"
        )
    page = target / PAGE
    drafts = [_row(example, chunks[example.chunk]) for example in examples]
    write_html(page, TEMPLATE, data=drafts, approved=APPROVED)
    open_ones = sum(not row["answers"] for row in drafts)
    print(
        f"questions: {len(drafts)} drafts, {open_ones} of them without an answer\n"
        f"approve of them in a browser: {page.resolve()}\n"
        f"then: academy questions {APPROVED} --to {target}",
        flush=True,
    )


def _asks(example: Example) -> bool:
    return example.kind != "statement"


def _row(example: Example, chunk: Chunk) -> Mapping[str, Any]:
    """A draft as the page shows it; without `about` and `text` it is a row of a question set."""
    answered = example.kind != UNANSWERED
    return {
        "id": identifier(example.question),
        "question": example.question,
        "answers": [example.answer] if answered else [],
        "page": example.pages[0],
        "document": example.document,
        "drafted_by": example.teacher,
        "about": " › ".join((chunk.title, *chunk.path)),
        "evidence": example.evidence if answered else "",
        "text": chunk.text,
    }
