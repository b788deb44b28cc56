"""Answers to many questions at once, without what `generate` computes in vain on a CPU.

What prompts begin with in common is read once, all are read in rows without padding, and who has
ended leaves the batch. The words are those of `generate` (up to rounding).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from academy.student.rows import begun, read_on


@dataclass
class Decoded:
    """What was said after one prompt."""

    tokens: list[int] = field(default_factory=list)
    """Up to its end, or to one more than the most, where it was cut off."""
    logprobs: list[float] = field(default_factory=list)
    """Of each token, in nats."""


def decode(
    model: Any,
    prompts: Sequence[Sequence[int]],
    ends: Collection[int],
    most: int,
    temperature: float = 0.0,
) -> list[Decoded]:
    """Continue each prompt until its end.

    Args:
        model: a causal language model of `transformers`, with or without an adapter.
        prompts: tokens, at least two for each.
        ends: tokens that end an answer.
        most: tokens of an answer without its end; longer ones are cut off after one more.
        temperature: at which tokens are drawn; 0 takes the most probable one.
    """
    import torch

    said = [Decoded() for _ in prompts]
    if not prompts:
        return said
    device = next(model.parameters()).device
    going = sorted(range(len(prompts)), key=lambda index: list(prompts[index]))
    with torch.inference_mode():
        cache, mask, logits = begun(model, [prompts[index] for index in going])
        while True:
            chosen = logits.argmax(-1)
            if temperature:
                chosen = _drawn((logits / temperature).softmax(-1))
            best = logits.gather(-1, chosen.unsqueeze(1)).squeeze(1) - logits.logsumexp(-1)
            for index, token, logprob in zip(going, chosen.tolist(), best.tolist(), strict=True):
                said[index].tokens.append(token)
                said[index].logprobs.append(logprob)
            left = [r for r, i in enumerate(going) if _goes_on(said[i].tokens, ends, most)]
            if not left:
                return said
            if len(left) < len(going):
                going = [going[row] for row in left]
                rows = torch.tensor(left, dtype=torch.long, device=device)
                cache.batch_select_indices(rows)
                chosen, mask = chosen[rows], mask[rows]
            mask = torch.cat([mask, mask.new_ones(len(mask), 1)], dim=1)
            logits = read_on(model, chosen.unsqueeze(1), mask, cache)


def _drawn(chances: Any) -> Any:
    """A token for each row, with its chance (rows, vocabulary); on a CPU `multinomial` is slow."""
    import torch

    below = chances.cumsum(-1)
    point = below[:, -1:] * torch.rand_like(below[:, :1])
    return torch.searchsorted(below, point, right=True).squeeze(1).clamp(max=below.shape[1] - 1)


def _goes_on(tokens: Sequence[int], ends: Collection[int], most: int) -> bool:
    return tokens[-1] not in ends and len(tokens) <= most
