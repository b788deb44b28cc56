"""One matter that the teacher is asked about: what it said, and what the verifier makes of it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from academy.prompt.base import Order, whole
from academy.records import Chunk, Dropped
from academy.settings import Settings
from academy.teacher.base import Answer, Request, TeacherFailure
from academy.teacher.line import Asked, Line
from academy.teacher.listed import listed, raw_items, well_formed
from academy.templates import render
from academy.verifier.base import Draft, Rejected

READ_TOKENS = 48
"""Where the answer that a teacher reads in a sentence is cut off."""
ANSWER_TOKENS = 40
"""What one of many answers in a request may take."""
NUMBERED = {
    "type": "object",
    "properties": {"number": {"type": "integer"}, "answer": {"type": "string"}},
    "required": ["number", "answer"],
    "additionalProperties": False,
}
"""JSON schema of an answer to one of several questions."""
Read = Mapping[tuple[str, str], str | TeacherFailure]
"""What was read already, or why not, by question and template."""


@dataclass
class Sheet:
    """What came of asking about a chunk."""

    line: Line
    settings: Settings
    chunk: Chunk
    kept: list[Draft] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    unsettled: list[Draft] = field(default_factory=list)
    """Of what was dropped, the drafts whose answers alone are in doubt."""
    asked: list[Asked] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    """A request to the teacher and what it said to it, or why it said nothing."""

    template: str
    request: Request
    answer: Answer | None
    failure: str
    began: int
    ended: int
    """Nanoseconds since 1970."""


@dataclass
class Call(Sheet):
    """What came of one matter that the teacher was asked about, for the desk to enter."""

    items: list[Any] = field(default_factory=list)
    draft: Draft | None = None
    """What was verified, if that was the matter."""
    known: Read = field(default_factory=dict)
    """What others read."""
    said: list[Said] = field(default_factory=list)
    began: int = field(default_factory=time.time_ns)

    def order(self, order: Order) -> Self:
        """Ask for what is ordered; items that do not come are dropped with the reason."""
        prompt = self.settings.prompt
        language = self.chunk.language
        system, user = render(order.template, language, wanted=order.wanted, **order.values)
        least = order.wanted if order.exact else 0
        schema = {**order.schema, "minItems": least, "maxItems": order.wanted}
        request = Request(system, user, schema, prompt.temperature, prompt.max_tokens, prompt.seed)
        about = {"template": order.template, "kind": order.kind, **order.values}
        try:
            answer = self._ask(request, order.template, least)
            found = raw_items(answer, schema["items"])[: order.wanted]
            if least and not found:
                raise TeacherFailure("no list in the answer")
        except TeacherFailure as failure:
            self._drop(f"failed: {failure}", order.wanted, about)
            return self
        self.items = well_formed(found, schema["items"])
        is_cut = answer.finish == "length"
        lost = (least or len(found) + is_cut) - len(self.items)
        if lost:
            reason = "not written" if least else "not of the wanted form"
            self._drop("failed: answer cut off" if is_cut else reason, lost, about)
        return self

    def verify(self, draft: Draft) -> Self:
        """Keep what the verifier makes of a draft, or drop it with the reason."""
        self.draft = draft
        try:
            self.kept.append(self.settings.verifier.verify(draft, self))
        except Rejected as rejected:
            self._drop(f"rejected: {rejected}", 1, asdict(rejected.draft))
            if self.settings.verifier.asks(draft):
                self.unsettled.append(draft)
        except TeacherFailure as failure:
            self._drop(f"failed: {failure}", 1, asdict(draft))
        return self

    def examine(self, questions: Sequence[str], template: str) -> Read:
        """What the teacher reads in the chunk as the answers to some questions.

        Those that its answer leaves out, or that were in one without a list, are asked once more,
        half as many at a time.
        """
        found = self._examine(questions, template)
        left = [question for question in questions if question not in found]
        half = max(1, len(questions) // 2)
        for start in range(0, len(left), half):
            found |= self._examine(left[start : start + half], template)
        lost = TeacherFailure("answers left out")
        return {(question, template): found.get(question, lost) for question in questions}

    def _examine(self, asked: Sequence[str], template: str) -> dict[str, str | TeacherFailure]:
        shown = whole(self.chunk).shown()
        system, user = render(template, self.chunk.language, **shown, questions=asked)
        wanted = {"minItems": len(asked), "maxItems": len(asked)}
        schema = {"type": "array", "items": NUMBERED, **wanted}
        prompt = self.settings.prompt
        most = max(prompt.max_tokens, ANSWER_TOKENS * len(asked))
        request = Request(system, user, schema, 0.0, most, prompt.seed)
        try:
            answer = self._ask(request, template, 0)
        except TeacherFailure as failure:
            return dict.fromkeys(asked, failure)
        try:
            answers = {item["number"]: item["answer"] for item in listed(answer, NUMBERED)}
        except TeacherFailure:
            return {}
        numbered = enumerate(asked, 1)
        return {question: answers[number] for number, question in numbered if number in answers}

    def read(self, draft: Draft, template: str) -> str:
        """What the teacher reads, in the draft's evidence unless it has read the whole chunk."""
        found = self.known.get((draft.question, template))
        if isinstance(found, TeacherFailure):
            raise found
        if found is not None:
            return found
        shown = {"passage": draft.evidence, "before": draft.before, "about": draft.about}
        system, user = render(template, draft.language, question=draft.question, **shown)
        request = Request(system, user, None, 0.0, READ_TOKENS, self.settings.prompt.seed)
        return self._ask(request, template, 0).text.strip().partition("\n")[0]

    def _ask(self, request: Request, template: str, wanted: int) -> Answer:
        began = time.time_ns()
        try:
            answer = self.line.ask(request)
        except TeacherFailure as failure:
            self.said.append(Said(template, request, None, str(failure), began, time.time_ns()))
            raise
        self.said.append(Said(template, request, answer, "", began, time.time_ns()))
        teacher = self.line.teacher
        spent = answer.tokens_in, answer.tokens_out, teacher.form(request)
        self.asked.append(
            Asked(request.key(), teacher.model, self.chunk.id, template, wanted, *spent)
        )
        return answer

    def _drop(self, reason: str, count: int, content: dict[str, Any]) -> None:
        self.dropped.append(Dropped(reason, self.chunk.id, count, content))
