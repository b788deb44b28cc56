"""A teacher's probabilities of the next token, instead of the one token that a text holds.

Of each distribution the most probable tokens are kept, and what is left for all others together.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import torch
from tqdm import tqdm

from academy.distillation.head import Head, body_of
from academy.distillation.lessons import IGNORED
from academy.distillation.reading import states

Row = tuple[list[int], list[int]]
"""A conversation up to the answer, and the answer, as tokens."""

READ_AT_ONCE = 16
"""Conversations that the teacher reads at once."""
AT_ONCE = 128
"""Tokens whose logits are held at once."""
READ_ANEW = 64
"""Tokens at the end of a conversation that may differ from its neighbour's."""
ROUNDING = 1e-6
"""The least probability of all other tokens together."""


@dataclass(frozen=True)
class SoftLabels:
    """Distributions over the next token, one for each token of some answers."""

    starts: torch.Tensor
    """(answers + 1,) Where the distributions of an answer begin, and where the last one ends."""
    shares: torch.Tensor
    """(answers,) Of the loss, 0 to 1, that compares with the distributions; the text has the
    rest."""
    tokens: torch.Tensor
    """(distributions, k) The most probable tokens."""
    logprobs: torch.Tensor
    """(distributions, k) Their log-probabilities in nats, at the teacher's temperature."""

    def of(self, answers: Sequence[int], lengths: Sequence[int]) -> "Compared":
        """What a batch is compared with.

        Args:
            answers: for each row of the batch, its row here, or -1.
            lengths: for each row of the batch, how many tokens are learned.
        """
        places: list[int] = []
        found: list[int] = []
        shares: list[float] = []
        passed = 0
        for answer, length in zip(answers, lengths, strict=True):
            if answer >= 0:
                start = int(self.starts[answer])
                places += range(passed, passed + length)
                found += range(start, start + length)
                shares += [float(self.shares[answer])] * length
            passed += length
        at = torch.tensor(found, dtype=torch.long)
        where, worth = torch.tensor(places, dtype=torch.long), torch.tensor(shares)
        return Compared(where, self.tokens[at].long(), self.logprobs[at], worth)

    def save(self, path: Path) -> None:
        """Write them as safetensors; the file is there whole or not at all."""
        from safetensors.torch import save_file

        part = path.with_suffix(".part")
        save_file(vars(self), part)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        from safetensors.torch import load_file

        return cls(**load_file(path))

    @classmethod
    def joined(cls, parts: Sequence["SoftLabels"]) -> Self:
        """Some after the others."""
        lengths = torch.cat([part.starts.diff() for part in parts])
        starts = torch.cat([torch.zeros(1, dtype=torch.long), lengths.cumsum(0)])
        names = ("shares", "tokens", "logprobs")
        return cls(starts, *(torch.cat([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class Compared:
    """The distributions that a batch's labelled tokens are compared with."""

    places: torch.Tensor
    """(compared,) Which of the batch's labelled tokens, counted over all its rows."""
    tokens: torch.Tensor
    """(compared, k)"""
    logprobs: torch.Tensor
    """(compared, k)"""
    shares: torch.Tensor
    """(compared,)"""

    def part(self, start: int, stop: int) -> "Compared":
        """What some of the labelled tokens are compared with."""
        some = (self.places >= start) & (self.places < stop)
        return Compared(
            self.places[some] - start, self.tokens[some], self.logprobs[some], self.shares[some]
        )

    def blend(self, losses: Any, logits: Any, temperature: float, beta: float) -> Any:
        """The losses of the text (labelled,), partly replaced by the divergence."""
        parts = (self.places, self.tokens, self.logprobs, self.shares)
        places, tokens, logprobs, shares = (part.to(logits.device) for part in parts)
        divergent = divergence(logits[places], tokens, logprobs, temperature, beta)
        return losses.index_add(0, places, shares * (divergent - losses[places]))


def soft_labels(
    model: Any,
    rows: Sequence[Row],
    top_k: int,
    temperature: float,
    share: float,
    silent: bool = False,
) -> SoftLabels:
    """A model's distributions over the tokens of answers, given what stands before them.

    Args:
        model: a causal language model of `transformers`.
        rows: conversation and answer, as tokens; a beginning that several share is read once.
        top_k: how many tokens of a distribution are kept.
        temperature: divides the logits.
        share: of the loss, 0 to 1.
        silent: without a progress bar.
    """
    body, head = body_of(model), Head(model)

    def best(hidden: Any) -> tuple[Any, Any]:
        logits = head(hidden).float() / temperature
        logprobs, tokens = logits.log_softmax(-1).topk(min(top_k, logits.shape[-1]))
        return tokens.int().cpu(), logprobs.cpu()

    order = sorted(range(len(rows)), key=lambda row: rows[row])
    found: list[tuple[Any, Any]] = []
    what = "train: the teacher's probabilities"
    with tqdm(desc=what, total=len(rows), disable=silent or None) as bar:
        for some in _batches([rows[row] for row in order]):
            ids, mask, labels = padded(some, model.device)
            with torch.inference_mode():
                hidden, following = states(body, ids, mask, labels)
                wanted = hidden[:, :-1][following[:, 1:] != IGNORED]
                parts = zip(*(best(part) for part in wanted.split(AT_ONCE)), strict=True)
            lengths = [len(answer) for _, answer in some]
            found += zip(*(torch.cat(part).split(lengths) for part in parts), strict=True)
            bar.update(len(some))
    of = dict(zip(order, found, strict=True))
    tokens, logprobs = (
        torch.cat(parts) for parts in zip(*(of[row] for row in range(len(rows))), strict=True)
    )
    starts = torch.tensor([0, *(len(answer) for _, answer in rows)]).cumsum(0)
    return SoftLabels(starts, torch.full((len(rows),), share), tokens, logprobs)


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Neighbours, as far as they share what is long in what stands before their answers."""
    start = 0
    for end in range(1, len(rows) + 1):
        full = end == len(rows) or end - start == READ_AT_ONCE
        if full or not _alike(rows[start][0], rows[end][0]):
            yield rows[start:end]
            start = end


def _alike(one: Sequence[int], other: Sequence[int]) -> bool:
    long = max(0, min(len(one), len(other)) - READ_ANEW)
    return one[:long] == other[:long]


def divergence(
    logits: Any, tokens: Any, logprobs: Any, temperature: float, beta: float = 0.0
) -> Any:
    """A divergence of the student from the teacher at a temperature, times its square.

    All tokens but the teacher's most probable ones count as one. The square keeps the gradient as
    large as that of a cross-entropy (Hinton et al., 2015).

    Args:
        logits: (distributions, vocabulary) of the student, at temperature 1.
        tokens: (distributions, k) the teacher's most probable tokens.
        logprobs: (distributions, k) their log-probabilities in nats, at the temperature.
        beta: 0 is KL(teacher ‖ student), 1 is KL(student ‖ teacher), between them the generalised
            Jensen-Shannon divergence (Agarwal et al., 2024).

    Returns:
        (distributions,) in nats.
    """
    student, teacher = (logits / temperature).log_softmax(-1).gather(-1, tokens), logprobs
    if tokens.shape[-1] < logits.shape[-1]:
        student, teacher = _with_others(student), _with_others(teacher)
    if beta == 0:
        divergent = _kl(teacher, student)
    elif beta == 1:
        divergent = _kl(student, teacher)
    else:
        mixed = torch.logaddexp(student + math.log(1 - beta), teacher + math.log(beta))
        divergent = beta * _kl(teacher, mixed) + (1 - beta) * _kl(student, mixed)
    return divergent * temperature**2


def _with_others(logprobs: Any) -> Any:
    """All other tokens as one, at the end."""
    others = (1 - logprobs.exp().sum(-1, keepdim=True)).clamp(min=ROUNDING)
    return torch.cat([logprobs, others.log()], -1)


def _kl(one: Any, other: Any) -> Any:
    return (one.exp() * (one - other)).sum(-1)


def padded(rows: Sequence[Row], device: Any) -> tuple[Any, Any, Any]:
    """Tokens, mask and labels (rows, tokens), padded on the right."""
    whole = [torch.tensor(before + after) for before, after in rows]
    labels = [torch.tensor([IGNORED] * len(before) + after) for before, after in rows]
    pad = torch.nn.utils.rnn.pad_sequence
    mask = pad([torch.ones_like(row) for row in whole], batch_first=True)
    padded = pad(whole, batch_first=True)
    return padded.to(device), mask.to(device), pad(labels, True, IGNORED).to(device)
