"""Answers to many questions at once, without what `generate` computes in vain on a CPU.

The beginning that all prompts share is read once, and who has ended leaves the batch. The words
are those of `generate` (up to rounding).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any


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
    with torch.inference_mode():
        cache, tokens, mask = _begun(model, prompts, device)
        going = list(range(len(prompts)))
        while going:
            places = (mask.cumsum(1) - 1)[:, -tokens.shape[1] :].clamp(min=0)
            output = model(
                input_ids=tokens,
                attention_mask=mask,
                position_ids=places,
                past_key_values=cache,
                logits_to_keep=1,
            )
            scores = output.logits[:, -1].float().log_softmax(-1)
            chosen = scores.argmax(-1)
            if temperature:
                drawn = (scores / temperature).softmax(-1)
                chosen = torch.multinomial(drawn, 1).squeeze(1)
            best = scores.gather(-1, chosen.unsqueeze(1)).squeeze(1)
            for row, index in enumerate(going):
                said[index].tokens.append(int(chosen[row]))
                said[index].logprobs.append(float(best[row]))
            left = [r for r, i in enumerate(going) if _goes_on(said[i].tokens, ends, most)]
            if len(left) < len(going):
                going = [going[row] for row in left]
                rows = torch.tensor(left, dtype=torch.long, device=device)
                cache.batch_select_indices(rows)
                chosen, mask = chosen[rows], mask[rows]
            tokens = chosen.unsqueeze(1)
            mask = torch.cat([mask, mask.new_ones(len(mask), 1)], dim=1)
    return said


def _begun(model: Any, prompts: Sequence[Sequence[int]], device: Any) -> tuple[Any, Any, Any]:
    """What all prompts begin with, read; the rest of each, padded on the left; and their mask."""
    import torch
    from transformers import DynamicCache

    shared = _shared(prompts)
    cache = DynamicCache(config=model.config)
    if shared:
        start = torch.tensor([list(prompts[0][:shared])], device=device)
        model(input_ids=start, past_key_values=cache, logits_to_keep=1)
        cache.batch_repeat_interleave(len(prompts))
    longest = max(len(prompt) for prompt in prompts) - shared
    rest = [[0] * (longest + shared - len(p)) + list(p[shared:]) for p in prompts]
    mask = [
        [1] * shared + [0] * (longest + shared - len(p)) + [1] * (len(p) - shared) for p in prompts
    ]
    return cache, torch.tensor(rest, device=device), torch.tensor(mask, device=device)


def _shared(prompts: Sequence[Sequence[int]]) -> int:
    """How many tokens all prompts begin with, leaving at least one of each; one alone has none."""
    if len(prompts) == 1:
        return 0
    first, shortest = prompts[0], min(len(prompt) for prompt in prompts) - 1
    return next(
        (i for i in range(shortest) if any(prompt[i] != first[i] for prompt in prompts)), shortest
    )


def _goes_on(tokens: Sequence[int], ends: Collection[int], most: int) -> bool:
    return tokens[-1] not in ends and len(tokens) <= most
