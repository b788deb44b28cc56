"""A student with its adapter: answers questions with the adapter on (specialist) or off (base).

A small student mixes up the facts of a document; which sentence is meant, and which of its few
terms, it knows better. So a specialist that was taught to recall also says the sentences that an
answer may stand in, and chooses among what it said at first and what those sentences hold
(`academy.student.choosing`).
"""

import json
from collections.abc import Iterator, Sequence
from math import exp
from pathlib import Path
from statistics import fmean
from typing import Any, TypeVar

from academy.errors import AcademyError
from academy.student.base import Student, Task, turned
from academy.student.beams import likeliest
from academy.student.chat import behind, ends, prompt, tokens
from academy.student.choosing import Choice, Spoken, likely, possible, weighed, with_question
from academy.student.decoding import Decoded, decode
from academy.student.rows import scored
from academy.student.tuned import tuned

READ_TOKENS = 256
"""Where a text is cut off whose perplexity is measured."""
RECALL_TOKENS = 160
"""Where a recalled sentence is cut off."""
SENTENCES = 3
"""Sentences that are recalled for a question."""
BEAMS = 6
"""Beginnings of sentences that are followed at once."""
LEAST = 0.03
"""Beginnings that are less than so many times as probable as the best one are given up: on five
specialists no answer was another one (docs/experiments.md)."""
RECALLED_AT_ONCE = 32
"""Questions whose sentences are recalled together."""

Row = TypeVar("Row")


def lineage_of(folder: Path, student: Student) -> dict[str, Any]:
    """What a specialist was made from.

    Raises:
        AcademyError: the folder holds none, or one of another student.
    """
    path = folder / "adapter" / "lineage.json"
    if not path.exists():
        raise AcademyError(f"{folder}: no specialist in this folder; run `academy train` first")
    lineage: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if lineage["student"] != json.loads(json.dumps(student.identity())):
        made_from = lineage["student"]
        named = made_from.get("source") or made_from.get("variant") or made_from
        raise AcademyError(
            f"{folder}: this specialist was trained from another student ({named}); choose that "
            "one with student=…"
        )
    return lineage


class Specialist:
    """The student's model with the adapter of a training result."""

    def __init__(self, student: Student, folder: Path) -> None:
        """Load student and adapter.

        Raises:
            AcademyError: the folder holds no adapter, or one of another student.
        """
        adapter = folder / "adapter"
        lineage = lineage_of(folder, student)
        self.student = student
        self.recalls = lineage["config"]["distillation"].get("recall", 0) > 0
        """Whether it was taught to recall sentences."""
        self.asks = lineage["config"]["distillation"].get("ask", 0) > 0
        """Whether it was taught to ask."""
        self.tokenizer = student.tokenizer()
        self.tuned = tuned(student, adapter)
        with self.tuned.model(False) as base:
            self._ends = ends(self.tokenizer, base)

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
        for some in _batched(questions, batch):
            with self.tuned.model(adapter) as model:
                if adapter and self.recalls and recall:
                    said = self._look_up(model, some, max_tokens)
                else:
                    said = self._say(model, some, max_tokens)
            yield from said

    def perplexity(self, texts: Sequence[str], adapter: bool) -> float:
        """Of texts as they are, each up to `READ_TOKENS`; exp of the mean loss of a token."""
        import torch

        loss, count = 0.0, 0
        with self.tuned.model(adapter) as model, torch.inference_mode():
            for text in texts:
                tokens = self.tokenizer.encode(text, add_special_tokens=False)[:READ_TOKENS]
                read = torch.tensor([[self.tokenizer.eos_token_id, *tokens]], device=model.device)
                logits = model(input_ids=read).logits[0, :-1].float()
                loss += float(
                    torch.nn.functional.cross_entropy(logits, read[0, 1:], reduction="sum")
                )
                count += len(tokens)
        return exp(loss / max(count, 1))

    def _look_up(self, model: Any, questions: Sequence[str], most: int) -> list[Spoken]:
        """The greedy answer to each question, or one out of the sentences that are recalled."""
        greedy = self._say(model, questions, most)
        found = []
        for some in _batched(list(zip(questions, greedy, strict=True)), RECALLED_AT_ONCE):
            asked = [question for question, _ in some]
            recalled = self._recall(model, asked)
            terms = [
                list(dict.fromkeys(term for one in sentences for term in possible(question, one)))
                for question, sentences in zip(asked, recalled, strict=True)
            ]
            others = self._scored(model, asked, terms)
            choices = [
                weighed(question, said, sentences, scored)
                for (question, said), sentences, scored in zip(some, recalled, others, strict=True)
            ]
            if self.asks:
                choices = self._suited(model, asked, choices)
            found += [max(few, key=lambda one: one.worth).said for few in choices]
        return found

    def _suited(
        self, model: Any, questions: Sequence[str], choices: Sequence[Sequence[Choice]]
    ) -> list[list[Choice]]:
        """The likely ones of each question's choices, with how well the question suits them."""
        left = [likely(some) for some in choices]
        shown, put = [], []
        for question, some in zip(questions, left, strict=True):
            for one in some:
                if one.said.recalled:
                    told = turned(one.said.recalled, one.said.text)
                    messages = self.student.messages(told, Task.ASK)
                    before, asked = tokens(self.tokenizer, messages, question)
                    shown.append(before)
                    put.append([asked])
        logprobs = iter([sum(of_question) for (of_question,) in scored(model, shown, put)])
        return [with_question(some, logprobs) for some in left]

    def _recall(self, model: Any, questions: Sequence[str]) -> list[dict[str, float]]:
        """The sentences that each question is most likely about, with their probabilities."""
        prompts = [self._prompt(one, Task.RECALL) for one in questions]
        beams = likeliest(model, prompts, self._ends, RECALL_TOKENS, BEAMS, SENTENCES, LEAST)
        return [
            {
                self.tokenizer.decode(one.tokens, skip_special_tokens=True).strip(): exp(
                    one.logprob
                )
                for one in some
            }
            for some in beams
        ]

    def _scored(
        self, model: Any, questions: Sequence[str], answers: Sequence[Sequence[str]]
    ) -> list[list[Spoken]]:
        """Some answers to each question, as if the student had said them."""
        asked = [self._prompt(question) for question in questions]
        terms = [
            [behind(self.tokenizer, self.student.messages(question), before, one) for one in some]
            for question, before, some in zip(questions, asked, answers, strict=True)
        ]
        return [
            [
                Spoken(answer, len(logprobs) - 1, exp(fmean(logprobs)))
                for answer, logprobs in zip(said, of_said, strict=True)
            ]
            for said, of_said in zip(answers, scored(model, asked, terms), strict=True)
        ]

    def _say(self, model: Any, questions: Sequence[str], max_tokens: int) -> list[Spoken]:
        """The greedy answer to each question."""
        prompts = [self._prompt(question) for question in questions]
        return [self._spoken(said) for said in decode(model, prompts, self._ends, max_tokens)]

    def _prompt(self, question: str, task: Task = Task.ANSWER) -> list[int]:
        return prompt(self.tokenizer, self.student.messages(question, task))

    def _spoken(self, said: Decoded) -> Spoken:
        ended = said.tokens[-1] in self._ends
        words = said.tokens[: len(said.tokens) - ended]
        text = self.tokenizer.decode(words, skip_special_tokens=True).strip()
        return Spoken(text, len(words), exp(fmean(said.logprobs)))


def _batched(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
