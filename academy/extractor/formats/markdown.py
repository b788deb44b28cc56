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
NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:[ \t]*", re.MULTILINE)
"""Where a footnote begins that is told by `[^1]`."""
MARK = re.compile(r"\[\^[^\]\s]+\]")
LINK = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?(?P<shown>[^\[\]|]+)\]\]")
"""A link between notes of Obsidian, maybe with other words; with `!`, a file that is shown."""
TITLE = re.compile(r"^title:\s*[\"']?(?P<title>.+?)[\"']?\s*$", re.MULTILINE)


def read(path: Path) -> Iterator[Sheet]:
    """Yield every section of a Markdown file."""
    from markdown_it import MarkdownIt

    whole = text.decoded(path)
    matter = FRONT_MATTER.match(whole)
    title = TITLE.search(matter[0]) if matter else None
    parser = MarkdownIt().enable("table")
    tokens = parser.parse(NOTE.sub("\n", whole[matter.end() :] if matter else whole))
    for part in (part for token in tokens for part in token.children or ()):
        if part.type == "text":
            part.content = LINK.sub(_shown, MARK.sub("", part.content))
    rendered = parser.renderer.render(tokens, parser.options, {})
    yield from html.sections(rendered, title["title"] if title else "")


def _shown(link: re.Match[str]) -> str:
    return "" if link[0].startswith("!") else link["shown"]
