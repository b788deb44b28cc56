"""Which of what a specialist says and recalls is the answer.

The most probable one is: given the question, and, where it was taught to ask, as well by the
question given the answer and its sentence (a noisy channel; Yee et al., 2019).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from academy.fitting import misfit
from academy.terms import terms
from academy.text import contains, language

DOUBT = 0.1
"""Chance that an answer stands in none of the recalled sentences, beside the chances of those
(this and `specialist.SENTENCES` were chosen on three development articles; docs/experiments.md)."""
SUITS = 0.5
"""Power of the probability of the question, beside that of the answer."""
UNLIKELY = 0.001
"""Answers that are worth less than so many times the best one are not asked for (both were chosen
on one development article; docs/experiments.md)."""


@dataclass(frozen=True)
class Spoken:
    """What a model said."""

    text: str
    tokens: int
    """Tokens of the text, the end token left out; the limit plus one where it was cut off."""
    confidence: float
    """Geometric mean of the probabilities of the tokens said, 0 to 1."""
    recalled: str = ""
    """The most probable of the recalled sentences with the answer in it, if there is one."""

    @property
    def probability(self) -> float:
        """That exactly this was said, 0 to 1."""
        return float(self.confidence ** (self.tokens + 1))


@dataclass(frozen=True)
class Choice:
    """What may be the answer to a question."""

    said: Spoken
    worth: float
    """As a factor of the others of that question."""


def weighed(
    question: str, said: Spoken, sentences: Mapping[str, float], others: Sequence[Spoken]
) -> list[Choice]:
    """What may be the answer: what was said at first, and what the recalled sentences hold.

    An answer is as probable as it is without them, times the chance that it stands in the sentence
    that is meant. What was said at first does not count where it cannot be meant.

    Args:
        sentences: with their probabilities, the most probable first.
    """
    likeliest = next(iter(sentences))
    wrong = others and misfit(question, said.text, likeliest, language(question))
    found = []
    for one in others if wrong else (said, *others):
        holding = {text: chance for text, chance in sentences.items() if contains(text, one.text)}
        worth = one.probability * (DOUBT + sum(holding.values()))
        found.append(Choice(replace(one, recalled=next(iter(holding), "")), worth))
    return found


def likely(choices: Sequence[Choice]) -> list[Choice]:
    """The choices that are worth asking for."""
    least = UNLIKELY * max(one.worth for one in choices)
    return [one for one in choices if one.worth >= least]


def with_question(choices: Sequence[Choice], logprobs: Iterator[float]) -> list[Choice]:
    """Choices, worth less where their question is less probable than of another one.

    What stands in no recalled sentence counts as what suits least.

    Args:
        logprobs: of the question, of each choice that stands in one, in nats.
    """
    known = {one: next(logprobs) for one in choices if one.said.recalled}
    least, most = min(known.values(), default=0.0), max(known.values(), default=0.0)
    losses = (SUITS * (known.get(one, least) - most) for one in choices)
    return [replace(c, worth=c.worth * exp(loss)) for c, loss in zip(choices, losses, strict=True)]


def possible(question: str, sentence: str) -> list[str]:
    """What a sentence holds that a question could ask for."""
    spoken = language(sentence)
    found = terms(sentence, spoken)
    every = (*found.strong, *found.weak)
    return [term for term in every if not misfit(question, term, sentence, spoken)]
