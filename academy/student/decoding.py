"""Answers to many questions at once, without what `generate` computes in vain on a CPU.

What prompts begin with in common is read once, all are read in rows without padding, and who has
ended leaves the batch. The words are those of `generate` (up to rounding).
"""

from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

ROW = 384
"""Tokens that are read at once."""


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


@dataclass
class _Row:
    """Tokens of several prompts, read as one row without gaps.

    What some of them begin with in common stands there once; each token sees what is before it in
    its own prompt.
    """

    tokens: list[int] = field(default_factory=list)
    seen: list[list[int]] = field(default_factory=list)
    """Where the tokens stand that each token sees, itself the last."""
    paths: list[list[int]] = field(default_factory=list)
    """Where each prompt's tokens stand."""
    _next: dict[tuple[int, int], int] = field(default_factory=dict)
    """Where a token stands behind another's place."""

    def known(self, prompt: Sequence[int]) -> list[int]:
        """Where the beginning of a prompt stands already."""
        found: list[int] = []
        for token in prompt:
            at = self._next.get((found[-1] if found else -1, token))
            if at is None:
                break
            found.append(at)
        return found

    def add(self, prompt: Sequence[int]) -> None:
        """Take in a prompt."""
        path = self.known(prompt)
        for token in prompt[len(path) :]:
            at = len(self.tokens)
            self._next[path[-1] if path else -1, token] = at
            path = [*path, at]
            self.tokens.append(token)
            self.seen.append(path)
        self.paths.append(path)

    def read(self, model: Any, shared: int, cache: Any) -> Any:
        """Read the row behind the cache; the next logits of each prompt."""
        import torch

        device = next(model.parameters()).device
        seen = torch.ones(len(self.tokens), shared + len(self.tokens), dtype=torch.bool)
        seen[:, shared:] = False
        for at, places in enumerate(self.seen):
            seen[at, [shared + place for place in places]] = True
        mask = torch.zeros(seen.shape, dtype=model.dtype)
        mask = mask.masked_fill(~seen, torch.finfo(model.dtype).min)
        output = model(
            input_ids=torch.tensor([self.tokens], device=device),
            attention_mask=mask[None, None].to(device),
            position_ids=(seen.sum(1) - 1)[None].to(device),
            past_key_values=cache,
            logits_to_keep=torch.tensor([path[-1] for path in self.paths], device=device),
        )
        return output.logits[0].float()


def _rows(prompts: Sequence[Sequence[int]]) -> Iterator[_Row]:
    """Rows of `ROW` tokens; of more where a prompt is longer, or mostly stands there already."""
    row = _Row()
    for prompt in prompts:
        new = len(prompt) - len(row.known(prompt))
        if row.tokens and len(row.tokens) + new > ROW and 2 * new > len(prompt):
            yield row
            row = _Row()
        row.add(prompt)
    yield row


def _begun(model: Any, prompts: Sequence[Sequence[int]], device: Any) -> tuple[Any, Any, Any]:
    """All prompts, read: keys and values padded on the left, their mask, and the next logits."""
    import torch
    from transformers import DynamicCache

    shared = _shared(prompts)
    start = DynamicCache(config=model.config)
    if shared:
        first = torch.tensor([list(prompts[0][:shared])], device=device)
        model(input_ids=first, past_key_values=start, logits_to_keep=1)
    rows = list(_rows([prompt[shared:] for prompt in prompts]))
    caches = [deepcopy(start) for _ in rows]
    logits = [row.read(model, shared, cache) for row, cache in zip(rows, caches, strict=True)]
    begins = accumulate((len(row.tokens) for row in rows), initial=shared)
    paths = [
        [begin + place for place in path]
        for row, begin in zip(rows, begins, strict=False)
        for path in row.paths
    ]
    gaps = [max(map(len, paths)) - len(path) for path in paths]
    stands = [[*range(shared), *[0] * gap, *path] for gap, path in zip(gaps, paths, strict=True)]
    places = torch.tensor(stands, device=device)
    for layers in zip(*(cache.layers for cache in caches), strict=True):
        for name in ("keys", "values"):
            parts = [getattr(layer, name)[0] for layer in layers]
            whole = torch.cat([parts[0][:, :shared], *(part[:, shared:] for part in parts)], dim=1)
            setattr(layers[0], name, whole.transpose(0, 1)[places].transpose(1, 2))
    mask = [
        [1] * shared + [0] * gap + [1] * len(path) for gap, path in zip(gaps, paths, strict=True)
    ]
    return caches[0], torch.tensor(mask, device=device), torch.cat(logits)


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
