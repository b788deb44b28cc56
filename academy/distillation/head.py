"""A causal language model in two parts: its body, and the head that makes logits of its states.

So logits can be computed for some tokens only.
"""

from typing import Any

import torch

from academy.errors import AcademyError

PROBE = (1, 2, 3)
"""Tokens that are read to see whether the parts do what the whole does."""
NEAR = 0.05
"""Difference of log-probabilities (nats) that rounding explains, in half precision too."""


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


def check(causal: Any, name: str) -> None:
    """See that body and head do what the whole model does.

    Args:
        name: of the model, for the line.

    Raises:
        AcademyError: it makes its logits in yet another way.
    """
    tokens = torch.tensor([PROBE], device=causal.device)
    with torch.no_grad():  # the model is trained afterwards
        whole = causal(input_ids=tokens, use_cache=False).logits
        states = body_of(causal)(input_ids=tokens, use_cache=False)[0]
        apart = Head(causal)(states)
    if not torch.allclose(whole.float().log_softmax(-1), apart.float().log_softmax(-1), atol=NEAR):
        raise AcademyError(
            f"{name}: {type(causal).__name__} makes its logits in a way that is not known here; "
            "choose a student of another family"
        )
