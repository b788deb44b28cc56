"""The teacher answers its questions anew, many at once, with the whole chunk before it.

For teachers that can: a small one answers them better one by one (`verifier=reread`). A question is
kept where the answer agrees with the one that it was written for. Because the whole chunk is read,
a question that more than one place in it could answer shows.
"""

from pydantic import Field

from academy.component import component
from academy.text import alike, contains, normalize, numbers, written
from academy.verifier.base import UNANSWERED, Draft, Reader, Rejected
from academy.verifier.grounded import Grounded

UNKNOWN = ("unknown", "unbekannt")
"""What a teacher is told to say where the text does not answer."""
UNCLEAR = ("unclear", "unklar")
"""Where it answers in several ways, or the question needs the text."""


@component
class Examined(Grounded):
    """`verifier=examined`."""

    at_once: int = Field(ge=2)
    """Questions that the teacher answers in one request."""

    @property
    def together(self) -> int:
        """As configured."""
        return self.at_once

    def readings(self, draft: Draft) -> tuple[str, ...]:
        """One, for every question that a teacher wrote."""
        return ("answers",) if draft.kind in ("pair", "wording", "gap", UNANSWERED) else ()

    def foreign_numbers(self, draft: Draft) -> set[str]:
        """Those in digits alone: `which two words …` counts what is asked for."""
        in_digits = {number for one in written(draft.question) for number in numbers(one)}
        return super().foreign_numbers(draft) & in_digits

    def misfit(self, draft: Draft) -> str | None:
        """Only whether the question tells the answer; what kind is asked for, the reader knows."""
        return "question tells the answer" if contains(draft.question, draft.answer) else None

    def verify(self, draft: Draft, reader: Reader) -> Draft:
        """The draft unchanged, if nothing is wrong with it and the teacher answers it alike."""
        draft = super().verify(draft, reader)
        for template in self.readings(draft):
            read = reader.read(draft, template).strip(" .\"'„“”»«")
            first = next(iter(normalize(read).split()), UNKNOWN[0])
            if first in UNCLEAR:
                raise Rejected("the question is not clear", draft)
            if draft.kind == UNANSWERED:
                if first not in UNKNOWN:
                    raise Rejected("the text answers it", draft)
            elif first in UNKNOWN:
                raise Rejected("the text does not answer", draft)
            elif not any(alike(read, known) for known in (draft.answer, *draft.aliases) if known):
                raise Rejected("the reader has another answer", draft)
        return draft
