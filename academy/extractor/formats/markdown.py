"""Markdown (CommonMark and tables), rendered by markdown-it and read as HTML."""

from collections.abc import Iterator
from pathlib import Path

from academy.extractor.base import Sheet
from academy.extractor.formats import html, text


def read(path: Path) -> Iterator[Sheet]:
    """Yield every section of a Markdown file."""
    from markdown_it import MarkdownIt

    yield from html.sections(MarkdownIt().enable("table").render(text.decoded(path)))
