"""Read documents into pages, and account for every page.

    academy extract docs/*.pdf
    python -m academy.extract extractor=pypdf documents=demo

Writes `pages.jsonl` (one page per line) and `dropped.jsonl` (blank and unreadable pages).
"""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tqdm import tqdm

from academy import records
from academy.errors import AcademyError
from academy.extractor.base import Extractor, Sheet
from academy.ledger import Ledger
from academy.pipeline import Job, Stage
from academy.records import Dropped, Page

LANGUAGES = ("de", "en")
SCAN = 0.5
"""Share of a page covered by pictures from which a page without text counts as a scan."""
FEW = 20
"""Characters of text up to which a page of pictures has no usable text layer."""


def extract(job: Job) -> Ledger:
    """Write the pages of all documents into the job's folder."""
    pages: list[Page] = []
    dropped: list[Dropped] = []
    files = job.settings.documents.files()
    for file in tqdm(files, desc="extract", unit="document", disable=None):
        for page in _pages(job.settings.extractor, file):
            (pages if isinstance(page, Page) else dropped).append(page)  # type: ignore[arg-type]
        _refuse_textless(file, pages, dropped)
    records.write(job.folder / "pages.jsonl", pages)
    records.write(job.folder / "dropped.jsonl", dropped)
    return Ledger.of("pages", len(pages), dropped)


STAGE = Stage("extract", version=1, depends=("documents", "extractor"), run=extract)


def _pages(extractor: Extractor, file: Path) -> Iterator[Page | Dropped]:
    for sheet in extractor.read(file):
        reason = _why_not(sheet)
        if reason:
            yield Dropped(reason, f"{file.name} p. {sheet.number}", 1, {"page": sheet.number})
        else:
            text = sheet.text.strip()
            title = sheet.title.strip() or file.stem.replace("_", " ")
            yield Page(file.name, title, sheet.number, text, "text layer", language(text))


def _why_not(sheet: Sheet) -> str | None:
    characters = len("".join(sheet.text.split()))
    if characters <= FEW and sheet.pictures >= SCAN:
        return "failed: no text layer (a scan?)"
    return None if characters else "blank"


def _refuse_textless(file: Path, pages: list[Page], dropped: list[Dropped]) -> None:
    if any(page.document == file.name for page in pages):
        return
    mine = [d for d in dropped if d.where.startswith(f"{file.name} p. ")]
    if not mine:
        raise AcademyError(f"{file}: the PDF has no pages")
    numbers = ", ".join(str(d.content["page"]) for d in mine)
    raise AcademyError(
        f"{file}: no text on any page (p. {numbers}); pages without a text layer need OCR: run the "
        "file through `ocrmypdf` first"
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
