"""No check at all: the control that shows what checking is worth."""

from academy.component import component
from academy.verifier.base import Draft, Verifier


@component
class Unchecked(Verifier):
    """`verifier=unchecked`."""

    def fault(self, draft: Draft) -> str | None:
        """Find nothing wrong, but an empty question or answer."""
        return None if draft.question.strip() and draft.answer.strip() else "empty"
