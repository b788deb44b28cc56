"""A language model as the judge, as in MT-Bench (Zheng et al., 2023), made sound.

It is shown the accepted answers. A pair is shown in both orders, and a preference that hangs on the
order is a tie. Names are hidden, and answers are shown no further than the longest accepted one of
their document goes, because judges like length. What the judge is worth is measured on answers that
people labelled by hand.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field, PositiveInt, field_validator

from academy.component import component
from academy.errors import AcademyError
from academy.evaluation.answered import Answered
from academy.evaluation.base import SystemName
from academy.judge.base import Duel, Graded, Judge, Judgement
from academy.judge.labels import agreement, read_labels
from academy.places import locate
from academy.store import file_hash
from academy.teacher.base import Answer, Request, Teacher
from academy.teacher.chain import Account
from academy.templates import render, template_hashes
from academy.text import language, normalize

GRADE, PAIR = "judge_answer", "judge_pair"
"""The templates."""
GRADES = ("correct", "incorrect", "refused")
PREFERENCES = ("a", "b", "tie")
SWAPPED = {"a": "b", "b": "a", "tie": "tie"}
RESULTS = {"a": "win", "b": "loss", "tie": "tie"}
FEWEST_WORDS = 12
"""Of an answer so many are shown, however short the accepted ones are."""
NO_ANSWER = {"en": "the documents do not say", "de": "die Dokumente sagen es nicht"}
"""Stands for the accepted answer where there is none."""


@dataclass(frozen=True)
class Pair:
    """Two answers to one question."""

    about: str
    question: str
    accepted: tuple[str, ...]
    ours: str
    theirs: str
    words: int
    """So many of an answer are shown."""


@component
class LanguageModel(Judge):
    """`judge=llm`."""

    teacher: Teacher
    """Who judges; better not the one that wrote the examples."""
    pairs: tuple[tuple[SystemName, SystemName], ...]
    """Systems that are compared: ours and theirs."""
    calibrate: str | None
    """Answers that people labelled by hand (docs/evaluating.md)."""
    trusted: float = Field(ge=0, le=1)
    """The agreement with them from which on the judge's figures are taken for facts."""
    max_tokens: PositiveInt
    """Where what the judge says is cut off."""

    @field_validator("pairs")
    @classmethod
    def _different(cls, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        if any(ours == theirs for ours, theirs in pairs):
            raise ValueError("compares a system with itself")
        return pairs

    def identity(self) -> dict[str, Any]:
        """With the templates, and the labels by their content.

        Raises:
            AcademyError: there are no such labels, or they have a broken line.
        """
        labels = locate(self.calibrate) if self.calibrate else None
        if labels:
            read_labels(labels)
        return super().identity() | {
            "calibrate": file_hash(labels) if labels else None,
            "templates": template_hashes("judge_*"),
        }

    def teachers(self) -> Sequence[Teacher]:
        """The one who judges."""
        return (self.teacher,)

    def systems(self) -> frozenset[str]:
        """Those of the pairs."""
        return frozenset(name for pair in self.pairs for name in pair)

    def judge(self, rows: Sequence[Answered], account: Account, seed: int) -> Judgement:
        """Judge the labelled answers first, then grade every answer and compare the pairs."""
        labels = read_labels(locate(self.calibrate)) if self.calibrate else []
        longest = max((_words(text) for label in labels for text in label.accepted), default=0)
        known = [
            Pair(f"label {n}", one.question, one.accepted, one.first, one.second, _shown(longest))
            for n, one in enumerate(labels, start=1)
        ]
        results = [result for result, _, _ in self._compare(known, account)]
        figures = agreement(labels, results, seed)
        grades = self._grades(rows, account)
        alike = [
            (grade.grade == "correct") == (row.correct == 1)
            for grade, row in zip(grades, rows, strict=True)
            if row.correct is not None
        ]
        credentials = {
            "model": self.teacher.model,
            **figures,
            "trusted": figures["agreement"] and figures["agreement"]["value"] >= self.trusted,
            "like_the_rule": sum(alike) / len(alike) if alike else None,
            "unclear": sum(grade.grade == "unclear" for grade in grades),
        }
        return Judgement(grades, self._duels(rows, account), credentials)

    def _grades(self, rows: Sequence[Answered], account: Account) -> list[Graded]:
        shown = _lengths(rows)
        requests = [
            (
                f"{row.id} {row.system}",
                self._request(
                    GRADE,
                    row.question,
                    accepted=_accepted(row.question, row.accepted),
                    answer=_cut(row.answer, shown[row.document]),
                ),
            )
            for row in rows
        ]
        answers = self._ask(GRADE, requests, account)
        return [
            Graded(row.questions, row.id, row.system, verdict(said, GRADES) or "unclear", said)
            for row, said in zip(rows, answers, strict=True)
        ]

    def _duels(self, rows: Sequence[Answered], account: Account) -> list[Duel]:
        shown = _lengths(rows)
        given = {(row.questions, row.id, row.system): row for row in rows}
        met = [
            (row, given[row.questions, row.id, theirs], ours, theirs)
            for ours, theirs in self.pairs
            for row in rows
            if row.system == ours and (row.questions, row.id, theirs) in given
        ]
        pairs = [
            Pair(
                f"{row.id} {ours} {theirs}",
                row.question,
                row.accepted,
                row.answer,
                other.answer,
                shown[row.document],
            )
            for row, other, ours, theirs in met
        ]
        return [
            Duel(row.questions, row.id, row.document, ours, theirs, result, agreed, reasons)
            for (row, _, ours, theirs), (result, agreed, reasons) in zip(
                met, self._compare(pairs, account), strict=True
            )
        ]

    def _compare(
        self, pairs: Sequence[Pair], account: Account
    ) -> list[tuple[str, bool, tuple[str, ...]]]:
        """Result, whether both orders agree, and what the judge said, for each pair."""
        asked = [pair for pair in pairs if normalize(pair.ours) != normalize(pair.theirs)]
        requests = []
        for pair in asked:
            sides = (_cut(pair.ours, pair.words), _cut(pair.theirs, pair.words))
            accepted = _accepted(pair.question, pair.accepted)
            for first, second in (sides, sides[::-1]):
                values = {"accepted": accepted, "first": first, "second": second}
                requests.append((pair.about, self._request(PAIR, pair.question, **values)))
        said = iter(self._ask(PAIR, requests, account))
        found: list[tuple[str, bool, tuple[str, ...]]] = []
        for pair in pairs:
            if normalize(pair.ours) == normalize(pair.theirs):
                found.append(("tie", True, ()))
                continue
            reasons = next(said), next(said)
            one, other = (verdict(text, PREFERENCES) or "tie" for text in reasons)
            agreed = one == SWAPPED[other]
            found.append((RESULTS[one] if agreed else "tie", agreed, reasons))
        return found

    def _request(self, template: str, question: str, **values: Any) -> Request:
        system, user = render(template, language(question), question=question, **values)
        return Request(system, user, None, 0.0, self.max_tokens, 0)

    def _ask(
        self, template: str, requests: Sequence[tuple[str, Request]], account: Account
    ) -> list[str]:
        answers = account.ask(self.teacher, template, requests)
        lost = [answer for answer in answers if not isinstance(answer, Answer)]
        if lost:
            raise AcademyError(
                f"evaluate: the judge {self.teacher.model} left {len(lost)} of {len(answers)} "
                f"answers unread ({lost[0]}); run the same again: what it said is kept"
            )
        return [answer.text.strip() for answer in answers if isinstance(answer, Answer)]


def verdict(said: str, allowed: Sequence[str]) -> str | None:
    """What a judge decided: the last one of the allowed words, after `Verdict:` where that is."""
    words = "|".join(allowed)
    named = re.findall(rf"(?i)\bverdict\W{{0,6}}(?:answer\s+)?({words})\b", said)
    alone = re.findall(rf"(?i)^\W*(?:answer\s+)?({words})\W*$", said.strip().rpartition("\n")[2])
    found = named or alone
    return str(found[-1]).lower() if found else None


def _lengths(rows: Sequence[Answered]) -> Mapping[str, int]:
    """Document → so many words of an answer are shown."""
    longest: dict[str, int] = {}
    for row in rows:
        lengths = [_words(text) for text in row.accepted]
        longest[row.document] = max(longest.get(row.document, 0), *lengths, 0)
    return {document: _shown(words) for document, words in longest.items()}


def _shown(longest: int) -> int:
    return max(FEWEST_WORDS, longest)


def _words(text: str) -> int:
    return len(text.split())


def _cut(answer: str, words: int) -> str:
    return " ".join(answer.split()[:words])


def _accepted(question: str, accepted: Sequence[str]) -> str:
    return " / ".join(accepted) or NO_ANSWER[language(question)]
