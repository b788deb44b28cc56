"""Sections: a chunk is what stands under a heading, across pages."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pydantic import PositiveInt

from academy.chunker.base import Chunker, Piece, evenly, of_units
from academy.component import component
from academy.records import Page
from academy.text import units

Section = tuple[tuple[str, ...], list[tuple[Page, str]]]
"""The path of headings, and the units with their pages."""


@component
class HeadingChunker(Chunker):
    """`chunker=headings`."""

    depth: PositiveInt
    """Levels of headings at which a chunk begins; deeper ones stay within it."""
    max_words: PositiveInt
    """Sections of more words are divided evenly, between sentences."""

    def pieces(self, pages: Sequence[Page]) -> Iterator[Piece]:
        """Yield sections, and parts of long ones."""
        for _, same in groupby(pages, key=lambda page: (page.document, page.language)):
            for path, found in self._sections(list(same)):
                for part in evenly(found, self.max_words):
                    yield of_units(part, path)

    def _sections(self, pages: Sequence[Page]) -> Iterator[Section]:
        """What stands under each heading; text before the first one has no path."""
        above: list[tuple[int, str]] = []
        found: list[tuple[Page, str]] = []
        for page in pages:
            for level, text in _by_heading(page):
                if level and level <= self.depth:
                    if found:
                        yield tuple(title for _, title in above), found
                    above = [*((at, title) for at, title in above if at < level), (level, text)]
                    found = []
                found += [(page, unit) for unit in ([text] if level else units_of(page, text))]
        if found:
            yield tuple(title for _, title in above), found


def _by_heading(page: Page) -> Iterator[tuple[int, str]]:
    """The headings with their level from 1, and what stands between them with level 0."""
    waiting = list(page.headings)
    text: list[str] = []
    for paragraph in page.text.split("\n\n"):
        marks, _, title = waiting[0].partition(" ") if waiting else ("", "", "")
        if waiting and paragraph == title:
            if text:
                yield 0, "\n\n".join(text)
            yield len(marks), title
            text = []
            waiting.pop(0)
        else:
            text.append(paragraph)
    if text:
        yield 0, "\n\n".join(text)


def units_of(page: Page, text: str) -> list[str]:
    """The sentences and table rows of a part of a page."""
    return units(replace(page, text=text))
