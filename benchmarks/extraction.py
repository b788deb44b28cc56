"""How truly and how fast documents are read.

    python benchmarks/extraction.py scans ../shared/corpora/xquad/dev/*
    python benchmarks/extraction.py speed ../shared/corpora/xquad/dev/en
    python benchmarks/extraction.py memory ../shared/corpora/xquad/dev/en

`scans`: the character error rate (Levenshtein distance by the length of the true text, white space
folded) of `extractor=auto` on each `NAME.scan.pdf` against the text layer of its twin `NAME.pdf`,
and of `extractor=auto` on the twin against a bare `page.get_text()`.
`speed`: pages per second over 300 text pages against a bare `page.get_text()` loop, and over 24
scanned pages against one Tesseract after the other, of one thread and of as many as it takes by
default; in turns, the median of the ratios.
`memory`: the most memory that `extractor=auto` takes to read one PDF of 3,000 text pages.
"""

import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymupdf
import yaml
from rapidfuzz.distance import Levenshtein

from academy.extractor.tesseract import draw
from academy.places import ROOT
from academy.settings import Settings

TEXT_PAGES, SCANNED_PAGES, LONG = 300, 24, 3000


def folded(text: str) -> str:
    """The text with every white space as one blank."""
    return " ".join(text.split())


def academy() -> Any:
    """The default extractor."""
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    return Settings.build(params).extractor


def scans(folders: list[Path]) -> None:
    """Print a row for each scan, and the whole rates for each folder."""
    auto = academy()
    for folder in folders:
        errors = characters = differences = 0
        for scan in sorted(folder.glob("*.scan.pdf")):
            twin = scan.with_name(scan.name.replace(".scan.", "."))
            true = [folded(sheet.text) for sheet in auto.read(twin)]
            with pymupdf.open(twin) as document:
                bare = [folded(page.get_text(flags=pymupdf.TEXT_DEHYPHENATE)) for page in document]
            differences += distance(true, bare)
            start = time.perf_counter()
            read = list(auto.read(scan))
            seconds = (time.perf_counter() - start) / len(read)
            lost = sum(bool(sheet.failed or not sheet.text) for sheet in read)
            wrong = distance([folded(sheet.text) for sheet in read], true)
            errors, characters = errors + wrong, characters + sum(map(len, true))
            rate = 100 * wrong / sum(map(len, true))
            print(f"{scan.name:36} {rate:.2f} %, {lost} pages lost, {seconds:.1f} s a page")
        print(
            f"{folder}: scans {100 * errors / characters:.2f} % of {characters} characters wrong,"
        )
        print(f"  their text twins {100 * differences / characters:.2f} % unlike get_text()")


def distance(some: list[str], others: list[str]) -> int:
    """Characters to change, page by page."""
    return sum(Levenshtein.distance(a, b) for a, b in zip(some, others, strict=True))


def speed(folders: list[Path]) -> None:
    """Print both ratios."""
    auto = academy()
    with tempfile.TemporaryDirectory() as folder:
        texts = sorted(p for f in folders for p in f.glob("*.pdf") if ".scan." not in p.name)
        text = joined(texts, TEXT_PAGES, Path(folder) / "text.pdf")
        scanned = sorted(p for f in folders for p in f.glob("*.scan.pdf"))
        scan = joined(scanned, SCANNED_PAGES, Path(folder) / "scan.pdf")
        compare("text pages", 21, TEXT_PAGES, lambda: read(auto.text, text), lambda: bare(text))
        for threads, what in ("1", "by one thread"), (None, "as it is by default"):
            compare(
                f"scanned pages, Tesseract {what}",
                3,
                SCANNED_PAGES,
                lambda: read(auto, scan),
                lambda threads=threads: one(auto, scan, threads),
            )


def joined(sources: list[Path], pages: int, target: Path) -> Path:
    """A PDF of so many pages out of others."""
    with pymupdf.open() as whole:
        while len(whole) < pages:
            for source in sources:
                with pymupdf.open(source) as part:
                    whole.insert_pdf(part, to_page=min(len(part), pages - len(whole)) - 1)
                if len(whole) >= pages:
                    break
        whole.save(target)
    return target


def read(extractor: Any, path: Path) -> None:
    """Read with Academy."""
    assert all(sheet.text and not sheet.failed for sheet in extractor.read(path))


def bare(path: Path) -> None:
    """Read with a bare loop."""
    with pymupdf.open(path) as document:
        for page in document:
            page.get_text()


def one(auto: Any, path: Path, threads: str | None) -> None:
    """Read with one Tesseract after the other, by so many threads each or as many as it takes."""
    import pytesseract

    limit = {"OMP_THREAD_LIMIT": threads} if threads else {}
    pytesseract.pytesseract.environ = {**os.environ, **limit}
    with pymupdf.open(path) as document:
        for page in document:
            picture = draw(page, auto.ocr.dpi, auto.ocr.max_pixels)
            pytesseract.image_to_string(picture, lang=auto.ocr.languages)
    from academy.extractor.tesseract import check

    check.cache_clear()


def compare(
    what: str, rounds: int, pages: int, ours: Callable[[], None], theirs: Callable[[], None]
) -> None:
    """Print pages per second of both, in turns, and the median of the ratios."""
    ratios = []
    for turn in range(rounds):
        seconds = {}
        for work in (ours, theirs) if turn % 2 else (theirs, ours):
            start = time.perf_counter()
            work()
            seconds[work] = time.perf_counter() - start
        ratios.append(seconds[theirs] / seconds[ours])
    mine, other = pages / seconds[ours], pages / seconds[theirs]
    middle = statistics.median(ratios)
    shown = ", ".join(f"{ratio:.2f}" for ratio in sorted(ratios))
    print(f"{pages} {what}: {mine:.1f} against {other:.1f} a second, ratio {middle:.2f} ({shown})")


def memory(folders: list[Path]) -> None:
    """Print the peak."""
    texts = sorted(p for f in folders for p in f.glob("*.pdf") if ".scan." not in p.name)
    with tempfile.TemporaryDirectory() as folder:
        whole = joined(texts, LONG, Path(folder) / "long.pdf")
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            print(f"{LONG} pages: {pool.apply(peak, (whole,)):.0f} MB at most")


def peak(path: Path) -> float:
    """Megabytes that reading a document takes, page by page, in a process of its own."""
    for _ in with_academy(path):
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def with_academy(path: Path) -> Iterator[str]:
    """`extractor=auto`."""
    return (sheet.text for sheet in academy().read(path))


if __name__ == "__main__":
    verbs = {"scans": scans, "speed": speed, "memory": memory}
    if len(sys.argv) < 3 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verbs[sys.argv[1]]([Path(name) for name in sys.argv[2:]])
