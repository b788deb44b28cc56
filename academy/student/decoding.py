"""Answers to many questions at once, without what `generate` computes in vain on a CPU.

The beginning that all prompts share is read once, prompts of like length are read together, so that
little is padded, and who has ended leaves the batch. The words are those of `generate` (up to
rounding).
"""

from collections.abc import Collection, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

TOGETHER = 16
"""Prompts that are read at once."""


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
    going = sorted(range(len(prompts)), key=lambda index: len(prompts[index]))
    with torch.inference_mode():
        cache, mask, logits = _begun(model, [prompts[index] for index in going], device)
        while True:
            chosen = logits.argmax(-1)
            if temperature:
                drawn = (logits / temperature).softmax(-1)
                chosen = torch.multinomial(drawn, 1).squeeze(1)
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
            logits = _read(model, chosen.unsqueeze(1), mask, cache)


def _begun(model: Any, prompts: Sequence[Sequence[int]], device: Any) -> tuple[Any, Any, Any]:
    """All prompts, read: keys and values padded on the left, their mask, and the next logits."""
    import torch
    from transformers import DynamicCache

    shared = _shared(prompts)
    start = DynamicCache(config=model.config)
    if shared:
        first = torch.tensor([list(prompts[0][:shared])], device=device)
        model(input_ids=first, past_key_values=start, logits_to_keep=1)
    parts = []
    for at in range(0, len(prompts), TOGETHER):
        some = [list(prompt) for prompt in prompts[at : at + TOGETHER]]
        longest = max(map(len, some))
        gaps = [longest - len(prompt) for prompt in some]
        rest = [[0] * gap + prompt[shared:] for gap, prompt in zip(gaps, some, strict=True)]
        mask = [
            [1] * shared + [0] * gap + [1] * (len(prompt) - shared)
            for gap, prompt in zip(gaps, some, strict=True)
        ]
        cache, seen = deepcopy(start), torch.tensor(mask, device=device)
        if shared:
            cache.batch_repeat_interleave(len(some))
        logits = _read(model, torch.tensor(rest, device=device), seen, cache)
        parts.append((cache, seen, logits))
    return _joined(parts)


def _joined(parts: Sequence[tuple[Any, Any, Any]]) -> tuple[Any, Any, Any]:
    """Batches that were read one by one, as one; the last is the longest."""
    import torch
    from torch.nn.functional import pad

    caches, masks, logits = zip(*parts, strict=True)
    cache, longest = caches[-1], masks[-1].shape[1]
    short = [longest - mask.shape[1] for mask in masks]
    if len(parts) > 1:
        for layers in zip(*(one.layers for one in caches), strict=True):
            for name in ("keys", "values"):
                padded = [
                    pad(getattr(layer, name), (0, 0, gap, 0))
                    for layer, gap in zip(layers, short, strict=True)
                ]
                setattr(layers[-1], name, torch.cat(padded))
    seen = [pad(mask, (gap, 0)) for mask, gap in zip(masks, short, strict=True)]
    return cache, torch.cat(seen), torch.cat(logits)


def _read(model: Any, tokens: Any, mask: Any, cache: Any) -> Any:
    """The logits behind tokens (rows, tokens) that stand behind those of the cache."""
    places = (mask.cumsum(1) - 1)[:, -tokens.shape[1] :].clamp(min=0)
    output = model(
        input_ids=tokens,
        attention_mask=mask,
        position_ids=places,
        past_key_values=cache,
        logits_to_keep=1,
    )
    return output.logits[:, -1].float()


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
