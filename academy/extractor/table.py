"""What became of each document's pages, as a table for a person."""

from collections import Counter
from collections.abc import Sequence

from academy.extractor.sorting import ATTACHED
from academy.records import Dropped, Page
from academy.text import PICTURE, aligned

COLUMNS = ("document", "pages", "text", "ocr", "empty", "failed", "words", "language")
LOST = "failed: picture"
"""How the reason begins for which a picture is not in the text."""
LONGEST = 40
"""Characters of a file name that are shown."""


def summary(pages: Sequence[Page], dropped: Sequence[Dropped]) -> str:
    """The table, and below it what a person should know beside."""
    return "\n".join([table(pages, dropped), *notes(pages, dropped)])


def table(pages: Sequence[Page], dropped: Sequence[Dropped]) -> str:
    """One row per document; the pages of a row are its text, ocr, empty and failed ones."""
    lost = [record for record in dropped if record.count]
    names = dict.fromkeys([*(p.document for p in pages), *(_document(r) for r in lost)])
    return aligned([COLUMNS, *(_row(name, pages, lost) for name in names)], last=True)


def notes(pages: Sequence[Page], dropped: Sequence[Dropped]) -> list[str]:
    """What a person should know beside the table: pictures and translations, and what was lost."""
    described = sum(page.text.count(PICTURE) for page in pages)
    lost = [record for record in dropped if record.reason.startswith(LOST)]
    attached = [record for record in dropped if record.reason == ATTACHED]
    translated = sum(bool(page.original) for page in pages)
    doubtful = [page for page in pages if page.doubts]
    found = []
    if described or lost:
        found.append(f"pictures: {described} described, {len(lost)} failed")
    if translated or doubtful:
        found.append(f"pages: {translated} translated, {len(doubtful)} doubtful")
    found += [f"  {record.where}: {record.reason}" for record in lost]
    found += [f"  {page.document} p. {page.number}: {', '.join(page.doubts)}" for page in doubtful]
    found += [f"{_document(r)}: {r.content['file']}: {ATTACHED}" for r in attached]
    return found


def _row(name: str, pages: Sequence[Page], lost: Sequence[Dropped]) -> tuple[str, ...]:
    kept = [page for page in pages if page.document == name]
    reasons = [record.reason for record in lost if _document(record) == name]
    failed = sum(reason.startswith("failed") for reason in reasons)
    ways = Counter(page.source for page in kept)
    words = sum(len(page.text.split()) for page in kept)
    languages = Counter(page.language for page in kept)
    total = len(kept) + len(reasons)
    counts = (total, ways["text layer"], ways["ocr"], len(reasons) - failed, failed, words)
    spoken = ", ".join(f"{language} {n}" for language, n in languages.most_common())
    return (name[:LONGEST], *map(str, counts), spoken)


def _document(record: Dropped) -> str:
    """The document that a dropped page is of."""
    return record.where.rpartition(" p. ")[0]
