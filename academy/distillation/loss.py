"""The loss of the answers' tokens, with logits for those alone, and for some of them at a time."""

from collections.abc import Callable
from typing import Any

import torch
from torch.autograd import Function

from academy.distillation.lessons import IGNORED
from academy.distillation.soft_labels import AT_ONCE, Compared


def labelled_loss(
    hidden: Any,
    labels: Any,
    head: Any,
    count: Any = None,
    compared: Compared | None = None,
    temperature: float = 1.0,
    beta: float = 0.0,
) -> Any:
    """Loss of the next token, with logits only where the next token has a label.

    Args:
        hidden: (batch, tokens, width) states after the last layer.
        labels: (batch, tokens), `IGNORED` where nothing is learned.
        head: maps width to the vocabulary.
        count: divides the sum; the number of labelled tokens where not given.
        compared: distributions that the student's are compared with, instead of the text's token.
        temperature: at which they are.
        beta: which divergence that is (`soft_labels.divergence`).

    Returns:
        A scalar in nats per token: cross-entropy, or the divergence from the distributions.
    """
    following = labels[:, 1:]
    wanted = following != IGNORED
    targets = following[wanted]

    def summed(states: Any, start: int) -> Any:
        stop = start + len(states)
        logits = head(states).float()
        losses = torch.nn.functional.cross_entropy(logits, targets[start:stop], reduction="none")
        if compared:
            some = compared.part(start, stop)
            losses = some.blend(losses, logits, temperature, beta)
        return losses.sum()

    learned = [weight for weight in head.parameters() if weight.requires_grad]
    whole = Summed.apply(summed, hidden[:, :-1][wanted], *learned)
    return whole / (targets.numel() if count is None else count)


class Summed(Function):  # type: ignore[misc]
    """A sum over tokens, some at a time.

    The gradients are computed in the forward pass, as in Liger (Hsu et al., 2024), so that logits
    are forgotten before the next ones are made.
    """

    @staticmethod
    def forward(context: Any, summed: Callable[[Any, int], Any], states: Any, *weights: Any) -> Any:
        """A scalar.

        Args:
            summed: the sum over some tokens, given their states and where they begin.
            states: (tokens, width)
            weights: what is learned beside them.
        """
        whole = torch.zeros((), device=states.device)
        of_states: list[Any] = []
        of_weights = [torch.zeros_like(weight, dtype=torch.float32) for weight in weights]
        for start in range(0, len(states), AT_ONCE):
            with torch.set_grad_enabled(any(context.needs_input_grad)):
                some = states[start : start + AT_ONCE].detach().requires_grad_()
                part = summed(some, start)
            whole += part.detach()
            if part.requires_grad:
                found = torch.autograd.grad(part, [some, *weights])
                of_states.append(found[0])
                for sums, more in zip(of_weights, found[1:], strict=True):
                    sums.add_(more)
        learned = torch.cat(of_states) if of_states else torch.zeros_like(states)
        rounded = (sums.to(w.dtype) for sums, w in zip(of_weights, weights, strict=True))
        context.save_for_backward(learned, *rounded)
        return whole

    @staticmethod
    def backward(context: Any, gradient: Any) -> tuple[Any, ...]:
        """Those of the states and the weights."""
        return None, *(one * gradient for one in context.saved_tensors)
