"""Cut pages into the pieces that the teacher reads.

    academy chunk papers/ chunker=headings chunker.max_words=150

Writes `chunks.jsonl` (one chunk per line).
"""

import sys

from academy import records
from academy.ledger import Ledger
from academy.pipeline import Job, Stage
from academy.records import Page


def chunk(job: Job) -> Ledger:
    """Write the chunks of all pages into the job's folder."""
    pages = list(records.read(job.input / "pages.jsonl", Page))
    chunks = list(job.settings.chunker.cut(pages))
    records.write(job.folder / "chunks.jsonl", chunks)
    covered = {(piece.document, number) for piece in chunks for number in piece.pages}
    missing = {(page.document, page.number) for page in pages} - covered
    return Ledger(
        "pages", len(pages), len(covered), {"failed: not cut": len(missing)} if missing else {}
    )


STAGE = Stage("chunk", version=3, depends=("chunker",), run=chunk)


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("chunk"))
