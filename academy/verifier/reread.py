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
from academy.text import alike, contains, normalize, numbers
from academy.verifier.base import UNANSWERED, Draft, Reader, Rejected
from academy.verifier.grounded import Grounded

UNKNOWN = ("unknown", "unbekannt")
"""What a teacher is told to say where the sentence does not answer."""
ALIKE = 85
"""Similarity (rapidfuzz ratio, 0 to 100) from which words are the sentence's own words in
another spelling."""


@component
class Reread(Grounded):
    """`verifier=reread`."""

    def readings(self, draft: Draft) -> tuple[str, ...]:
        """Both, for what a teacher asked."""
        asked = draft.kind in ("pair", "wording", "gap", UNANSWERED)
        return ("answer", "copy") if asked else ()

    def verify(self, draft: Draft, reader: Reader) -> Draft:
        """The draft with the answer that the teacher reads, if nothing is wrong with it then.

        The answer that the teacher was told to ask for will do where it agrees with what was read
        and that cannot be learned. Where the teacher was shown a gap and not told its answer, the
        two have to agree.
        """
        readings = self.readings(draft)
        if not readings:
            return super().verify(draft, reader)
        fault = self.fault_of_question(draft)
        if fault:
            raise Rejected(fault, draft)
        found = [self._read(draft, reader, template) for template in readings]
        if draft.kind == UNANSWERED:
            if any(found):
                raise Rejected("the text answers it", draft)
            return super().verify(draft, reader)
        read = _settled(draft, *found)
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
        """What the teacher reads, with the sentence's own words; empty where that is nothing."""
        said = reader.read(draft, template).strip().rstrip(".")
        if said.lower() in UNKNOWN or not normalize(said):
            return ""
        read = share(spelled(said, draft.evidence), draft.evidence, draft.language)
        return whole(read, draft.evidence, draft.language)


def _settled(draft: Draft, first: str, second: str) -> str:
    """The answer on which two of three agree: both readings, and what the teacher was told.

    Where the first reading is not in the sentence, the second will do.

    Raises:
        Rejected: there is none.
    """
    told = draft.answer
    found = [reading for reading in (first, second) if contains(draft.evidence, reading)]
    if len(found) == 2 and alike(first, second):
        return first
    fitting = [reading for reading in found if alike(reading, told)]
    if fitting:
        return fitting[0]
    if found == [second] and first:
        return second
    if not found and (alike(first, told) or alike(second, told)):
        return told
    reason = "the readings have other answers" if found else "answer not in the source"
    if not first and not second:
        reason = "the sentence does not answer"
    raise Rejected(reason, replace(draft, answer=first or second))


def _in_asked_unit(draft: Draft, read: str) -> str:
    """The answer read; or the one told, where that alone has the unit that the question names."""
    fitting = in_asked_unit(draft.question, draft.evidence, draft.language)
    if any(alike(amount, read) for amount in fitting):
        return read
    return next((amount for amount in fitting if alike(amount, draft.answer)), read)


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
