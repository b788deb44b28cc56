"""Markdown (CommonMark and tables), rendered by markdown-it and read as HTML."""

import re
from collections.abc import Iterator
from pathlib import Path

from academy.extractor.base import Sheet
from academy.extractor.formats import html, text

FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(?=[\w-]+:)"
    r"(?:(?:[\w\"'@][^\n:]{0,40}:|[ \t]+\S|-|#|[\]}])[^\n]*\n(?:[ \t\r]*\n(?!---|\.\.\.))*)+"
    r"(?:---|\.\.\.)[ \t]*(?:\r?\n|$)"
)
"""What Obsidian, Hugo and Pandoc write before the text."""
TITLE = re.compile(r"^title:\s*[\"']?(?P<title>.+?)[\"']?\s*$", re.MULTILINE)


def read(path: Path) -> Iterator[Sheet]:
    """Yield every section of a Markdown file."""
    from markdown_it import MarkdownIt

    whole = text.decoded(path)
    matter = FRONT_MATTER.match(whole)
    title = TITLE.search(matter[0]) if matter else None
    rendered = MarkdownIt().enable("table").render(whole[matter.end() :] if matter else whole)
    yield from html.sections(rendered, title["title"] if title else "")
