"""Reading examples in one row, what they share only once, changes neither loss nor gradients."""

import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM

from academy.distillation.lessons import IGNORED
from academy.distillation.loss import labelled_loss
from academy.distillation.reading import states
from tests.tiny import llama


@pytest.fixture(scope="module", params=["eager", "sdpa"])
def model(request):
    return llama(attn_implementation=request.param)


def batch(lengths, shared, labelled, first=1):
    """Right-padded examples that begin with the same tokens; the last `labelled` have labels."""
    generator = torch.Generator().manual_seed(4)
    longest = max(lengths)
    tokens = torch.randint(1, 60, (len(lengths), longest), generator=generator)
    tokens[:, :shared] = torch.arange(first, first + shared)
    for row, start in enumerate(range(40, 40 + len(lengths))):
        if shared < longest:
            tokens[row, shared] = start
    mask = torch.zeros_like(tokens)
    labels = torch.full_like(tokens, IGNORED)
    for row, length in enumerate(lengths):
        mask[row, :length] = 1
        tokens[row, length:] = 0
        labels[row, length - labelled : length] = tokens[row, length - labelled : length]
    return tokens, mask, labels


def learned(model, loss):
    model.zero_grad()
    loss.backward()
    return loss.detach(), {
        n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None
    }


BATCHES = [
    batch([12, 9, 10], shared=5, labelled=3),
    batch([8, 8], shared=7, labelled=2),  # the beginning reaches into the labels
    batch([6, 6, 6], shared=6, labelled=1),  # the same example three times
    batch([7, 4], shared=1, labelled=2),
    batch([7, 4], shared=0, labelled=2),
    batch([9], shared=5, labelled=4),
    batch([5, 11], shared=5, labelled=5),  # labels from the first token on
]


@pytest.mark.parametrize(("tokens", "mask", "labels"), BATCHES)
def test_loss_and_gradients(model, tokens, mask, labels):
    whole = model.model(input_ids=tokens, attention_mask=mask, use_cache=False).last_hidden_state
    slow = learned(model, labelled_loss(whole, labels, model.lm_head))
    hidden, rest = states(model.model, tokens, mask, labels)
    fast = learned(model, labelled_loss(hidden, rest, model.lm_head))
    torch.testing.assert_close(fast, slow, atol=1e-6, rtol=1e-4)


def test_the_beginning_is_read_once_and_no_padding(model):
    tokens, mask, labels = BATCHES[0]
    read = []
    hook = model.model.layers[0].register_forward_hook(
        lambda _, __, out: read.append(out.shape[:2])
    )
    hidden, rest = states(model.model, tokens, mask, labels)
    hook.remove()
    assert read == [(1, 4 + 8 + 5 + 6)]
    assert hidden.shape[:2] == rest.shape == read[0]


@pytest.mark.parametrize("family", ["qwen2", "mistral", "gemma2", "phi3"])
def test_other_families(family):
    """Those with a bias, a window, capped logits, and keys beside queries in one matrix."""
    sizes = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "vocab_size": 64}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "pad_token_id": 0}
    config = AutoConfig.for_model(family, **sizes, **heads)
    torch.manual_seed(0)
    other = AutoModelForCausalLM.from_config(config, attn_implementation="eager")
    test_loss_and_gradients(other, *BATCHES[0])


@pytest.mark.parametrize("why", ["recomputed", "no such attention"])
def test_padded_where_attention_cannot_be_replaced(model, why, monkeypatch):
    if why != "recomputed":
        monkeypatch.setattr(model.model, "_supports_attention_backend", False)
    tokens, mask, labels = BATCHES[0]
    hidden, rest = states(model.model, tokens, mask, labels, why == "recomputed")
    assert hidden.shape[:2] == rest.shape == tokens.shape
