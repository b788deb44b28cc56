"""Read documents into pages, and account for every page.

    academy extract papers/
    python -m academy.extract extractor=pypdf documents=demo

Writes `pages.jsonl` (one page per line), `dropped.jsonl` (each with its reason: blank or unreadable
pages, headers, what nothing can be learned from), `requests.jsonl` (the teacher's answers that
descriptions and translations are) and, where pictures are looked at, `pictures.csv`.
"""

import shutil
import sys
from contextlib import closing
from pathlib import Path

from tqdm import tqdm

from academy import records
from academy.errors import AcademyError, TooMuchLost
from academy.extractor.base import NEEDS_OCR, Extractor
from academy.extractor.guard import Guard
from academy.extractor.review import readings, write_review
from academy.extractor.sorting import Sorter
from academy.extractor.table import summary
from academy.ledger import Ledger
from academy.pictures.base import LIST, Album, write_list
from academy.pictures.none import NoPictures
from academy.pipeline import Job, Stage
from academy.records import Dropped, Page
from academy.settings import Settings
from academy.store import Result
from academy.teacher.chain import Account, told

NAMED = 5
"""Documents that are named where more cannot be read."""


def extract(job: Job) -> Ledger:
    """Write the pages of all documents into the job's folder."""
    pages: list[Page] = []
    dropped: list[Dropped] = []
    refused: list[str] = []
    files = job.settings.documents.files()
    account = Account(job.store.root, job.settings.purse)
    with Guard(job.settings.extractor, job.settings.limits) as guard:
        album = Album(guard.figure, account)
        for file in tqdm(files, desc="extract", unit="document", disable=None):
            try:
                if refused:  # of the others it is told whether they can be opened, and no more
                    _open(file, guard)
                    continue
                read, left = _read(file, guard, job.settings, album)
            except AcademyError as error:
                if not str(error).startswith(f"{file}: "):  # no fault of the file
                    raise
                refused.append(str(error))
                continue
            pages += job.settings.translate.pages(read, account)
            dropped += left
    _refuse_unreadable(refused, len(files))
    dropped += album.dropped
    _refuse_unanswered(account, job.settings.tolerance.answers)
    _refuse_nothing(pages, dropped)
    records.write(job.folder / "pages.jsonl", pages)
    records.write(job.folder / "dropped.jsonl", dropped)
    records.write(job.folder / "requests.jsonl", account.asked)
    if album.shown:
        write_list(job.folder / LIST, album.shown)
    if account.asked:
        print(told("extract", account.asked, account.fresh), flush=True)
    others = job.settings.documents.others()
    if others:
        print(f"no documents, left out: {', '.join(path.name for path in others)}", flush=True)
    return Ledger.of("pages", len(pages), dropped)


def _read(
    file: Path, guard: Guard, settings: Settings, album: Album
) -> tuple[list[Page], list[Dropped]]:
    """The pages of a document, and what is left out."""
    sheets = tqdm(guard.read(file), file.name, unit="page", leave=False, disable=None)
    seen = settings.pictures.put_in(file, list(sheets), album)
    sorter = Sorter(file, settings.cleaning)
    read = sorter.pages(seen)
    _refuse_textless(file, read, sorter.dropped)
    return read, sorter.dropped


def _open(file: Path, guard: Guard) -> None:
    """See that a document can be opened: read its first page."""
    with closing(guard.read(file)) as sheets:
        next(sheets, None)


def show(result: Result, settings: Settings, root: Path) -> None:
    """Print what became of each document's pages, and where they can be looked at."""
    pages = list(records.read(result.folder / "pages.jsonl", Page))
    dropped = list(records.read(result.folder / "dropped.jsonl", Dropped))
    print(summary(pages, dropped))
    review = root / "review" / f"{result.folder.name}.html"
    listed = review.with_suffix(".pictures.csv")
    if (result.folder / LIST).exists():
        review.parent.mkdir(parents=True, exist_ok=True)
        if not listed.exists():  # a person may have edited it
            shutil.copyfile(result.folder / LIST, listed)
        print(f"the pictures, to be edited for pictures.chosen=…: {listed}")
    if not review.exists():
        files = {file.name: file for file in settings.documents.files()}
        with Guard(settings.extractor, settings.limits) as guard:
            write_review(review, readings(pages, dropped), guard.picture, files)
    print(f"each page beside its text, the most doubtful first: {review}", flush=True)


def outdated(result: Result, settings: Settings) -> bool:
    """Whether pages were not read for want of OCR, and it has been installed since."""
    if not Ledger(**result.manifest["ledger"]).failed:
        return False
    dropped = records.read(result.folder / "dropped.jsonl", Dropped)
    unseen = any(record.reason.startswith(NEEDS_OCR) for record in dropped)
    return unseen and settings.extractor.sees


def check(settings: Settings) -> None:
    """Refuse to look for pictures with an extractor that finds none."""
    blind = type(settings.extractor).figure is Extractor.figure
    if blind and not isinstance(settings.pictures, NoPictures):
        raise AcademyError("pictures: this extractor finds none; choose extractor=auto or pymupdf")


def _refuse_unreadable(refused: list[str], count: int) -> None:
    if len(refused) == 1:
        raise AcademyError(refused[0])
    if refused:
        more = f"; and {len(refused) - NAMED} more" if len(refused) > NAMED else ""
        raise AcademyError(
            f"{len(refused)} of {count} documents cannot be read, put them aside: "
            f"{'; '.join(refused[:NAMED])}{more}"
        )


def _refuse_unanswered(account: Account, tolerance: float) -> None:
    """Refuse pages that lack what the teacher may still say; what it said is kept."""
    failed, asked = len(account.failed), len(account.failed) + len(account.asked)
    if failed > tolerance * asked:
        raise TooMuchLost(
            f"extract: {failed} of {asked} answers of the teacher failed ({account.failed[0]}); "
            "the others are kept: run the same again to ask for the rest, or allow some: "
            "tolerance.answers=0.1"
        )


def _refuse_textless(file: Path, pages: list[Page], dropped: list[Dropped]) -> None:
    """Refuse a document on none of whose pages there is text; it may all have been left out."""
    lost = [record for record in dropped if record.count]
    if pages or any("text" in record.content for record in lost):
        return
    if not lost:
        raise AcademyError(f"{file}: it has no pages")
    numbers = ", ".join(str(record.content["page"]) for record in lost)
    raise AcademyError(
        f"{file}: no text on any page (p. {numbers}: {lost[0].reason}); OCR reads scans: "
        "extractor=auto"
    )


def _refuse_nothing(pages: list[Page], dropped: list[Dropped]) -> None:
    if not pages:
        reasons = ", ".join(dict.fromkeys(record.reason for record in dropped if record.count))
        raise AcademyError(f"nothing to learn: every page was left out ({reasons}); see cleaning.*")


STAGE = Stage(
    "extract",
    version=8,
    depends=("documents", "extractor", "pictures", "translate", "limits", "cleaning"),
    run=extract,
    check=check,
    outdated=outdated,
    show=show,
)


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("extract"))
