"""The teacher answers each of its questions anew, with the sentence alone before it.

Small teachers, told to ask for `floor` in "The floor is made of slate", ask "What is the floor made
of?". What they then read in the sentence is right far more often than what they were told to ask
for (the round trip of Alberti et al., 2019), so the answer read is the one that is learned.
"""

from dataclasses import replace
from string import punctuation

from rapidfuzz import fuzz, process, utils

from academy.component import component
from academy.terms import whole
from academy.text import contains, numbers
from academy.verifier.base import Draft, Reader, Rejected
from academy.verifier.grounded import Grounded

UNKNOWN = ("unknown", "unbekannt")
"""What a teacher is told to say where the sentence does not answer."""
ALIKE = 85
"""Similarity (rapidfuzz ratio, 0 to 100) from which words are the sentence's own words in
another spelling."""


@component
class Reread(Grounded):
    """`verifier=reread`."""

    def verify(self, draft: Draft, reader: Reader) -> Draft:
        """The draft with the answer that the teacher reads, if nothing is wrong with it then.

        The answer that the teacher was told to ask for will do where the two agree in part: if
        what it reads cannot be learned, or if it reads nothing at first and is asked once more.
        Where the teacher was shown a gap and not told its answer, the two have to agree.
        """
        if draft.kind not in ("pair", "wording", "gap"):
            return super().verify(draft, reader)
        fault = self.fault_of_question(draft)
        if fault:
            raise Rejected(fault, draft)
        read = self._read(draft, reader, doubt=True)
        if read.lower() in UNKNOWN:
            if not _agree(self._read(draft, reader, doubt=False), draft.answer):
                raise Rejected("the sentence does not answer", draft)
            return super().verify(draft, reader)
        if draft.kind == "gap" and not _agree(read, draft.answer):
            raise Rejected("the gap and the reader have other answers", draft)
        try:
            return super().verify(replace(draft, answer=read), reader)
        except Rejected:
            if not _agree(read, draft.answer):
                raise
            return super().verify(draft, reader)

    def _read(self, draft: Draft, reader: Reader, doubt: bool) -> str:
        read = spelled(reader.read(draft, doubt).strip().rstrip("."), draft.evidence)
        return whole(read, draft.evidence, draft.language)


def _agree(one: str, other: str) -> bool:
    return contains(one, other) or contains(other, one)


def spelled(answer: str, evidence: str) -> str:
    """The answer as the evidence spells it: `73 centimeters` becomes `73 centimetres`.

    An answer that the evidence has as it is, or not at all, or with other numbers, stays.
    """
    words, length = evidence.split(), len(answer.split())
    if contains(evidence, answer) or not length:
        return answer
    pieces = [" ".join(words[i : i + length]) for i in range(len(words) - length + 1)]
    found = process.extractOne(
        answer, pieces, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=ALIKE
    )
    own = found[0].strip(punctuation) if found else answer
    return own if numbers(own) == numbers(answer) else answer
