"""A causal language model in two parts: its body, and the head that makes logits of its states.

So logits can be computed for some tokens only.
"""

from typing import Any

import torch


class Head(torch.nn.Module):  # type: ignore[misc]
    """Maps states (…, width) to logits (…, vocabulary), scaled and capped as the model does it."""

    def __init__(self, causal: Any) -> None:
        super().__init__()
        self.linear = causal.get_output_embeddings()
        config = causal.config
        self.scale = getattr(config, "logit_scale", 1.0) / getattr(config, "logits_scaling", 1.0)
        """Of Cohere's models, and of Granite."""
        self.cap = getattr(config, "final_logit_softcapping", None)
        """Of Gemma 2."""

    def forward(self, states: Any) -> Any:
        """The logits."""
        logits = self.linear(states)
        if self.scale != 1:
            logits = logits * self.scale
        if self.cap:
            logits = self.cap * torch.tanh(logits / self.cap)
        return logits


def causal_of(model: Any) -> Any:
    """The language model, without the wrapper of an adapter."""
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def body_of(causal: Any) -> Any:
    """The model without its head."""
    return getattr(causal, causal.base_model_prefix)
