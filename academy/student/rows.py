"""Many prompts read at once on a CPU, without padding and nothing twice."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import accumulate, chain, islice
from math import inf
from typing import Any

from academy.errors import AcademyError

ROW = 384
"""Tokens that are read at once."""


@dataclass
class Row:
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

    def read(self, model: Any, shared: int, cache: Any, places: Sequence[int]) -> Any:
        """Read the row behind the cache, which holds so many shared tokens.

        Returns:
            The next logits behind some places, float32.
        """
        import torch

        device = next(model.parameters()).device
        seen = torch.ones(len(self.tokens), shared + len(self.tokens), dtype=torch.bool)
        seen[:, shared:] = False
        for at, before in enumerate(self.seen):
            seen[at, [shared + place for place in before]] = True
        mask = torch.zeros(seen.shape, dtype=model.dtype)
        mask = mask.masked_fill(~seen, torch.finfo(model.dtype).min)
        output = model(
            input_ids=torch.tensor([self.tokens], device=device),
            attention_mask=mask[None, None].to(device),
            position_ids=(seen.sum(1) - 1)[None].to(device),
            past_key_values=cache,
            logits_to_keep=torch.tensor(places, device=device),
        )
        return output.logits[0].float()


def _rows(prompts: Sequence[Sequence[int]]) -> Iterator[Row]:
    """Rows of `ROW` tokens; of more where a prompt is longer, or mostly stands there already."""
    row = Row()
    for prompt in prompts:
        new = len(prompt) - len(row.known(prompt))
        if row.tokens and len(row.tokens) + new > ROW and 2 * new > len(prompt):
            yield row
            row = Row()
        row.add(prompt)
    if row.tokens:
        yield row


def window(config: Any) -> float:
    """How many tokens every layer of a model sees, itself included; infinite where it is all."""
    kinds = getattr(config, "layer_types", None) or ("sliding_attention",)
    narrow = "sliding_attention" in kinds and getattr(config, "sliding_window", None)
    return narrow or inf


def positions(config: Any) -> float:
    """How many tokens a model was made for; infinite where its configuration does not say."""
    return getattr(config, "max_position_embeddings", None) or inf


def refuse_longer(config: Any, tokens: int, windowed: bool = True) -> None:
    """See that a text is no longer than a model reads.

    Args:
        windowed: whether no layer may see less than all of it.

    Raises:
        AcademyError: it is.
    """
    than = min(positions(config), window(config) if windowed else inf)
    if tokens > than:
        raise AcademyError(
            f"{config.name_or_path or config.model_type}: a text of {tokens} tokens is longer than "
            f"the {than} that its layers see at once; take smaller chunks (chunker=tokens), a "
            "smaller distillation.max_tokens, or another model"
        )


def begun(model: Any, prompts: Sequence[Sequence[int]]) -> tuple[Any, Any, Any]:
    """All prompts, read: keys and values padded on the left, their mask, and the next logits.

    Args:
        model: a causal language model of `transformers`.
        prompts: tokens, at least two for each; those with a common beginning one after the other.
    """
    import torch

    device = next(model.parameters()).device
    shared, start = _start(model, prompts)
    rows = list(_rows([prompt[shared:] for prompt in prompts]))
    caches = [deepcopy(start) for _ in rows]
    logits = [
        row.read(model, shared, cache, [path[-1] for path in row.paths])
        for row, cache in zip(rows, caches, strict=True)
    ]
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


def read_on(model: Any, tokens: Any, mask: Any, cache: Any) -> Any:
    """The logits behind tokens (rows, tokens) that stand behind those of the cache.

    Raises:
        AcademyError: they are more than the model sees.
    """
    refuse_longer(model.config, mask.shape[1])
    places = (mask.cumsum(1) - 1)[:, -tokens.shape[1] :].clamp(min=0)
    output = model(
        input_ids=tokens,
        attention_mask=mask,
        position_ids=places,
        past_key_values=cache,
        logits_to_keep=1,
    )
    return output.logits[:, -1].float()


def scored(
    model: Any, prompts: Sequence[Sequence[int]], answers: Sequence[Sequence[Sequence[int]]]
) -> list[list[list[float]]]:
    """How probable some answers are.

    Args:
        model: a causal language model of `transformers`.
        prompts: tokens, at least two for each.
        answers: for each prompt, the tokens of each answer to it, with their end.

    Returns:
        For each prompt and each answer to it, the log-probability of each token in nats.
    """
    import torch

    found: list[list[list[float]]] = [[] for _ in prompts]
    asked = [(index, list(answer)) for index, some in enumerate(answers) for answer in some]
    with torch.inference_mode():
        shared, start = _start(model, prompts) if asked else (0, None)
        rest = iter(asked)
        for row in _rows([[*prompts[i][shared:], *answer[:-1]] for i, answer in asked]):
            some = list(islice(rest, len(row.paths)))
            places = [
                path[len(prompts[index]) - shared - 1 :]
                for (index, _), path in zip(some, row.paths, strict=True)
            ]
            logits = row.read(model, shared, deepcopy(start), list(chain.from_iterable(places)))
            logprobs = logits.log_softmax(-1)
            begins = accumulate(map(len, places), initial=0)
            for (index, answer), begin in zip(some, begins, strict=False):
                said = logprobs[range(begin, begin + len(answer)), answer]
                found[index].append(said.tolist())
    return found


def _start(model: Any, prompts: Sequence[Sequence[int]]) -> tuple[int, Any]:
    """How many tokens all prompts begin with, and a cache that holds these."""
    import torch
    from transformers import DynamicCache

    refuse_longer(model.config, max(map(len, prompts)))
    whole = window(model.config) == inf
    # A row of prompts may be longer than a window that each fits into: nothing is to be forgotten.
    shared, cache = _shared(prompts), DynamicCache(config=model.config if whole else None)
    if shared:
        device = next(model.parameters()).device
        first = torch.tensor([list(prompts[0][:shared])], device=device)
        model(input_ids=first, past_key_values=cache, logits_to_keep=1)
    return shared, cache


def _shared(prompts: Sequence[Sequence[int]]) -> int:
    """How many tokens all prompts begin with, leaving at least one of each; one alone has none."""
    if len(prompts) == 1:
        return 0
    first, shortest = prompts[0], min(len(prompt) for prompt in prompts) - 1
    return next(
        (i for i in range(shortest) if any(prompt[i] != first[i] for prompt in prompts)), shortest
    )
