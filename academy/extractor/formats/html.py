"""HTML by Beautiful Soup; a section begins at a heading of the first or second level."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from academy.extractor.base import Sheet
from academy.extractor.formats.text import content
from academy.extractor.headings import Sized
from academy.extractor.lines import raised, table_line, unhyphenated

FURNITURE = (
    *("script", "style", "template", "noscript", "svg", "iframe", "nav", "aside"),
    *("button", "input", "select", "textarea", "annotation", "annotation-xml"),
)
"""What is no text of a page."""
FORMULAS = {"msup": "^", "mfrac": "/", "msub": "_"}
"""Elements of MathML, and what stands between their two parts."""
AROUND = ("header", "footer")
"""No text of a page either, unless they belong to a part of it."""
PARTS = ("article", "main", "section")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SECTION = ("h1", "h2")
SIZES = {"h1": 24.0, "h2": 20.0, "h3": 18.0, "h4": 16.0, "h5": 15.0, "h6": 14.0}
"""Sizes of type in points, for headings; their order is what matters."""
TEXT_SIZE = 12.0
BLOCKS = (
    *("[document]", "html", "head", "body", "address", "article", "main", "section", "search"),
    *("header", "footer", "hgroup", *HEADINGS, "p", "div", "center", "pre", "blockquote", "hr"),
    *("ul", "ol", "menu", "dir", "li", "dl", "dt", "dd", "details", "summary", "dialog"),
    *("form", "fieldset", "legend", "option", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
)
"""What begins a new paragraph; all else stands within one."""
CELLS = ("td", "th")


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
    named = soup.title.extract().get_text() if soup.title else ""
    _clear(soup)
    parts: list[list[Sized]] = [[]]
    for name, text in _paragraphs(soup):
        if name in SECTION and parts[-1]:
            parts.append([])
        parts[-1].append((text, SIZES.get(name, TEXT_SIZE)))
    for number, part in enumerate(parts, start=1):
        text = "\n\n".join(text for text, _ in part)
        sizes = tuple(size for _, size in part)
        yield Sheet(number, text, 0.0, _folded(named) or title, sizes=sizes)


def _clear(soup: Any) -> None:
    """Take away what is no text of the page."""
    for button in soup("button"):
        around = button.find_parent((*HEADINGS, "summary", "dt"))
        if around and around.get_text(strip=True) == button.get_text(strip=True):
            button.unwrap()  # it folds what follows
    for furniture in soup(FURNITURE):
        furniture.decompose()
    for formula in soup(list(FORMULAS)):
        parts = formula.find_all(True, recursive=False)
        if len(parts) == 2:
            parts[1].insert_before(FORMULAS[formula.name])
    for around in soup(AROUND):
        if not around.find_parent(PARTS):
            around.decompose()


def _paragraphs(soup: Any) -> Iterator[tuple[str, str]]:
    """Every paragraph, heading and table row: the name of its element, and its text."""
    text = ""
    for name, piece in _pieces(soup):
        if piece is not None:
            text += raised(text, piece) if name == "sup" else piece
            continue
        if _folded(text):
            yield name, _folded(text)
        text = ""


def _pieces(top: Any) -> Iterator[tuple[str, str | None]]:
    """The texts in their order, each with its element; `None` where a paragraph ends."""
    from bs4.element import PreformattedString, Tag

    waiting: list[tuple[str, Any]] = [(top.name, top)]
    while waiting:
        within, node = waiting.pop()
        if node is None:
            yield within, None
        elif not isinstance(node, Tag):
            yield within, "" if isinstance(node, PreformattedString) else str(node)
        elif node.name == "br":
            yield within, " "
        elif _is_row(node):
            yield within, None
            yield "tr", table_line([_inner(cell) for cell in node.find_all(CELLS)])
            yield "tr", None
        elif node.name not in BLOCKS:
            name = node.name if node.name == "sup" else within
            waiting += [(name, child) for child in reversed(list(node.children))]
        else:
            name = within if within in HEADINGS else node.name
            waiting.append((name, None))
            waiting += [(name, child) for child in reversed(list(node.children))]
            yield within, None


def _is_row(node: Any) -> bool:
    """Whether it is a row of a table, and of none that arranges a page."""
    return (
        node.name == "tr" and len(node.find_all(CELLS)) > 1 and not node.find(("table", *SECTION))
    )


def _inner(cell: Any) -> str:
    """The text of a table's cell; its paragraphs follow each other."""
    return " ".join(text for _, text in _paragraphs(cell))


def _folded(text: str) -> str:
    return " ".join(unhyphenated(text).split())
