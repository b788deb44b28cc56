"""Whether a model may be read in parts, in one row with others, and with what it read kept.

Training and answering do all three. A few tokens tell; what cannot is refused before it costs time.
"""

from typing import Any

import torch

from academy.distillation.head import Head, body_of
from academy.distillation.lessons import IGNORED
from academy.distillation.reading import states
from academy.errors import AcademyError
from academy.student.decoding import decode

FIRST, SECOND = [1, 2, 3, 4], [1, 2, 5]
"""Texts with a common beginning, as tokens."""
NEAR = 0.1
"""Probability that rounding moves to other tokens, in half precision too."""


def check(causal: Any, name: str) -> None:
    """See that a model answers in each way as it does to one text alone.

    Args:
        name: of the model, for the line.

    Raises:
        AcademyError: it does not.
    """
    training = causal.training
    causal.eval()
    try:
        with torch.no_grad():  # not inference mode: the model is trained afterwards
            alone = _next(causal, SECOND)
            same = all(_near(alone, way(causal)) for way in (_apart, _packed)) and _decodes(causal)
    except torch.OutOfMemoryError:
        raise
    except (AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError):
        same = False
    finally:
        causal.train(training)
    if not same:
        raise AcademyError(
            f"{name}: {type(causal).__name__} reads or makes its logits in a way that is not known "
            "here; choose a student of another family"
        )


def _next(causal: Any, text: list[int]) -> Any:
    """Probabilities of the token behind a text that is read alone."""
    tokens = torch.tensor([text], device=causal.device)
    return causal(input_ids=tokens, use_cache=False).logits[0, -1].float().softmax(-1)


def _apart(causal: Any) -> Any:
    """The same by body and head."""
    tokens = torch.tensor([SECOND], device=causal.device)
    read = body_of(causal)(input_ids=tokens, use_cache=False)[0]
    return Head(causal)(read[0, -1]).float().softmax(-1)


def _packed(causal: Any) -> Any:
    """The same where another text stands before it in one row."""
    rows = [FIRST, [*SECOND, 0]]
    tokens = torch.tensor(rows, device=causal.device)
    mask = torch.ones_like(tokens)
    mask[1, -1] = 0
    labels = tokens.masked_fill(mask == 0, IGNORED)
    labels[:, :2] = IGNORED
    read, kept = states(body_of(causal), tokens, mask, labels)
    last = read[0, -1] if len(kept) == 1 else read[1, len(SECOND) - 1]
    return Head(causal)(last).float().softmax(-1)


def _decodes(causal: Any) -> bool:
    """Whether tokens that are said one after the other are as probable as they are alone."""
    for text, said in zip((FIRST, SECOND), decode(causal, [FIRST, SECOND], (), 2), strict=True):
        for at, token in enumerate(said.tokens):
            chance = float(_next(causal, [*text, *said.tokens[:at]])[token])
            if abs(chance - float(torch.tensor(said.logprobs[at]).exp())) > NEAR:
                return False
    return True


def _near(one: Any, other: Any) -> bool:
    """Whether two distributions are (total variation)."""
    return float((one - other).abs().sum()) / 2 < NEAR
