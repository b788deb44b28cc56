"""The recipe, for teachers that can read a whole chunk: list its facts, then write about each.

Of every chunk the teacher lists the facts: each a sentence that can be understood alone, with the
few words that a question about it asks for and the words of the text that say it. It is asked once
more for what is missing there. Then it writes questions about some facts at a time in many
wordings, and anew about those of which few questions were kept. The facts are also learned as
prose. What else is written, the templates say: the chunk told in other words, questions that need
two chunks, questions that the documents leave open.

A chunk takes some fifteen requests; `prompt=mixed`, which small teachers need, takes hundreds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field, NonNegativeInt, PositiveInt

from academy.component import component
from academy.prompt.base import STRINGS, Conversation, Order, Passage, passages, whole
from academy.prompt.written import Template, Written, request
from academy.records import Chunk
from academy.terms import terms
from academy.text import normalize, quoted
from academy.verifier.base import Draft

FEWEST = 4
"""Facts that are asked for of the shortest chunk."""
FACT_TOKENS = 90
"""What a fact takes in an answer; a longer list than fits is asked for in more requests."""
FACTS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "fact": {"type": "string"},
            "answer": {"type": "string"},
            "aliases": STRINGS,
            "quote": {"type": "string"},
        },
        "required": ["fact", "answer", "aliases", "quote"],
        "additionalProperties": False,
    },
}


@dataclass(frozen=True)
class Fact:
    """Something that a chunk says."""

    text: str
    """A sentence that can be understood alone."""
    answer: str
    """What a question about it asks for."""
    aliases: tuple[str, ...]
    """Other words for the answer."""
    source: Passage
    """Itself as what questions rest on, with its quotation, before it the whole chunk."""

    def __str__(self) -> str:
        """As a teacher is shown it."""
        return f"{self.text} → {self.answer}"


@component
class Facts(Written):
    """`prompt=facts`."""

    templates: tuple[Template, ...] = Field(min_length=0)
    """What is written beside; none will do."""
    words: PositiveInt
    """Words of text for each fact that is asked for; a chunk with fewer facts lists fewer."""
    rounds: PositiveInt
    """How often facts are asked for, from the second time on those that are missing; more often
    where so many do not fit into one answer."""
    at_once: PositiveInt
    """Facts that one request for questions is about."""
    wordings: PositiveInt
    """Questions about each fact, at most: some have no more honest wordings."""
    second_pass: NonNegativeInt
    """Facts with fewer accepted questions are asked about once more, if there is any such question:
    else the request would be the same again. 0 leaves it at that."""

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Have the facts listed, asked about, and asked about again where little was kept.

        Nothing is asked about a chunk without a sentence or table row.
        """
        if not passages(chunk):
            return
        facts = self._facts(chunk, teacher)
        kept = teacher.check(self._questions(facts, (), chunk, teacher))
        asked = Counter(draft.evidence for draft in kept)
        rare = [fact for fact in facts if asked[fact.source.text] < self.second_pass]
        about = {fact.source.text for fact in rare}
        known = [draft.question for draft in kept if draft.evidence in about]
        if known:  # else the request would be the same again
            teacher.check(self._questions(rare, known, chunk, teacher))
        super().write(chunk, teacher)

    def link(self, joined: Chunk, teacher: Conversation) -> None:
        """As `prompt.templates` say, where there is a sentence or table row."""
        if passages(joined):
            super().link(joined, teacher)

    def _facts(self, chunk: Chunk, teacher: Conversation) -> list[Fact]:
        """What the teacher lists; each fact is quoted from the chunk, and learned as prose."""
        facts: list[Fact] = []
        number = max(FEWEST, len(chunk.text.split()) // self.words)
        wanted = min(number, max(FEWEST, self.max_tokens // FACT_TOKENS))
        for _ in range(self.rounds - 1 + -(-number // wanted)):
            values = {**whole(chunk).shown(), "known": list(map(str, facts))}
            (items,) = teacher.ask([Order("facts", "fact", wanted, FACTS, values, exact=False)])
            fresh = self._sound(items, chunk, teacher)
            known = {normalize(str(fact)) for fact in facts}
            facts += [fact for fact in fresh if normalize(str(fact)) not in known]
            if not fresh:
                break
        return facts

    def _sound(
        self, items: Sequence[dict[str, Any]], chunk: Chunk, teacher: Conversation
    ) -> list[Fact]:
        """The facts whose quotation the chunk has, and whose numbers and names are its own."""
        shown, found = whole(chunk), list[Fact]()
        for item in items:
            if quoted(item["quote"], chunk.text):
                found.append(_fact(item, shown, chunk.language))
            else:
                teacher.drop("quote not in the source", 1, {"kind": "statement", **item})
        told = [
            teacher.draft(
                Passage(fact.source.quote, chunk.text, shown.about, (), ()),
                "facts",
                "statement",
                request(fact.source, chunk.language),
                fact.text,
            )
            for fact in found
        ]
        kept = {draft.answer for draft in teacher.check(told)}
        return [fact for fact in found if fact.text in kept]

    def _questions(
        self, facts: Sequence[Fact], known: Sequence[str], chunk: Chunk, teacher: Conversation
    ) -> list[Draft]:
        """Questions about some facts at a time, others than those that are known."""
        step = self.at_once
        groups = [facts[start : start + step] for start in range(0, len(facts), step)]
        orders = [
            Order(
                "questions",
                "wording",
                self.wordings * len(group),
                _numbered(len(group)),
                {**whole(chunk).shown(), "facts": told, "each": self.wordings, "known": known},
                exact=False,
            )
            for group in groups
            for told in [list(map(str, group))]
        ]
        drafts: list[Draft] = []
        for group, items in zip(groups, teacher.ask(orders), strict=True):
            for item in items:
                if 1 <= int(item["number"]) <= len(group):
                    fact = group[int(item["number"]) - 1]
                    said = item["question"], fact.answer, fact.aliases
                    drafts.append(teacher.draft(fact.source, "questions", "wording", *said))
                else:
                    teacher.drop("about no fact of the list", 1, {"kind": "wording", **item})
        return drafts


def _fact(item: dict[str, Any], shown: Passage, language: str) -> Fact:
    text, answer = item["fact"].strip(), item["answer"].strip()
    names = terms(text, language).strong
    source = Passage(text, shown.text, shown.about, names, (), quote=item["quote"])
    return Fact(text, answer, tuple(item["aliases"]), source)


def _numbered(facts: int) -> dict[str, Any]:
    """The JSON schema of questions, each with the number of its fact."""
    number = {"type": "integer", "minimum": 1, "maximum": facts}
    properties = {"number": number, "question": {"type": "string"}}
    item = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "array", "items": {**item, "additionalProperties": False}}
