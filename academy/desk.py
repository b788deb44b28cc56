"""One chunk in front of the teacher: what a prompt asks for, what the verifier makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from academy.call import Call, Read, Sheet
from academy.prompt.base import Order, Passage
from academy.records import Dropped
from academy.teacher.base import TeacherFailure
from academy.verifier.base import Draft


@dataclass
class Desk(Sheet):
    """One chunk's examples in the making (a `Conversation`)."""

    traced: bool = False
    """Whether the calls are kept, to be followed afterwards."""
    calls: list[Call] = field(default_factory=list)

    def ask(self, orders: Sequence[Order]) -> list[list[Any]]:
        """Up to the wanted number of items for each order; none where the request failed."""
        calls = self.line.each(
            lambda order: Call(self.line, self.settings, self.chunk).order(order), orders
        )
        return [self._enter(call).items for call in calls]

    def check(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Keep what the verifier accepts, as it accepts it; the others are kept as dropped."""
        known = self._examined(drafts)
        calls = self.line.each(
            lambda d: Call(self.line, self.settings, self.chunk, known=known).verify(d), drafts
        )
        return [draft for call in calls for draft in self._enter(call).kept]

    def _examined(self, drafts: Sequence[Draft]) -> Read:
        """What the teacher reads where it is to read many questions in one request."""
        verifier, found = self.settings.verifier, dict[tuple[str, str], str | TeacherFailure]()
        if verifier.together == 1:
            return found
        asked: dict[str, dict[str, None]] = {}
        for draft in drafts:
            for template in () if verifier.fault(draft) else verifier.readings(draft):
                asked.setdefault(template, {})[draft.question] = None
        groups = [
            (template, mixed[start : start + verifier.together])
            for template, questions in asked.items()
            for mixed in [_shuffled(list(questions), self.chunk.text)]
            for start in range(0, len(mixed), verifier.together)
        ]

        def examine(group: tuple[str, list[str]]) -> tuple[Call, Read]:
            call = Call(self.line, self.settings, self.chunk)
            return call, call.examine(group[1], group[0])

        for call, read in self.line.each(examine, groups):
            self._enter(call)
            found |= read
        return found

    def draft(
        self,
        passage: Passage,
        template: str,
        kind: str,
        question: str,
        answer: str,
        aliases: tuple[str, ...] = (),
    ) -> Draft:
        """Something that the teacher wrote."""
        language, teacher = self.chunk.language, self.line.teacher.model
        said = question.strip(), answer.strip(), kind, language, teacher, template
        return passage.draft(*said, aliases)

    def drop(self, reason: str, count: int, content: dict[str, Any]) -> None:
        """Keep aside what the teacher wrote and nothing is made of."""
        self.dropped.append(Dropped(f"rejected: {reason}", self.chunk.id, count, content))

    def rule(self, passage: Passage, kind: str, question: str, answer: str) -> Draft:
        """Something that was made without the teacher."""
        return passage.draft(question, answer, kind, self.chunk.language, "rule", "rule")

    def _enter(self, call: Call) -> Call:
        if self.traced:
            self.calls.append(call)
        self.kept += call.kept
        self.dropped += call.dropped
        self.unsettled += call.unsettled
        self.asked += call.asked
        return call


def _shuffled(questions: list[str], seed: str) -> list[str]:
    """So that questions about one fact do not stand together and tell each other's answer."""
    Random(seed).shuffle(questions)  # noqa: S311 - no secret
    return questions
