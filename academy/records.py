"""The records that flow from stage to stage, one JSON object per line in a stage's folder."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Self, TypeVar


@dataclass(frozen=True)
class Record:
    """Base of every record: plain fields, written and read as one line of JSON."""

    def line(self) -> str:
        """The record as one line of JSON, keys in field order, without the newline."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def parse(cls, line: str) -> Self:
        """The record that `line()` wrote."""
        return cls(**{k: _frozen(v) for k, v in json.loads(line).items()})


R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Page(Record):
    """The text of one page."""

    document: str
    """File name of the document."""
    title: str
    """The document's title: from its metadata, or its file name."""
    number: int
    """Page number as a person counts, from 1."""
    text: str
    """Paragraphs separated by an empty line; the cells of a table row by ` | `."""
    source: str
    """Where the text came from: `text layer` or `ocr`."""
    confidence: float | None
    """Mean confidence of OCR's words, 0 to 1; `None` for a text layer."""
    language: str
    """ISO 639-1 code, `en` or `de`."""
    headings: tuple[str, ...] = ()
    """The paragraphs that are headings, in reading order, with a `#` for each level and a space
    before them."""
    original: str = ""
    """The text before it was translated; empty where it was not."""
    doubts: tuple[str, ...] = ()
    """What a person should look at."""


@dataclass(frozen=True)
class Chunk(Record):
    """A piece of a document that the teacher reads at once."""

    id: str
    """`document#first page.index`, unique within a run."""
    document: str
    title: str
    pages: tuple[int, ...]
    language: str
    text: str
    path: tuple[str, ...] = ()
    """The headings that it stands under, the highest one first."""


@dataclass(frozen=True)
class Example(Record):
    """One request and the answer that the student shall give, with its whole origin."""

    id: str
    """`chunk id:index`, unique within a run."""
    question: str
    answer: str
    kind: str
    """How it was made: `pair`, `wording`, `gap`, `in situ`, `row`, `subject`, `statement`, or
    `unanswered` for a question that the chunk leaves open, whose answer says so."""
    evidence: str
    """The sentence that the answer rests on: one of the chunk, or told after it (`quote`)."""
    chunk: str
    document: str
    pages: tuple[int, ...]
    teacher: str
    """The teacher's model name; `rule` where no teacher was needed."""
    prompt: str
    """The template that was rendered for the teacher."""
    quote: str = ""
    """The evidence in the chunk's own words, where it is told in others that stand alone."""


@dataclass(frozen=True)
class Dropped(Record):
    """Something that a stage did not pass on, kept beside its result with the reason."""

    reason: str
    """`blank`, `rejected: …`, `failed: …`, `header or footer`."""
    where: str
    """Document and page, or chunk."""
    count: int
    """How many units of the ledger this stands for; 0 for a part of a unit that was kept."""
    content: dict[str, Any]
    """What was dropped, as far as there was anything."""


class Rows(Generic[R]):
    """The records of a file, read anew each time that one goes through them."""

    def __init__(self, path: Path, kind: type[R]) -> None:
        self.path, self.kind = path, kind

    def __iter__(self) -> Iterator[R]:
        """One at a time."""
        return read(self.path, self.kind)


@contextmanager
def writing(path: Path, more: bool = False) -> Iterator[Callable[[Iterable[Record]], None]]:
    """Open a file for records, to be written a few at a time; `more` to go on where it ends."""
    with path.open("a" if more else "w", encoding="utf-8") as file:
        yield lambda records: file.writelines(record.line() + "\n" for record in records)


def write(path: Path, records: Iterable[Record]) -> None:
    """Write records as JSON lines, UTF-8."""
    with writing(path) as add:
        add(records)


def read(path: Path, kind: type[R]) -> Iterator[R]:
    """Read the records that `write` wrote, one at a time."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield kind.parse(line)


def write_json(path: Path, content: Any) -> None:
    """Write plain values for a person to read, UTF-8."""
    text = json.dumps(content, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    """Read what `write_json` wrote."""
    return json.loads(path.read_text(encoding="utf-8"))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
