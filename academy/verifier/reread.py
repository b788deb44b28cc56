"""The teacher answers each of its questions anew, with the sentence alone before it.

Small teachers, told to ask for `floor` in "The floor is made of slate", ask "What is the floor made
of?". What they then read in the sentence is right far more often than what they were told to ask
for (the round trip of Alberti et al., 2019), so the answer read is the one that is learned.
"""

from dataclasses import replace

from academy.component import component
from academy.text import contains
from academy.verifier.base import Draft, Reader, Rejected
from academy.verifier.grounded import Grounded

UNKNOWN = ("unknown", "unbekannt")
"""What a teacher is told to say where the sentence does not answer."""


@component
class Reread(Grounded):
    """`verifier=reread`."""

    def verify(self, draft: Draft, reader: Reader) -> Draft:
        """The draft with the answer that the teacher reads, if nothing is wrong with it then.

        Where something is, the answer it was told to ask for will do, if the two agree in part.
        """
        if draft.kind not in ("pair", "wording"):
            return super().verify(draft, reader)
        fault = self.fault_of_question(draft)
        if fault:
            raise Rejected(fault)
        read = reader.read(draft).strip().rstrip(".")
        if read.lower() in UNKNOWN:
            raise Rejected("the sentence does not answer")
        try:
            return super().verify(replace(draft, answer=read), reader)
        except Rejected:
            if not contains(draft.answer, read) and not contains(read, draft.answer):
                raise
            return super().verify(draft, reader)
