"""Ask the specialist that was trained last, together with the general model.

    academy query "Who built the harbour?"
    academy query "Who built the harbour?" router=specialist
    academy query "What is the Pellitor?" experiment=demo lora=r8   # another than the last one
    academy query                                   # asks for questions, one after the other
    academy query < questions.txt                   # one in each line

Without settings of an earlier stage the specialist trained last answers; with such settings
(lora=r8, documents=…, …) the specialist of that configuration, which is trained if it does not
exist yet.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from io import TextIOWrapper
from itertools import chain
from pathlib import Path

from academy import records
from academy.errors import AcademyError
from academy.pipeline import bring_up
from academy.records import Example
from academy.retrieval import Index
from academy.router.base import Reply
from academy.settings import Settings, construct
from academy.store import Result, Store
from academy.student.base import Student
from academy.student.specialist import Specialist

MAX_TOKENS = 96
"""Where the answer to a query is cut off."""
RECALLED = 80
"""Similarity (rapidfuzz ratio, 0 to 100) from which a recalled sentence is one of the documents."""
NONE = 'query: no question; ask one in quotes: academy query "Who …?"'
ESCAPED = "\udc80-\udcff"
"""What Python makes of bytes that are no UTF-8."""
HINT = "{question}\n(A specialist guesses: {hint})"


@dataclass(frozen=True)
class Duo:
    """Specialist and general model in one: the student with its adapter on or off (a `Panel`)."""

    model: Specialist

    def specialist(self, question: str) -> Reply:
        """The student with its adapter."""
        return self._say(question, "specialist", adapter=True)

    def general(self, question: str, hint: str | None = None) -> Reply:
        """The student without its adapter."""
        asked = HINT.format(question=question, hint=hint) if hint else question
        return self._say(asked, "general", adapter=False)

    def _say(self, question: str, by: str, adapter: bool) -> Reply:
        said = next(self.model.answer([question], MAX_TOKENS, 1, adapter=adapter))
        return Reply(said.text, by, said.confidence, said.recalled)


@dataclass(frozen=True)
class Grounds:
    """The example that an answer rests on."""

    example: Example
    similarity: float
    """0 to 1: of its evidence to the sentence that was recalled (rapidfuzz ratio); else the cosine
    of the TF-IDF vectors of questions and answers."""

    def sentence(self) -> str:
        """Document and pages."""
        pages = ", ".join(map(str, self.example.pages))
        return f"{self.example.document} p. {pages}: {self.example.evidence}"


class Library:
    """What a specialist was trained on, searched for the grounds of an answer."""

    def __init__(self, folder: Path) -> None:
        self.examples = list(records.read(folder / "examples.jsonl", Example))

    def grounds(self, question: str, answer: str, recalled: str = "") -> Grounds | None:
        """The example whose evidence was recalled, else the nearest one, if any is near at all."""
        from rapidfuzz import fuzz, process

        evidence = [example.evidence for example in self.examples]
        if recalled:
            same = process.extractOne(recalled, evidence, scorer=fuzz.ratio, score_cutoff=RECALLED)
            if same:
                return Grounds(self.examples[same[2]], same[1] / 100)
        return self._nearest(question, answer)

    def _nearest(self, question: str, answer: str) -> Grounds | None:
        near = self._index.similarities(f"{question} {answer}")
        best = near.index(max(near))
        return Grounds(self.examples[best], near[best]) if near[best] > 0 else None

    @cached_property
    def _index(self) -> Index:
        return Index([f"{e.question} {e.answer}" for e in self.examples])


def query(questions: Iterable[str], settings: Settings, store: Store, configured: bool) -> None:
    """Print each answer, who gave it, how sure it is, and the pages it rests on."""
    result = bring_up("train", settings, store) if configured else latest(store)
    student = settings.student if configured else student_of(result)
    duo, library = Duo(Specialist(student, result.folder)), Library(result.folder)
    for question in questions:
        if not question.strip():
            raise AcademyError(NONE)
        reply = settings.router.answer(question, duo)
        print(reply.text)
        grounds = library.grounds(question, reply.text, reply.recalled)
        print(f"  by {reply.by}, confidence {reply.confidence:.2f}", flush=True)
        if grounds and reply.by == "specialist":
            print(f"  rests on {grounds.sentence()}", flush=True)


def typed() -> Iterator[str]:
    """The questions that a person types, up to an empty line; or those of another program's lines.

    Raises:
        AcademyError: there is none.
    """
    if sys.stdin.isatty():
        import_module("readline")  # the keys that `input` understands
        print("Ask; an empty line ends.", flush=True)
        with suppress(EOFError, KeyboardInterrupt):
            yield from iter(lambda: input("\n> ").strip(), "")
        return
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    lines = filter(None, map(str.strip, map(_decoded, sys.stdin)))
    first = next(lines, None)
    if first is None:
        raise AcademyError(NONE)
    for question in chain([first], lines):
        print(f"\n> {question}")
        yield question


def _decoded(line: str) -> str:
    """A line in the encoding of Western Windows, where it is no UTF-8."""

    def western(found: re.Match[str]) -> str:
        return found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")

    return re.sub(f"[{ESCAPED}]+", western, line)


def student_of(result: Result) -> Student:
    """The student that a specialist was trained from."""
    lineage = json.loads((result.folder / "adapter" / "lineage.json").read_text(encoding="utf-8"))
    student = construct("student", lineage["config"]["student"])
    assert isinstance(student, Student)
    return student


def latest(store: Store) -> Result:
    """The specialist that was trained last.

    Raises:
        AcademyError: nothing was trained yet.
    """
    found = store.newest("train")
    if not found:
        raise AcademyError("no specialist yet: run `academy train papers/` or `make demo` first")
    return Result.load(found)


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("query"))
