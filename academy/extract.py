"""Read documents into pages, and account for every page.

    academy extract docs/
    python -m academy.extract extractor=pypdf documents=demo

Writes `pages.jsonl` (one page per line) and `dropped.jsonl` (blank and unreadable pages).
"""

import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from tqdm import tqdm

from academy import records
from academy.errors import AcademyError
from academy.extractor.base import Sheet
from academy.extractor.table import table
from academy.ledger import Ledger
from academy.pipeline import Job, Stage
from academy.records import Dropped, Page

LANGUAGES = ("de", "en")
SCAN = 0.5
"""Share of a page covered by pictures from which a page without text counts as a scan."""
FEW = 20
"""Characters of text up to which a page of pictures has no usable text layer."""

MANY = 3
"""Pages on which a paragraph must stand at least to be a header or footer."""

PAGE_NUMBER = "\N{NUMBER SIGN}"


def extract(job: Job) -> Ledger:
    """Write the pages of all documents into the job's folder."""
    pages: list[Page] = []
    dropped: list[Dropped] = []
    files = job.settings.documents.files()
    for file in tqdm(files, desc="extract", unit="document", disable=None):
        read, lost = _document(file, list(job.settings.extractor.read(file)))
        _refuse_textless(file, read, lost)
        pages += read
        dropped += lost
    records.write(job.folder / "pages.jsonl", pages)
    records.write(job.folder / "dropped.jsonl", dropped)
    print(table(pages, dropped), flush=True)
    others = job.settings.documents.others()
    if others:
        print(f"no documents, left out: {', '.join(path.name for path in others)}", flush=True)
    return Ledger.of("pages", len(pages), dropped)


STAGE = Stage("extract", version=2, depends=("documents", "extractor"), run=extract)


def _document(file: Path, sheets: list[Sheet]) -> tuple[list[Page], list[Dropped]]:
    furniture = _furniture(sheets)
    pages, dropped = [], []
    for sheet in sheets:
        reason = _why_not(sheet)
        if reason:
            where = f"{file.name} p. {sheet.number}"
            dropped.append(Dropped(reason, where, 1, {"page": sheet.number}))
            continue
        kept = [p for p in _parts(sheet) if not _shapes(p, sheet) & furniture]
        where = f"{file.name} p. {sheet.number}"
        dropped += [
            Dropped("header or footer", where, 0, {"page": sheet.number, "text": part})
            for part in _parts(sheet)
            if kept and _shapes(part, sheet) & furniture
        ]
        text = "\n\n".join(kept).strip() or sheet.text.strip()
        title = _title(file, sheet, furniture)
        pages.append(
            Page(
                file.name,
                title,
                sheet.number,
                text,
                sheet.source,
                sheet.confidence,
                language(text),
            )
        )
    return pages, dropped


def _furniture(sheets: list[Sheet]) -> set[str]:
    """Headers, footers and page numbers: what stands first or last on most pages.

    Two paragraphs are the same when they differ in the page's own number alone.
    """
    edges = [{s for part in _edges(sheet) for s in _shapes(part, sheet)} for sheet in sheets]
    standing = Counter(shape for shapes in edges for shape in shapes)
    return {shape for shape, n in standing.items() if n >= MANY and n > len(sheets) / 2}


def _parts(sheet: Sheet) -> list[str]:
    return sheet.text.split("\n\n")


def _edges(sheet: Sheet) -> list[str]:
    parts = _parts(sheet)
    return [*parts[:2], *parts[-2:]]


def _shapes(paragraph: str, sheet: Sheet) -> set[str]:
    """The paragraph with the page's number taken out: once, and wherever it stands."""
    alone = rf"(?<![\w.,]){sheet.number}(?!\w|[.,]\d)"
    return {re.sub(alone, PAGE_NUMBER, paragraph.strip(), count=count) for count in (0, 1)}


def _title(file: Path, sheet: Sheet, furniture: set[str]) -> str:
    """From the metadata, else the page header without a number, else the file's name."""
    parts = (part.strip() for part in _parts(sheet))
    header = next((p for p in parts if p in furniture), "")
    return sheet.title.strip() or header or file.stem.replace("_", " ")


def _why_not(sheet: Sheet) -> str | None:
    if sheet.failed:
        return sheet.failed
    characters = len("".join(sheet.text.split()))
    if sheet.source == "ocr":
        return None if characters else "no words on it"
    if characters <= FEW and sheet.pictures >= SCAN:
        return "failed: no text layer (a scan?)"
    return None if characters else "blank"


def _refuse_textless(file: Path, pages: list[Page], dropped: list[Dropped]) -> None:
    if pages:
        return
    if not dropped:
        raise AcademyError(f"{file}: it has no pages")
    numbers = ", ".join(str(record.content["page"]) for record in dropped)
    raise AcademyError(
        f"{file}: no text on any page (p. {numbers}: {dropped[0].reason}); OCR reads scans: "
        "extractor=auto"
    )


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def language(text: str) -> str:
    """ISO 639-1 code of the language of a text, one of `LANGUAGES`."""
    return str(_identifier().classify(text)[0])


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("extract"))
