"""What Academy says to a person when something cannot go on: one line, no traceback."""


class AcademyError(Exception):
    """One line that names what is wrong, where, and what to do about it."""

    exit_code = 1


class TooMuchLost(AcademyError):
    """A stage lost more than `tolerance` allows; its ledger names every loss."""

    exit_code = 3


class NotGoodEnough(AcademyError):
    """The verdict on a specialist is `don't ship`, and `evaluation.verdict.enforced`."""

    exit_code = 4
