"""What a prompt is: the plan by which a teacher writes about one chunk.

Templates lie in `academy/prompt/templates/<language>/<name>.j2`; the first line that is `---`
separates the system message from the request.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import jinja2
from pydantic import Field, PositiveInt

from academy.component import Component, component
from academy.records import Chunk
from academy.store import file_hash
from academy.text import terms, units
from academy.verifier.base import Draft

TEMPLATES = Path(__file__).parent / "templates"
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
STRINGS = {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True)
class Order:
    """A number of items that a teacher is asked for with a template."""

    template: str
    wanted: int
    schema: dict[str, Any]
    """JSON schema of the list of items."""
    values: dict[str, Any]
    """What the template is filled with."""


class Conversation(Protocol):
    """The teacher, as a prompt sees it: bound to one chunk, counting what it is asked for."""

    def ask(self, orders: Sequence[Order]) -> list[list[Any]]:
        """Up to the wanted number of items for each order; none where the request failed."""

    def draft(
        self, passage: "Passage", template: str, kind: str, question: str, answer: str
    ) -> Draft:
        """Something that the teacher wrote."""

    def rule(self, passage: "Passage", kind: str, question: str, answer: str) -> Draft:
        """Something that was made without the teacher; counts as asked for."""

    def check(self, drafts: Sequence[Draft]) -> list[Draft]:
        """What the verifier makes of the drafts that it accepts; these are kept."""


@component
class Prompt(Component, ABC):
    """Base of all prompts."""

    temperature: float = Field(ge=0, le=2)
    max_tokens: PositiveInt
    """Most tokens of one answer of the teacher."""

    @abstractmethod
    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Have everything written about one chunk, and checked."""

    def identity(self) -> dict[str, Any]:
        """The configuration and the content of every template."""
        templates = {
            path.relative_to(TEMPLATES).as_posix(): file_hash(path)
            for path in sorted(TEMPLATES.rglob("*.j2"))
        }
        return {**super().identity(), "templates": templates}


@dataclass(frozen=True)
class Passage:
    """A sentence or table row worth asking about."""

    text: str
    about: str
    """What the text around it is about, so that a teacher can put full names into a question."""
    strong: tuple[str, ...]
    """Its numbers, names and table cells, those left out that are named all over the chunk."""
    weak: tuple[str, ...]
    """Other phrases that could be asked for, likewise."""


def passages(chunk: Chunk) -> list[Passage]:
    """The sentences and table rows of a chunk, headings and page numbers left out."""
    found = units(chunk)
    heading = next((unit for unit in found if len(unit.split()) < MIN_WORDS), "")
    about = ", ".join(dict.fromkeys(filter(None, (chunk.title, heading))))
    possible = {unit: terms(unit, chunk.language) for unit in found}
    common = Counter(term for unit in found for term in possible[unit].strong)
    most = max(2, COMMON * len(found))
    return [
        Passage(
            unit,
            about,
            tuple(term for term in possible[unit].strong if common[term] <= most),
            possible[unit].weak,
        )
        for unit in found
        if len(unit.split()) >= MIN_WORDS
    ]


def render(template: str, language: str, **values: Any) -> tuple[str, str]:
    """The system message and the request of a template in a language."""
    text = _environment().get_template(f"{language}/{template}.j2").render(**values)
    system, _, user = text.partition("\n---\n")
    return system.strip(), user.strip()


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return jinja2.Environment(  # noqa: S701 - plain text for a teacher, no HTML
        loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=False
    )
