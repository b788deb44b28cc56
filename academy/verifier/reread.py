"""The teacher answers each of its questions anew, twice, with the sentence alone before it.

Small teachers, told to ask for `floor` in "The floor is made of slate", ask "What is the floor made
of?". What they then read in the sentence is right far more often than what they were told to ask
for (the round trip of Alberti et al., 2019), so the answer read is the one that is learned. They
are asked by two templates, one with examples and one without, whose mistakes differ: with examples
they copy from those, and take the first of several numbers; without, they find nothing more often.
"""

from dataclasses import replace
from string import punctuation

from rapidfuzz import fuzz, process, utils

from academy.amounts import in_asked_unit, share
from academy.component import component
from academy.terms import whole
from academy.text import alike, contains, numbers
from academy.verifier.base import Draft, Reader, Rejected
from academy.verifier.grounded import Grounded

UNKNOWN = ("unknown", "unbekannt")
"""What a teacher is told to say where the sentence does not answer."""
READINGS = ("answer", "copy")
"""Templates by which a question is read."""
ALIKE = 85
"""Similarity (rapidfuzz ratio, 0 to 100) from which words are the sentence's own words in
another spelling."""


@component
class Reread(Grounded):
    """`verifier=reread`."""

    def verify(self, draft: Draft, reader: Reader) -> Draft:
        """The draft with the answer that the teacher reads, if nothing is wrong with it then.

        The answer that the teacher was told to ask for will do where it agrees with what was read
        and that cannot be learned. Where the teacher was shown a gap and not told its answer, the
        two have to agree.
        """
        if draft.kind not in ("pair", "wording", "gap"):
            return super().verify(draft, reader)
        fault = self.fault_of_question(draft)
        if fault:
            raise Rejected(fault, draft)
        read = _settled(draft, *(self._read(draft, reader, template) for template in READINGS))
        read = _in_asked_unit(draft, read)
        agree = alike(read, draft.answer)
        if draft.kind == "gap" and not agree:
            raise Rejected("the gap and the reader have other answers", draft)
        try:
            return super().verify(replace(draft, answer=read), reader)
        except Rejected:
            if not agree:
                raise
            return super().verify(draft, reader)

    def _read(self, draft: Draft, reader: Reader, template: str) -> str:
        read = spelled(reader.read(draft, template).strip().rstrip("."), draft.evidence)
        read = share(read, draft.evidence, draft.language)
        return whole(read, draft.evidence, draft.language)


def _settled(draft: Draft, *readings: str) -> str:
    """The answer that two of three give: the two readings, and what the teacher was told.

    Raises:
        Rejected: there is none.
    """
    told = draft.answer
    found = [r for r in readings if r.lower() not in UNKNOWN and contains(draft.evidence, r)]
    if not found:
        if any(alike(reading, told) for reading in readings):
            return told
        silent = any(reading.lower() in UNKNOWN for reading in readings)
        reason = "the sentence does not answer" if silent else "answer not in the source"
        raise Rejected(reason, replace(draft, answer=readings[0]))
    if len(found) == len(readings) and alike(*found):
        return found[0]
    silent = any(reading.lower() in UNKNOWN for reading in readings)
    if numbers(found[-1]) or (len(found) < len(readings) and not silent):
        return found[-1]
    fitting = [reading for reading in found if alike(reading, told)]
    if not fitting:
        raise Rejected("the readings have other answers", replace(draft, answer=found[0]))
    return fitting[0]


def _in_asked_unit(draft: Draft, read: str) -> str:
    """The answer; or, where it has another unit than the question names, the one that has it."""
    fitting = in_asked_unit(draft.question, draft.evidence, draft.language)
    if not fitting or any(alike(amount, read) for amount in fitting):
        return read
    told = [amount for amount in fitting if alike(amount, draft.answer)]
    return next(iter(told if len(fitting) > 1 else fitting), read)


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
