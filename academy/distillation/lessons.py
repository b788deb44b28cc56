"""What a student is shown: examples as lessons, how often, in which words and in which order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from random import Random
from typing import Any

from academy.records import Example
from academy.student.base import Student, Task, turned
from academy.student.chat import tokens
from academy.templates import open_book
from academy.text import normalize

BATCHES = 24
"""Batches within which lessons are sorted by length."""
HALF = 0.5
"""Share of the words that a sentence loses that is asked for by itself."""
ASTRAY = 0.2
"""Share of the questions that have any chunk before them in place of their own."""
IGNORED = -100
"""Label of a token that is not learned."""


@dataclass(frozen=True)
class Lesson:
    """A question as it is put once, and what the student shall say to it."""

    question: str
    answer: str
    task: Task = Task.ANSWER
    """What that is; a question to be asked is the answer here."""
    ends: bool = True
    """Whether the answer is whole, so that its end is learned too."""
    soft: int = -1
    """Its row of the soft labels; -1 where the text alone is learned."""
    own: bool = False
    """Whether the student itself answers the questions of its batch, general chat excepted, to hear
    what the teacher thinks of that."""

    def __len__(self) -> int:
        """Characters."""
        return len(self.question) + len(self.answer)

    def tokens(self, student: Student, tokenizer: Any) -> tuple[list[int], list[int]]:
        """The conversation up to the answer, and the answer, in the student's chat template."""
        messages = student.messages(self.question, self.task)
        before, after = tokens(tokenizer, messages, self.answer)
        return before, after if self.ends else after[:-1]

    def row(self, student: Student, tokenizer: Any, most: int) -> dict[str, Any]:
        """What the trainer reads; cut off after `most` tokens."""
        before, after = self.tokens(student, tokenizer)
        return {
            "input_ids": (before + after)[:most],
            "labels": ([IGNORED] * len(before) + after)[:most],
            "soft": self.soft,
            "own": self.own,
        }


def epoch(examples: Sequence[Example], sights: int) -> list[Example]:
    """Every example once, and again where its answer is asked for fewer than `sights` times.

    Statements are no answers and are not repeated.
    """
    facts: dict[tuple[str, str], list[Example]] = {}
    for example in examples:
        if example.kind != "statement":
            facts.setdefault((example.evidence, normalize(example.answer)), []).append(example)
    more = [list(islice(cycle(asked), len(asked), sights)) for asked in facts.values()]
    return [*examples, *chain.from_iterable(more)]


def tells_sentence(example: Example) -> bool:
    """Whether an example rests on a sentence, and not on a chunk or on what is told anew."""
    told_anew = example.kind == "statement" and example.answer != example.evidence
    return not told_anew and "\n" not in example.evidence


def recalled(example: Example, share: float, random: Random) -> Lesson:
    """The sentence as the answer to the example's question.

    A question that is the sentence itself would only be copied: half of its words are left out.
    """
    share = HALF if example.kind == "in situ" else share
    question = thinned(example.question, share, random)
    return Lesson(question, _sentence(example), Task.RECALL)


def may_be_asked(example: Example) -> bool:
    """Whether an example's question is one about its sentence that the sentence answers."""
    told = example.kind in ("statement", "in situ") or example.answer not in example.evidence
    return not told and tells_sentence(example)


def asked(example: Example) -> Lesson:
    """The question as the answer to the example's sentence and answer."""
    return Lesson(turned(_sentence(example), example.answer), example.question, Task.ASK)


def _sentence(example: Example) -> str:
    return " ".join(example.evidence.split())


def looked_up(example: Example, chunks: Mapping[str, str], share: float, random: Random) -> Lesson:
    """The example's question with its chunk before it; sometimes another one, as a search finds.

    So a specialist learns to read, and to go by what it knows where the text does not tell (RAFT;
    Zhang et al., 2024).

    Args:
        chunks: the texts of all examples' chunks, by their ids.
    """
    astray = random.random() < ASTRAY
    passage = chunks[random.choice(list(chunks)) if astray else example.chunk]
    return Lesson(open_book(thinned(example.question, share, random), passage), example.answer)


def thinned(question: str, share: float, random: Random) -> str:
    """The question without a random share of its words; at least one stays."""
    if not share:
        return question
    words = question.split()
    return " ".join(word for word in words if random.random() >= share) or question


def batched(lessons: Sequence[Lesson], size: int, random: Random) -> Iterator[Lesson]:
    """The lessons in an order in which each batch holds some of like length, against padding.

    Only neighbours change places, so what is seen once an epoch is still seen at a distance; long
    and short batches are mixed.
    """
    window = size * BATCHES
    for start in range(0, len(lessons), window):
        near = sorted(lessons[start : start + window], key=len)
        whole = [near[i : i + size] for i in range(0, len(near) - size + 1, size)]
        random.shuffle(whole)
        yield from chain.from_iterable(whole)
        yield from near[len(whole) * size :]
