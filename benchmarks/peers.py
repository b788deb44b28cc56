"""How truly and how fast lecture slides are read, beside other readers.

    pip install docling-parse
    python -m benchmarks.peers ../shared/corpora/lectures/dev

Pages per second, peak memory, empty pages, how many lines of the hand-checked sample
(`tests/extractor/lectures.json`) are found in their order, and their character error rate: Academy,
pymupdf4llm, docling's own reader (docling itself takes longer by its layout model, which lies on a
hub) and a bare loop, each in a process of its own.
"""

import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymupdf
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from academy.places import ROOT
from academy.text import normalize
from benchmarks.extraction import with_academy

SAMPLE = ROOT / "tests" / "extractor" / "lectures.json"


def main(folders: list[Path]) -> None:
    """Print a row for each tool, each run in a process of its own."""
    files = sorted(path for folder in folders for path in folder.glob("*.pdf"))
    for tool in (with_academy, with_pymupdf4llm, with_docling_parse, with_get_text):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            pages, seconds, megabytes = pool.apply(measured, (tool, files))
        total = sum(map(len, pages.values()))
        empty = sum(not text.strip() for texts in pages.values() for text in texts)
        found, lines, wrong = against_sample(pages)
        print(
            f"{tool.__name__[5:]:12} {total / seconds:7.1f} pages a second, {megabytes:5.0f} MB, "
            f"{empty} of {total} pages empty, {found} of {lines} lines in their order, "
            f"{100 * wrong:.1f} % of their characters wrong"
        )


def measured(tool: Callable[[Path], Iterator[str]], files: list[Path]) -> Any:
    """The texts of all pages, seconds and peak memory; the first file twice, to warm up."""
    list(tool(files[0]))
    start = time.perf_counter()
    pages = {path.stem: list(tool(path)) for path in files}
    seconds = time.perf_counter() - start
    return pages, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def with_pymupdf4llm(path: Path) -> Iterator[str]:
    """Markdown, its default."""
    import pymupdf4llm

    return (chunk["text"] for chunk in pymupdf4llm.to_markdown(path, page_chunks=True))


def with_docling_parse(path: Path) -> Iterator[str]:
    """Docling's own PDF reader, before its layout model (which no registry has) looks at a page."""
    from docling_core.types.doc.page import TextCellUnit
    from docling_parse.pdf_parser import DoclingPdfParser

    document = DoclingPdfParser(loglevel="fatal").load(path_or_stream=str(path))
    for _, page in document.iterate_pages():
        yield "\n".join(cell.text for cell in page.iterate_cells(unit_type=TextCellUnit.LINE))


def with_get_text(path: Path) -> Iterator[str]:
    """A bare loop."""
    with pymupdf.open(path) as document:
        yield from (page.get_text() for page in document)


def against_sample(pages: dict[str, list[str]]) -> tuple[int, int, float]:
    """How many lines of the sample are found in their order, and how many there are.

    And the share of their characters that a tool has otherwise, wherever on the page they stand.
    """
    found = lines = errors = characters = 0
    for name, sample in json.loads(SAMPLE.read_text(encoding="utf-8")).items():
        for number, beginnings in sample.items():
            text, at = normalize(plain(pages[name][int(number) - 1])), 0
            for wanted in (normalize(plain(beginning)) for beginning in beginnings):
                where = text.find(wanted, at)
                found, lines = found + (where >= 0), lines + 1
                at = where + 1 if where >= 0 else at
                near = fuzz.partial_ratio_alignment(wanted, text)
                has = text[near.dest_start : near.dest_end] if near else ""
                errors += min(Levenshtein.distance(wanted, has), len(wanted))
                characters += len(wanted)
    return found, lines, errors / characters


def plain(text: str) -> str:
    """A text without the marks of Markdown and tables, in which the tools differ."""
    for mark in ("<br>", "<sub>", "</sub>", "<sup>", "</sup>", "**", "_", "`", "|", "\\"):
        text = text.replace(mark, " " if mark in ("<br>", "|") else "")
    return text


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(name) for name in sys.argv[1:]])
