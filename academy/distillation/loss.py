"""The loss of the answers' tokens, with logits for those alone."""

from typing import Any

import torch

from academy.distillation.lessons import IGNORED
from academy.distillation.soft_labels import Compared


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
    logits = head(hidden[:, :-1][wanted]).float()
    losses = torch.nn.functional.cross_entropy(logits, targets, reduction="none")
    if compared:
        losses = compared.blend(losses, logits, temperature, beta)
    return losses.sum() / (targets.numel() if count is None else count)
