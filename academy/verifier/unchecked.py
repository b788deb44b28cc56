"""No check at all: the control that shows what checking is worth."""

from academy.component import component
from academy.verifier.base import Draft, Reader, Rejected, Verifier


@component
class Unchecked(Verifier):
    """`verifier=unchecked`."""

    def verify(self, draft: Draft, reader: Reader) -> Draft:
        """The draft as it is, if it says anything."""
        if draft.question.strip() and draft.answer.strip():
            return draft
        raise Rejected("empty", draft)
