"""What a prompt is: the plan by which a teacher writes about one chunk."""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any, Protocol

from pydantic import Field, NonNegativeInt, PositiveInt

from academy.component import Component, component
from academy.prompt.tables import Cell, cells
from academy.records import Chunk
from academy.templates import template_hashes
from academy.terms import Terms, terms
from academy.text import COLUMNS, contains, row, units
from academy.verifier.base import Draft

LEANS = re.compile(
    r"\b(it|its|this|these|those|they|them|their|he|him|his|she|her|such|latter|former"
    r"|er|sie|es|ihm|ihn|ihr|ihre[mnrs]?|seine[mnrs]?|diese[mnrs]?|dies|solche[mnrs]?|dort)\b",
    re.IGNORECASE,
)
"""Words that point at something told before."""
OF_ITSELF = re.compile(
    r"(?:the following|this|these|diese[rs]?|(?:der|die|das) folgenden?)"
    r" (?:tables?|figures?|lists?|pages?|chapters?|sections?|slides?"
    r"|tabellen?|abbildung(?:en)?|listen?|seiten?|kapitel|abschnitte?|folien?)\b",
    re.IGNORECASE,
)
"""How a sentence begins that says nothing but what a part of the document is about."""
MIN_WORDS = 4
"""Units of fewer words (headings, page numbers) are not worth a request."""
COMMON = 0.5
"""A name that so large a share of a chunk's units has is its subject, not an answer."""

PAIRS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"question": {"type": "string"}, "answer": {"type": "string"}},
        "required": ["question", "answer"],
        "additionalProperties": False,
    },
}
STRINGS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True)
class Order:
    """A number of items that a teacher is asked for with a template."""

    template: str
    kind: str
    """What is made of the items (`Example.kind`)."""
    wanted: int
    schema: dict[str, Any]
    """JSON schema of the list of items."""
    values: dict[str, Any]
    """What the template is filled with."""
    exact: bool = True
    """Whether fewer items than wanted are a loss."""


class Conversation(Protocol):
    """The teacher, as a prompt sees it: bound to one chunk, counting what it is asked for."""

    def ask(self, orders: Sequence[Order]) -> list[list[Any]]:
        """Up to the wanted number of items for each order; none where the request failed."""

    def draft(
        self,
        passage: "Passage",
        template: str,
        kind: str,
        question: str,
        answer: str,
        aliases: tuple[str, ...] = (),
    ) -> Draft:
        """Something that the teacher wrote."""

    def drop(self, reason: str, count: int, content: dict[str, Any]) -> None:
        """Keep aside what the teacher wrote and nothing is made of.

        Args:
            count: of the items that were asked for.
        """

    def rule(self, passage: "Passage", kind: str, question: str, answer: str) -> Draft:
        """Something that was made without the teacher; counts as asked for."""

    def check(self, drafts: Sequence[Draft]) -> list[Draft]:
        """What the verifier makes of the drafts that it accepts; these are kept."""


@component
class Prompt(Component, ABC):
    """Base of all prompts."""

    temperature: float = Field(ge=0, le=2)
    """At which the teacher writes; what it reads again it reads at 0."""
    max_tokens: PositiveInt
    """Most tokens of one answer of the teacher."""
    seed: NonNegativeInt
    """Sent with every request; another one has the teacher write anew, as far as it heeds it."""

    @abstractmethod
    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Have everything written about one chunk, and checked."""

    def link(self, joined: Chunk, teacher: Conversation) -> None:
        """Have written what needs two chunks that follow one another."""

    @property
    def of_neighbours(self) -> bool:
        """Whether `link` asks for anything."""
        return False

    def tasks(self, chunks: Sequence[Chunk]) -> "list[Task]":
        """What has to be done about a document's chunks: about each, then about neighbours."""
        tasks: list[Task] = [(chunk, self.write) for chunk in chunks]
        if self.of_neighbours:
            near = ((a, b) for a, b in pairwise(chunks) if _origin(a) == _origin(b))
            tasks += [(joined(one, other), self.link) for one, other in near]
        return tasks

    def identity(self) -> dict[str, Any]:
        """The configuration and the content of every template that examples may be made with."""
        known = template_hashes("*").items()
        own = {name: found for name, found in known if Path(name).stem not in ELSEWHERE}
        return {**super().identity(), "templates": own}


ELSEWHERE = {"describe", "translate", "closed_book", "open_book", "judge_answer", "judge_pair"}
"""Templates of other stages."""
Task = tuple[Chunk, Callable[[Chunk, Conversation], None]]
"""A piece of text, and how it is written about."""


def joined(one: Chunk, other: Chunk) -> Chunk:
    """Two neighbours as one piece of text."""
    pages = tuple(dict.fromkeys((*one.pages, *other.pages)))
    both = zip(one.path, other.path, strict=False)
    path = tuple(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], both))
    text = f"{one.text}\n\n{other.text}"
    where = f"{one.id}+{other.id.rpartition('#')[2]}"
    return Chunk(where, one.document, one.title, pages, one.language, text, path)


def _origin(chunk: Chunk) -> tuple[str, str]:
    return chunk.document, chunk.language


@dataclass(frozen=True)
class Passage:
    """A sentence, or a cell of a table told in one, worth asking about."""

    text: str
    before: str
    """The sentence before it, where it leans on that; else empty."""
    about: str
    """What the text around it is about, so that a teacher can put full names into a question."""
    strong: tuple[str, ...]
    """Its numbers, names and table cells, those left out that are named all over the chunk."""
    weak: tuple[str, ...]
    """Other phrases that could be asked for, likewise."""
    cell: Cell | None = None
    quote: str = ""
    """What a chunk says in its own words, where the text is not one of its sentences."""

    def draft(
        self,
        question: str,
        answer: str,
        kind: str,
        language: str,
        teacher: str,
        prompt: str,
        aliases: tuple[str, ...] = (),
    ) -> Draft:
        """A question about it with its answer, from whom and by which template."""
        cells = (self.cell.key, self.cell.text) if self.cell else ()
        source = self.text, self.before, self.about, language
        more = cells, aliases, self.quote
        return Draft(question, answer, kind, *source, teacher, prompt, *more)

    def shown(self) -> dict[str, str]:
        """What a template is filled with to show it to a teacher."""
        return {"passage": self.text, "before": self.before, "about": self.about}


def passages(chunk: Chunk) -> list[Passage]:
    """The sentences and table cells of a chunk, headings and page numbers left out."""
    found = units(chunk)
    first = next((unit for unit in found if len(unit.split()) < MIN_WORDS), "")
    about = ", ".join(dict.fromkeys(filter(None, (chunk.title, *(chunk.path or (first,))))))
    told = [
        part
        for unit, after in pairwise([*found, ""])
        if len(unit.split()) >= MIN_WORDS and not OF_ITSELF.match(unit)
        for part in _told(unit, after, about, chunk.language)
    ]
    possible = [
        Terms(cell.answers, ()) if cell else terms(text, chunk.language) for text, cell in told
    ]
    common = Counter(term for of in possible for term in of.strong)
    most = max(2, COMMON * len(found))
    subjects = [term for term, count in common.items() if count > most and term[0].isalpha()]
    made: list[Passage] = []
    for (text, cell), of in zip(told, possible, strict=True):
        leans = made and not cell and _leans(text, of.strong)
        strong = tuple(term for term in of.strong if term not in subjects)
        weak = tuple(term for term in of.weak if not any(contains(term, s) for s in subjects))
        made.append(Passage(text, made[-1].text if leans else "", about, strong, weak, cell))
    return made


def _told(unit: str, after: str, about: str, language: str) -> list[tuple[str, Cell | None]]:
    """A sentence, or each cell of a table row as one; the heads of a table tell nothing alone.

    A cell that is a text of its own is like any sentence.
    """
    is_head = COLUMNS in unit and len(row(after)) == unit.count(COLUMNS) + 1
    own = [(cell.told(about, language), None if cell.is_text else cell) for cell in cells(unit)]
    return [] if is_head else own or [(unit, None)]


def whole(chunk: Chunk) -> Passage:
    """A chunk as one passage."""
    return Passage(chunk.text, "", ", ".join((chunk.title, *chunk.path)), (), ())


def _leans(unit: str, strong: tuple[str, ...]) -> bool:
    """Whether a sentence can hardly be understood alone: it points back, or names nothing."""
    named = any(term[0].isupper() for term in strong)
    return bool(LEANS.search(unit)) or not named
