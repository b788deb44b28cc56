"""What a student's body makes of a batch, what all of it begins with read only once."""

from typing import Any

from academy.distillation.lessons import IGNORED


def states(body: Any, tokens: Any, mask: Any, labels: Any) -> tuple[Any, Any]:
    """The states after the last layer, the beginning that all examples share read only once.

    Where activations are computed anew it is read with each: its keys and values are not kept.

    Args:
        body: the model without its head.
        tokens: (batch, tokens), padded on the right.
        mask: (batch, tokens), 0 where there is padding.
        labels: (batch, tokens), `IGNORED` where nothing is learned.

    Returns:
        States (batch, rest, width) and labels (batch, rest) of the tokens after the beginning.
    """
    recomputed = body.training and body.is_activation_checkpointing
    shared = 0 if recomputed else _shared(tokens, labels)
    if not shared:
        return body(input_ids=tokens, attention_mask=mask, use_cache=False)[0], labels
    start = body(input_ids=tokens[:1, :shared], use_cache=True).past_key_values
    start.batch_repeat_interleave(len(tokens))
    rest = body(input_ids=tokens[:, shared:], attention_mask=mask, past_key_values=start)
    return rest.last_hidden_state, labels[:, shared:]


def _shared(tokens: Any, labels: Any) -> int:
    """How many tokens all examples begin with, up to two before the first label of any.

    The token before a label predicts it, so its state is needed; an example on its own shares
    nothing.
    """
    if len(tokens) == 1:
        return 0
    same = ((tokens == tokens[:1]) & (labels == IGNORED)).all(0)
    return max(0, int(same.long().cumprod(0).sum()) - 1)
