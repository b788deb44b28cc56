"""Whether what is learned is what measures: two questions alike in words or in meaning."""

from collections.abc import Iterable, Sequence
from itertools import chain

from pydantic import Field

from academy.component import Component, component
from academy.evaluation.questions import Question
from academy.evaluation.refusals import refuses
from academy.records import Example
from academy.similarity.base import Similarity
from academy.text import alike, normalize, rouge_l


@component
class Leakage(Component):
    """When a question is one of those that measure (`leakage.…`).

    `What is the weight of the loom?` is near `What is the height of the loom?`, and another one:
    the answers have to be alike too.
    """

    rouge_l: float = Field(ge=0, le=1)
    """The F1 of the longest common sequence of words above which it is."""
    cosine: float = Field(ge=-1, le=1)
    """Of sentence vectors, above which it is."""
    similarity: Similarity
    """Measures the cosine."""

    def leaked(
        self, examples: Iterable[Example], measured: Sequence[Question]
    ) -> set[tuple[str, str]]:
        """The questions, each with its answer, that are among those that measure.

        Raises:
            AcademyError: what measures the cosine is not to be had.
        """
        agreeing: dict[str, list[str]] = {}
        asked: dict[tuple[str, str], list[str]] = {}
        for example in examples:
            answer = example.answer
            if measured and example.kind != "statement":
                if answer not in agreeing:
                    agreeing[answer] = [q.question for q in measured if _agrees(answer, q)]
                if agreeing[answer]:
                    asked[example.question, answer] = agreeing[answer]
        same = self.same([question for question, _ in asked], list(asked.values()))
        return {pair for pair, leaks in zip(asked, same, strict=True) if leaks}

    def trained_on(
        self, measured: Sequence[Question], asked: Sequence[tuple[str, str]]
    ) -> list[bool]:
        """Whether each of the questions that measure is among questions with their answers.

        Raises:
            AcademyError: what measures the cosine is not to be had.
        """
        answers = {answer for _, answer in asked}
        others = []
        for question in measured:
            agreeing = {answer for answer in answers if _agrees(answer, question)}
            others.append([text for text, answer in asked if answer in agreeing])
        return self.same([question.question for question in measured], others)

    def same(self, asked: Sequence[str], others: Sequence[Sequence[str]]) -> list[bool]:
        """Whether each question asks what one of its others asks, by words or by meaning.

        Raises:
            AcademyError: what measures the cosine is not to be had.
        """
        words = {text: normalize(text).split() for text in {*asked, *chain.from_iterable(others)}}
        found = [
            any(rouge_l(words[one], words[other]) > self.rouge_l for other in some)
            for one, some in zip(asked, others, strict=True)
        ]
        open_still = [i for i, same in enumerate(found) if others[i] and not same]
        if open_still:
            texts, against = [asked[i] for i in open_still], [others[i] for i in open_still]
            cosines = self.similarity.cosines(texts, against)
            for i, cosine in zip(open_still, cosines, strict=True):
                found[i] = cosine is not None and cosine > self.cosine
        return found


def _agrees(answer: str, question: Question) -> bool:
    """Whether an answer is one that a question accepts; a refusal, where it accepts none."""
    accepted = question.answers
    return any(alike(answer, known) for known in accepted) if accepted else refuses(answer)
