"""From the sheets of a document to its pages: what is none of its text is taken out and kept."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from academy.extractor.base import Sheet
from academy.extractor.cleaning import Cleaning
from academy.extractor.headings import Sized, headings
from academy.records import Dropped, Page
from academy.text import language

MANY = 3
"""Pages on which a paragraph must stand at least to be a header or footer."""

ATTACHED = "attached file, not read"
"""Why a file within a document is no part of its text."""
PRINTED = re.compile(r"Microsoft (?:Office )?(?:Word|PowerPoint|Excel) - ", re.IGNORECASE)
SAVED_AS = re.compile(r"\.(?:docx?|pptx?|od[tp]|indd|pdf|tex|dvi|qxd)$", re.IGNORECASE)
UNNAMED = re.compile(
    r"(?:powerpoint[- ]?)?(?:presentation|präsentation)\s?\d*"
    r"|(?:word[- ]?)?(?:document|dokument)\s?\d*"
    r"|(?:untitled|unbenannt|ohne titel|kein folientitel|no slide title)\W?\d*"
    r"|(?:slide|folie)\s?\d+|tite?l|titel ?der ?präsentation|\W*",
    re.IGNORECASE,
)
"""What a program calls a document that nobody gave a title."""
PAGE_NUMBER = "\N{NUMBER SIGN}"


@dataclass(frozen=True)
class Leaf:
    """A readable page, and what is left of its paragraphs."""

    sheet: Sheet
    parts: tuple[Sized, ...]

    @property
    def text(self) -> str:
        """The paragraphs, separated by an empty line."""
        return "\n\n".join(text for text, _ in self.parts)


class Sorter:
    """Sorts one document: its pages on one side, what was dropped with its reason on the other."""

    def __init__(self, file: Path, cleaning: Cleaning) -> None:
        self._file = file
        self._cleaning = cleaning
        self.dropped: list[Dropped] = []

    def pages(self, sheets: Sequence[Sheet]) -> list[Page]:
        """The pages that something can be learned from."""
        furniture = _furniture(sheets)
        for sheet in sheets:
            for name in sheet.attached:
                self._drop(ATTACHED, sheet, 0, file=name)
        leaves = [self._bare(sheet, furniture) for sheet in sheets if self._is_readable(sheet)]
        after = [*(leaf.text for leaf in leaves[1:]), ""]
        leaves = [
            clean
            for leaf, following in zip(leaves, after, strict=False)
            for clean in self._cleaned(leaf, following)
        ]
        titles = headings([leaf.parts for leaf in leaves])
        return [
            Page(
                self._file.name,
                _title(self._file, leaf.sheet, furniture),
                leaf.sheet.number,
                leaf.text,
                leaf.sheet.source,
                leaf.sheet.confidence,
                language(leaf.text),
                found,
            )
            for leaf, found in zip(leaves, titles, strict=True)
        ]

    def _is_readable(self, sheet: Sheet) -> bool:
        reason = _why_not(sheet)
        if reason:
            self._drop(reason, sheet, 1)
        return reason is None

    def _bare(self, sheet: Sheet, furniture: set[str]) -> Leaf:
        """A page without headers and footers, unless it has nothing else."""
        sizes = sheet.sizes or [0.0] * len(_parts(sheet))
        leaf = Leaf(sheet, tuple(zip(_parts(sheet), sizes, strict=True)))
        kept = tuple(part for part in leaf.parts if not _shapes(part[0], sheet) & furniture)
        if not kept:
            return leaf
        for text, _ in leaf.parts:
            if _shapes(text, sheet) & furniture:
                self._drop("header or footer", sheet, 0, text=text)
        return replace(leaf, parts=kept)

    def _cleaned(self, leaf: Leaf, following: str) -> Iterator[Leaf]:
        """The page without what cannot be learned, or nothing; one paragraph stays at least."""
        kind = self._cleaning.page(leaf.text, following)
        if kind:
            self._drop(kind, leaf.sheet, 1, text=leaf.text)
            return
        kinds = [self._cleaning.paragraph(text) for text, _ in leaf.parts]
        if all(kinds):
            yield leaf
            return
        for kind, (text, _) in zip(kinds, leaf.parts, strict=True):
            if kind:
                self._drop(kind, leaf.sheet, 0, text=text)
        kept = (part for kind, part in zip(kinds, leaf.parts, strict=True) if not kind)
        yield replace(leaf, parts=tuple(kept))

    def _drop(self, reason: str, sheet: Sheet, count: int, **content: Any) -> None:
        where = f"{self._file.name} p. {sheet.number}"
        self.dropped.append(Dropped(reason, where, count, {"page": sheet.number, **content}))


def _furniture(sheets: Sequence[Sheet]) -> set[str]:
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
    return _named(sheet.title) or header or file.stem.replace("_", " ")


def _named(title: str) -> str:
    """The title of the metadata, unless a program put it there."""
    title = SAVED_AS.sub("", PRINTED.sub("", title.strip()))
    return "" if UNNAMED.fullmatch(title) else title


def _why_not(sheet: Sheet) -> str | None:
    if sheet.failed:
        return sheet.failed
    characters = len("".join(sheet.text.split()))
    if sheet.source == "ocr":
        return None if characters else "no words on it"
    if sheet.is_scan:
        return "failed: no text layer (a scan?)"
    return None if characters else "blank"
