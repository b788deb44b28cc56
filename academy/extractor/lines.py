"""Lines of paragraphs and tables put together; raised figures written so that they stay apart."""

import re
from collections.abc import Sequence

from academy.text import COLUMNS, EMPTY

SOFT = "\N{SOFT HYPHEN}"
HYPHENS = ("-", "\N{HYPHEN}", SOFT)
"""What may stand at the end of a line where a word is divided."""
LISTED = re.compile(
    r"(?:und|oder|sowie|wie auch|bzw|beziehungsweise|respektive|bis|noch|and|or|as well|but|to|nor"
    r"|versus|vs)\b",
    re.IGNORECASE,
)
"""What goes on after a hyphen that stands for the rest of a word (`Vor- und Nachteile`)."""
JOINED = re.compile(
    r"(?:^|\s)\W?(?:[^\W_]|self|non|well|\S*[^\W_]-(?:of|the|to|in|and|by|on|up|for|a|or))-$",
    re.IGNORECASE,
)
"""The beginning of a word whose hyphen belongs to it (`x-axis`, `state-of-the-art`)."""
FIGURES = re.compile(r"[-\N{MINUS SIGN}]?\d{1,3}")
REFERENCE = re.compile(r"\[\d+\]|\d+(?:[,–-]\s?\d+)+")
POWER = re.compile(r"(?<!\d)(?!(?:1[5-9]|20)\d\d$)\d{1,4}$")
"""What a power is of; a year has a footnote."""
WORDS = (
    "ja|no|so|it|do|go|he|me|us|we|be|on|up|er|es|du|zu|ab|an|am|um|da|wo|to|of|or|is|as|at|by"
    "|eu|un|uk|us|ai|ki|tv|pc|if|my|im|ob|je|al|dr"
)
"""Of two letters; others are units or variables."""
DECIMAL = re.compile(r"\d+,\d+")
"""Behind a number more likely its exponent than two footnotes."""
VARIABLE = re.compile(
    rf"(?:^|[\W\d])(?!(?:{WORDS})$)(?:[^\W\d_]{{1,2}}|sin|cos|tan|log)$"
    r"|\([^()]*[-+*/\N{MINUS SIGN}][^()]*\)$|\((?!(?-i:[A-ZÄÖÜ]{2}))[^()]{1,3}\)$"
    r"|\|[^|\s]{1,8}\|$",
    re.IGNORECASE,
)
"""A unit, a function, one or two letters, or a term in brackets."""
OPEN = ("(", "[", "/", "=", "–")
"""Behind which raised figures begin something themselves (`²³⁸U`)."""
RAISED = str.maketrans("0123456789-\N{MINUS SIGN}", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")


def followed(text: str, line: str) -> str:
    """A text with the next line of its paragraph; a word that was divided is whole again.

    Hyphens stay that stand for the rest of a word (`Vor- und`), and before capitals and figures
    (`COVID-19`).
    """
    divided = text.endswith(HYPHENS) and text[-2:-1].isalnum() and line[:1].isalnum()
    if not divided or LISTED.match(line):
        return f"{text} {line}".strip()
    within = text[-2].isalpha() and line[0].islower() and not JOINED.search(text)
    if text.endswith(SOFT) or within:
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
    behind = " " if mark[-1:].isspace() else ""
    power = bool(POWER.search(before))
    if REFERENCE.fullmatch(figures) and not (power and DECIMAL.fullmatch(figures)):
        return behind
    alone = not before or before[-1].isspace() or before.endswith(OPEN)
    if alone or not (FIGURES.fullmatch(figures) or REFERENCE.fullmatch(figures)):
        return mark
    if power:
        return f"^{figures}{behind}"
    if not figures[0].isdigit() or VARIABLE.search(before):
        return figures.translate(RAISED) + behind
    return behind
