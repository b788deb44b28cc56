"""A sentence with a gap where an answer stood."""

import re

GAP = "___"


def left_out(text: str, answer: str) -> str | None:
    """The text with a gap where an answer stands first; `None` where it does not."""
    found = re.search(rf"(?<![\w-])(?<!\d[.,]){re.escape(answer)}(?!\w|-\w)", text, re.IGNORECASE)
    return f"{text[: found.start()]}{GAP}{text[found.end() :]}" if found else None


def filled(gap: str, answer: str) -> tuple[str, int, int]:
    """The sentence without its end mark, and where in it the answer stands."""
    start = gap.index(GAP)
    return gap.replace(GAP, answer, 1).rstrip(" .!"), start, start + len(answer)


def question(*pieces: str) -> str:
    """The pieces of a question as one."""
    whole = " ".join(" ".join(pieces).split())
    return f"{whole[:1].upper()}{whole[1:]}?"
