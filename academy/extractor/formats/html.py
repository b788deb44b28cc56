"""HTML by Beautiful Soup; a section begins at a heading of the first or second level."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from academy.extractor.base import Sheet
from academy.extractor.formats.text import content
from academy.extractor.headings import Sized

FURNITURE = ("script", "style", "nav", "header", "footer", "aside", "form", "template", "noscript")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SECTION = ("h1", "h2")
SIZES = {"h1": 24.0, "h2": 20.0, "h3": 18.0, "h4": 16.0, "h5": 15.0, "h6": 14.0}
"""Sizes of type in points, for headings; their order is what matters."""
TEXT_SIZE = 12.0
BLOCKS = (*HEADINGS, "p", "li", "dt", "dd", "pre", "blockquote", "figcaption", "tr", "caption")


def read(path: Path) -> Iterator[Sheet]:
    """Yield every section of an HTML file."""
    yield from sections(content(path))


def sections(html: str | bytes, title: str = "") -> Iterator[Sheet]:
    """Yield every section of a page.

    Args:
        html: text, or bytes in whatever encoding the page declares.
        title: used where the page has none of its own.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    named = soup.title.get_text() if soup.title else ""
    for furniture in soup(FURNITURE):
        furniture.decompose()
    parts: list[list[Sized]] = [[]]
    for block in soup.find_all(BLOCKS):
        if block.name in SECTION and parts[-1]:
            parts.append([])
        text = _text(block)
        parts[-1] += [(text, SIZES.get(block.name, TEXT_SIZE))] if text else []
    if not any(parts):
        parts = [[(_folded(soup.get_text(" ")), TEXT_SIZE)]]
    for number, part in enumerate(parts, start=1):
        text = "\n\n".join(text for text, _ in part)
        sizes = tuple(size for _, size in part)
        yield Sheet(number, text, 0.0, _folded(named) or title, sizes=sizes)


def _text(block: Any) -> str:
    """A block's own text, that of blocks within it left out; the cells of a row by ` | `."""
    if block.name == "tr":
        cells = (_folded(cell.get_text(" ")) for cell in block.find_all(("td", "th")))
        return " | ".join(filter(None, cells))
    if block.find_parent("tr"):
        return ""
    inner = set(block.find_all(BLOCKS))
    own = (s for s in block.find_all(string=True) if not inner.intersection(s.parents))
    return _folded("".join(own))


def _folded(text: str) -> str:
    return " ".join(text.split())
