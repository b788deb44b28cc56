"""The product in a gated feed-forward layer, in less memory."""

from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function
from torch.nn.functional import silu
from transformers.activations import SiLUActivation

PARTS = {"gate_proj", "up_proj", "down_proj", "act_fn"}
"""Of which such a layer consists in `transformers`."""
LARGE = 100.0
"""Numbers as large as no layer sees them."""


class Gated(Function):  # type: ignore[misc]
    """silu(gate) · up; the backward pass computes silu(gate) anew instead of keeping it."""

    @staticmethod
    def forward(context: Any, gate: Tensor, up: Tensor) -> Tensor:
        """Both (…, width)."""
        context.save_for_backward(gate, up)
        return silu(gate).mul_(up)

    @staticmethod
    def backward(context: Any, product: Tensor) -> tuple[Tensor, Tensor]:
        """The gradients of both, from that of their product."""
        gate, up = context.saved_tensors
        return torch.ops.aten.silu_backward(product * up, gate), silu(gate).mul_(product)


def gate(model: Any) -> None:
    """Let the SwiGLU layers (Shazeer, 2020) of a model compute so: the same to the last bit."""
    same: dict[type, bool] = {}
    for layer in model.modules():
        parts = dict(layer.named_children())
        if parts.keys() == PARTS and isinstance(parts["act_fn"], SiLUActivation):
            ours, kind = partial(_forward, layer), type(layer)
            if kind not in same:
                same[kind] = _alike(layer, ours, model)
            if same[kind]:
                layer.forward = ours


def _alike(layer: Any, ours: Any, model: Any) -> bool:
    """Whether a layer does just that; some of these parts also clamp what goes through them."""
    training, width = layer.training, layer.gate_proj.in_features
    x = torch.linspace(-LARGE, LARGE, width, dtype=model.dtype, device=model.device)
    with torch.no_grad():
        layer.eval()
        same = bool(torch.equal(layer(x[None]), ours(x[None])))
        layer.train(training)
    return same


def _forward(layer: Any, x: Tensor) -> Tensor:
    return layer.down_proj(Gated.apply(layer.gate_proj(x), layer.up_proj(x)))
