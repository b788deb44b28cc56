"""The most probable continuations of many prompts at once, by a beam search for a CPU.

What `generate` finds with `num_beams`, `length_penalty=0` and `num_return_sequences`; but prompts
are read as in `rows`, and a beginning is given up where it is no longer probable enough.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import inf, log
from typing import Any

from academy.student.rows import begun, read_on


@dataclass(frozen=True)
class Beam:
    """The beginning of a continuation, or a whole one."""

    prompt: int
    """Which prompt it continues."""
    tokens: tuple[int, ...] = ()
    """Without the end."""
    logprob: float = 0.0
    """Of all tokens together, in nats."""


def likeliest(
    model: Any,
    prompts: Sequence[Sequence[int]],
    ends: Collection[int],
    most: int,
    beams: int,
    wanted: int,
    least: float = 0.0,
) -> list[list[Beam]]:
    """The most probable continuations of each prompt, the best one first.

    Args:
        model: a causal language model of `transformers`, with or without an adapter.
        prompts: tokens, at least two for each.
        ends: tokens that end a continuation.
        most: tokens of the longest one; where none has ended by then, the beginnings are given.
        beams: beginnings that are followed at once.
        wanted: continuations for each prompt, at most so many as beams.
        least: beginnings that are less than so many times as probable as the best one are given up.
    """
    import torch

    order = sorted(range(len(prompts)), key=lambda index: list(prompts[index]))
    going = [Beam(index) for index in order]
    found: list[list[Beam]] = [[] for _ in prompts]
    with torch.inference_mode():
        cache, mask, logits = begun(model, [prompts[index] for index in order])
        for step in range(most):
            tokens = min((1 + len(ends)) * beams, logits.shape[-1])
            ahead = logits.log_softmax(-1).topk(tokens)
            next_ones: list[_Longer] = []
            for prompt, some in groupby(_longer(going, ahead), key=lambda one: one.beam.prompt):
                every = sorted(some, key=lambda one: -one.beam.logprob)
                ended = [one.before for one in every[:beams] if one.token in ends]
                whole = sorted([*found[prompt], *ended], key=lambda beam: -beam.logprob)[:wanted]
                found[prompt] = whole
                enough = whole[-1].logprob if len(whole) == wanted else -inf
                left = [one for one in every if one.token not in ends][:beams]
                best = max(beam.logprob for beam in (*whole[:1], *(o.beam for o in left[:1])))
                enough = max(enough, best + log(least)) if least else enough
                next_ones += [one for one in left if one.beam.logprob > enough]
            going = [one.beam for one in next_ones]
            if not going or step + 1 == most:
                break
            rows = torch.tensor([one.row for one in next_ones], device=mask.device)
            said = torch.tensor([[one.token] for one in next_ones], device=mask.device)
            cache.batch_select_indices(rows)
            mask = torch.cat([mask[rows], mask.new_ones(len(rows), 1)], dim=1)
            logits = read_on(model, said, mask, cache)
    for prompt, cut_off in groupby(going, key=lambda beam: beam.prompt):
        found[prompt] = found[prompt] or list(cut_off)[:wanted]
    return found


@dataclass(frozen=True)
class _Longer:
    """A beam and one more token."""

    row: int
    """Of the batch, where the beam stands."""
    token: int
    before: Beam
    """The beam, where the token ends it: as probable as with it."""
    beam: Beam
    """With the token."""


def _longer(going: Sequence[Beam], ahead: Any) -> Iterator[_Longer]:
    """Each beam with each of its likeliest next tokens."""
    rows = zip(going, ahead.values.tolist(), ahead.indices.tolist(), strict=True)
    for row, (beam, logprobs, tokens) in enumerate(rows):
        for logprob, token in zip(logprobs, tokens, strict=True):
            total = beam.logprob + logprob
            before = replace(beam, logprob=total)
            yield _Longer(row, token, before, replace(before, tokens=(*beam.tokens, token)))
