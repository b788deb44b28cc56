"""A student with its adapter: answers questions with the adapter on (specialist) or off (base).

A small student mixes up the facts of a document; which sentence is meant, and which of its few
terms, it knows better. So a specialist that was taught to recall also says the sentence that an
answer stands in, and chooses among what it said at first and what that sentence holds.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import exp
from pathlib import Path
from statistics import fmean
from typing import TypeVar

from academy.errors import AcademyError
from academy.student.base import Student
from academy.student.decoding import Greedy, greedy
from academy.student.loading import without_gradients
from academy.terms import terms
from academy.text import contains, language

RECALL_TOKENS = 160
"""Where a recalled sentence is cut off."""
DOUBT = 0.1
"""Chance that an answer stands in another sentence than the recalled one, beside the chance of that
one (chosen on the development article Amazon rainforest; docs/experiments.md)."""

Messages = list[dict[str, str]]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Spoken:
    """What a model said."""

    text: str
    tokens: int
    """Tokens of the text, the end token left out; the limit plus one where it was cut off."""
    confidence: float
    """Geometric mean of the probabilities of the tokens said, 0 to 1."""
    recalled: str = ""
    """The sentence that was recalled, if it has the answer in it."""

    @property
    def probability(self) -> float:
        """That exactly this was said, 0 to 1."""
        return float(self.confidence ** (self.tokens + 1))


class Specialist:
    """The student's model with the adapter of a training result."""

    def __init__(self, student: Student, folder: Path) -> None:
        """Load student and adapter.

        Raises:
            AcademyError: the folder holds no adapter, or one of another student.
        """
        import torch
        from peft import PeftModel

        adapter = folder / "adapter"
        if not (adapter / "lineage.json").exists():
            raise AcademyError(f"{folder}: no specialist in this folder; run `academy train` first")
        lineage = json.loads((adapter / "lineage.json").read_text(encoding="utf-8"))
        if lineage["student"] != json.loads(json.dumps(student.identity())):
            raise AcademyError(
                f"{folder}: this specialist was trained from another student "
                f"({lineage['student']}); choose that one with student=…"
            )
        self.student = student
        self.recalls = lineage["config"]["distillation"].get("recall", 0) > 0
        """Whether it was taught to recall sentences."""
        self.tokenizer = student.tokenizer()
        base = without_gradients(student.model())
        self.model = PeftModel.from_pretrained(
            base, str(adapter), autocast_adapter_dtype=False
        ).eval()
        self.model.to(base.dtype)
        known = self.model.generation_config.eos_token_id
        self._ends = {self.tokenizer.eos_token_id, *(known if isinstance(known, list) else [known])}
        """Tokens that end an answer: those that it learned, and those that the base uses."""
        self._folds = self.model.dtype == torch.float32
        """Whether the adapter can be added to the weights and taken away again without a loss."""
        self._folded = False

    def answer(
        self,
        questions: Sequence[str],
        max_tokens: int,
        batch: int,
        adapter: bool = True,
        recall: bool = True,
    ) -> Iterator[Spoken]:
        """Answer every question, in order.

        Args:
            max_tokens: where an answer is cut off.
            batch: questions answered at once.
            adapter: whether the adapter is on; without it the answer is the greedy one.
            recall: whether a specialist that was taught to recall sentences does so; of no use
                where a text stands before the question.
        """
        self._fold(adapter)
        for some in _batched(questions, batch):
            if not adapter:
                with self.model.disable_adapter():
                    yield from self._say(some, max_tokens)
            elif self.recalls and recall:
                yield from self._look_up(some, max_tokens, batch)
            else:
                yield from self._say(some, max_tokens)

    def _fold(self, adapter: bool) -> None:
        """Have the adapter in the weights, where it costs nothing more, or take it out again."""
        if self._folds and adapter != self._folded:
            (self.model.merge_adapter if adapter else self.model.unmerge_adapter)()
            self._folded = adapter

    def _look_up(self, questions: Sequence[str], most: int, batch: int) -> Iterator[Spoken]:
        """The greedy answer, or one out of the sentence that is recalled: the more probable one.

        An answer is as probable as its tokens on average, times the chance that it stands in the
        sentence that is meant.
        """
        greedy = self._say(questions, most)
        recalled = self._say(questions, RECALL_TOKENS, recall=True)
        possible = [_possible(sentence.text) for sentence in recalled]
        rows = [
            (question, answer)
            for question, answers in zip(questions, possible, strict=True)
            for answer in answers
        ]
        scored = chain.from_iterable(self._scored(some) for some in _batched(rows, batch))
        for said, sentence, answers in zip(greedy, recalled, possible, strict=True):
            found = [said, *(next(scored) for _ in answers)]
            placed = [
                replace(one, recalled=sentence.text) if contains(sentence.text, one.text) else one
                for one in found
            ]
            chances = [DOUBT + sentence.probability * bool(one.recalled) for one in placed]
            worth = [one.confidence * chance for one, chance in zip(placed, chances, strict=True)]
            yield placed[worth.index(max(worth))]

    def _scored(self, rows: Sequence[tuple[str, str]]) -> list[Spoken]:
        """Answers to questions, as if the student had said them."""
        import torch

        asked = [self._tokens(self.student.messages(question)) for question, _ in rows]
        answers = [self._answer_tokens(answer) for _, answer in rows]
        whole = [before + after for before, after in zip(asked, answers, strict=True)]
        self.tokenizer.padding_side = "right"
        inputs = self.tokenizer.pad({"input_ids": whole}, return_tensors="pt")
        with torch.inference_mode():
            logits = self.model(**inputs.to(self.model.device)).logits
        spoken = []
        for row, (before, after) in enumerate(zip(asked, answers, strict=True)):
            given = logits[row, len(before) - 1 : len(before) + len(after) - 1].float()
            chosen = given.log_softmax(-1)[range(len(after)), after]
            length = len(after) - 1
            spoken.append(Spoken(rows[row][1], length, float(chosen.mean().exp())))
        return spoken

    def _say(self, questions: Sequence[str], max_tokens: int, recall: bool = False) -> list[Spoken]:
        """The greedy answer to each question, or the sentence that it stands in."""
        prompts = [self._tokens(self.student.messages(q, recall)) for q in questions]
        return [self._spoken(said) for said in greedy(self.model, prompts, self._ends, max_tokens)]

    def _tokens(self, messages: Messages) -> list[int]:
        found = self.tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_dict=True
        )
        return list(found["input_ids"])

    def _answer_tokens(self, answer: str) -> list[int]:
        said = self.tokenizer.encode(answer, add_special_tokens=False)
        return [*said, self.tokenizer.eos_token_id]

    def _spoken(self, said: Greedy) -> Spoken:
        ended = said.tokens[-1] in self._ends
        words = said.tokens[: len(said.tokens) - ended]
        text = self.tokenizer.decode(words, skip_special_tokens=True).strip()
        return Spoken(text, len(words), exp(fmean(said.logprobs)))


def _batched(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _possible(sentence: str) -> tuple[str, ...]:
    """The answers that a sentence holds."""
    found = terms(sentence, language(sentence))
    return (*found.strong, *found.weak)
