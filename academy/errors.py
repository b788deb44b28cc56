"""What Academy says to a person when something cannot go on: one line, no traceback."""

import re

PASSWORD = re.compile(r"//[^/\s]*@")
"""In an address, with whose it is."""


class AcademyError(Exception):
    """One line that names what is wrong, where, and what to do about it."""

    exit_code = 1


class TooMuchLost(AcademyError):
    """A stage lost more than `tolerance` allows; its ledger names every loss."""

    exit_code = 3


class NotGoodEnough(AcademyError):
    """The verdict on a specialist is `don't ship`, and `evaluation.verdict.enforced`."""

    exit_code = 4


def concealed(text: str) -> str:
    """A text without the user and password that stand in an address (`https://user:word@host`)."""
    return PASSWORD.sub("//…@", text)
