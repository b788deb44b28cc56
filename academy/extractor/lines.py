"""Lines of paragraphs and tables put together; raised figures written so that they stay apart."""

import re
from collections.abc import Sequence

from academy.text import COLUMNS, EMPTY

SOFT = "\N{SOFT HYPHEN}"
HYPHENS = ("-", "\N{HYPHEN}", SOFT)
"""What may stand at the end of a line where a word is divided."""
LISTED = re.compile(r"(?:und|oder|sowie|bzw|bis|noch|and|or|to|nor|versus|vs)\b", re.IGNORECASE)
"""What goes on after a hyphen that stands for the rest of a word (`Vor- und Nachteile`)."""
FIGURES = re.compile(r"[-\N{MINUS SIGN}]?\d{1,3}")
REFERENCE = re.compile(r"\[\d+\]|\d+(?:[,–-]\s?\d+)+")
POWER = re.compile(r"(?<!\d)\d{1,3}$")
"""What a power is of; a year has a footnote."""
VARIABLE = re.compile(
    r"(?:^|\W)(?:[dcmkµn]?m|in|ft|yd|sin|cos|tan|log|ln|[^\W\d_])$"
    r"|\([^()]*[-+*/\N{MINUS SIGN}][^()]*\)$"
)
"""A unit, a function or a single letter, or a term in brackets."""
RAISED = str.maketrans("0123456789-\N{MINUS SIGN}", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")


def followed(text: str, line: str) -> str:
    """A text with the next line of its paragraph; a word that was divided is whole again.

    Hyphens stay that stand for the rest of a word (`Vor- und`), and before capitals and figures
    (`COVID-19`).
    """
    divided = text.endswith(HYPHENS) and text[-2:-1].isalnum() and line[:1].isalnum()
    if not divided or LISTED.match(line):
        return f"{text} {line}".strip()
    if text.endswith(SOFT) or (text[-2].isalpha() and line[0].islower()):
        return text[:-1] + line
    return text + line


def table_line(cells: Sequence[str]) -> str:
    """A row of a table as a line of a page's text, empty where all cells are."""
    return COLUMNS.join(cell or EMPTY for cell in cells) if any(cells) else ""


def unhyphenated(text: str) -> str:
    """A text without the marks of where a word may be divided."""
    return text.replace(SOFT, "")


def raised(before: str, mark: str) -> str:
    """Raised figures as they stay apart from what they follow: powers; a footnote's are left out.

    `10` and `6` become `10^6`, `m` and `2` become `m²`; after a word or the end of a sentence the
    figures name a footnote. What else is raised stays as it is.
    """
    figures = mark.strip()
    if REFERENCE.fullmatch(figures):
        return ""
    if not FIGURES.fullmatch(figures) or not before:
        return mark
    if POWER.search(before):
        return f"^{figures}"
    if VARIABLE.search(before):
        return figures.translate(RAISED)
    return mark if before[-1].isspace() else ""
