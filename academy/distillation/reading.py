"""What a student's body makes of a batch: no padding, and what all begins with read only once."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from transformers import AttentionInterface

from academy.distillation.lessons import IGNORED
from academy.student.rows import refuse_longer, window

PACKED = "academy_packed"
"""Under which `transformers` knows the attention of packed examples."""


def states(
    body: Any, tokens: Any, mask: Any, labels: Any, recomputed: bool = False
) -> tuple[Any, Any]:
    """The states after the last layer, where the tokens of all examples stand in one row.

    Only attention sees the examples apart. Where activations are computed anew, a model does not
    let its attention be replaced, or it sees less than a whole example, they are padded instead.

    Args:
        body: the model without its head.
        tokens: (batch, tokens), padded on the right.
        mask: (batch, tokens), 0 where there is padding.
        labels: (batch, tokens), `IGNORED` where nothing is learned; nothing predicts the first.
        recomputed: whether activations are, in the backward pass.

    Returns:
        States (1, all tokens, width) and labels (1, all tokens), or those of the padded batch.

    Raises:
        AcademyError: an example is longer than the model reads.
    """
    refuse_longer(body.config, tokens.shape[1], windowed=False)
    narrow = tokens.shape[1] > window(body.config)
    if recomputed or narrow or not body._supports_attention_backend:
        return body(input_ids=tokens, attention_mask=mask, use_cache=False)[0], labels
    packed = Packed.of(mask, _shared(tokens, labels))
    with packed.attention(body):
        read = body(input_ids=packed.joined(tokens), position_ids=packed.positions, use_cache=False)
    first = torch.zeros(1, dtype=torch.long, device=labels.device)
    return read.last_hidden_state, packed.joined(labels.index_fill(1, first, IGNORED))


@dataclass(frozen=True)
class Packed:
    """One row of tokens: those that all examples begin with, then what is left of each."""

    shared: int
    """How many tokens all begin with."""
    valid: torch.Tensor
    """(batch, rest) Which are no padding, after the shared ones."""
    places: torch.Tensor
    """(batch, rest) Where they stand in the row; any place for padding."""

    @classmethod
    def of(cls, mask: torch.Tensor, shared: int) -> "Packed":
        """The row of a batch with this mask."""
        valid = mask[:, shared:].bool()
        places = (shared - 1 + valid.flatten().cumsum(0)).view_as(valid).clamp(min=0)
        return cls(shared, valid, places)

    def joined(self, values: torch.Tensor) -> torch.Tensor:
        """Values of a padded batch (batch, tokens) as they stand in the row (1, all tokens)."""
        return torch.cat([values[0, : self.shared], values[:, self.shared :][self.valid]])[None]

    @property
    def positions(self) -> torch.Tensor:
        """(1, all tokens) Each token's position in its example."""
        length = self.shared + self.valid.shape[1]
        return self.joined(
            torch.arange(length, device=self.valid.device).expand(len(self.valid), -1)
        )

    @contextmanager
    def attention(self, body: Any) -> Iterator[None]:
        """The body's own attention, for each example apart."""
        before = body.config._attn_implementation
        AttentionInterface.register(PACKED, self._attention(before))
        body.config._attn_implementation = PACKED
        try:
            yield
        finally:
            body.config._attn_implementation = before

    def _attention(self, name: str) -> Callable[..., Any]:
        batch, rest = self.valid.shape
        device = self.valid.device
        begin = torch.arange(self.shared, device=device).expand(batch, -1)
        seen = torch.cat([begin, self.places], 1).flatten()
        own = self.places.flatten()
        back = self.valid.flatten().nonzero().flatten()
        earlier = torch.ones(rest, self.shared + rest, dtype=torch.bool, device=device)
        earlier = earlier.tril(self.shared)[None, None]
        first = torch.ones(self.shared, self.shared, dtype=torch.bool, device=device).tril()

        @cache
        def masks(dtype: torch.dtype) -> tuple[Any, Any]:
            return _added(earlier, dtype), _added(first[None, None], dtype)

        def attend(
            module: Any, query: Any, key: Any, value: Any, _: Any, **how: Any
        ) -> tuple[Any, None]:
            inner = _plain(module, name)
            of_rows, of_start = masks(query.dtype)

            def apart(heads: Any, places: Any) -> Any:
                """(1, heads, all tokens, width) → (batch, heads, tokens, width)."""
                found = heads[0].index_select(1, places)
                return found.view(len(found), batch, -1, heads.shape[-1]).transpose(0, 1)

            parts = apart(query, own), apart(key, seen), apart(value, seen)
            rows = inner(module, *parts, of_rows, **how)[0]
            said = rows.flatten(0, 1).index_select(0, back)[None]
            if self.shared:
                start = (heads[:, :, : self.shared] for heads in (query, key, value))
                read = inner(module, *start, of_start, **how)[0]
                said = torch.cat([read, said], 1)
            return said, None

        return attend


def _plain(module: Any, name: str) -> Callable[..., Any]:
    """What a model computes its attention with."""
    eager = getattr(sys.modules[type(module).__module__], "eager_attention_forward", None)
    found: Callable[..., Any] = AttentionInterface().get_interface(name, eager)
    return found


def _added(seen: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """A mask that is added to the logits of attention."""
    return torch.zeros(seen.shape, dtype=dtype, device=seen.device).masked_fill(
        ~seen, torch.finfo(dtype).min
    )


def _shared(tokens: Any, labels: Any) -> int:
    """How many tokens all examples begin with, up to two before the first label of any.

    The token before a label predicts it, so its state is needed; an example on its own shares
    nothing.
    """
    if len(tokens) == 1:
        return 0
    same = ((tokens == tokens[:1]) & (labels == IGNORED)).all(0)
    return max(0, int(same.long().cumprod(0).sum()) - 1)
