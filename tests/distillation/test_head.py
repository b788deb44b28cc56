"""Logits of some tokens are those of the whole model, whatever a family does to them."""

import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM

from academy.distillation.loss import labelled_loss
from academy.distillation.probe import check
from academy.distillation.soft_labels import soft_labels
from academy.errors import AcademyError
from tests.tiny import llama

FAMILIES = {
    "gemma2": {"final_logit_softcapping": 0.5},
    "granite": {"logits_scaling": 8.0},
    "cohere": {"logit_scale": 0.25},
    "gpt_neox": {},
    "gpt2": {},
}
MAMBA = {"mamba_n_heads": 4, "mamba_d_head": 16, "mamba_d_state": 8}
HYBRIDS = {
    "lfm2": {"layer_types": ["conv", "full_attention"], "block_ff_dim": 64, "conv_L_cache": 3},
    "granitemoehybrid": {
        **{"layer_types": ["mamba", "attention"], "num_local_experts": 0},
        **{"shared_intermediate_size": 32, **MAMBA},
    },
    "falcon_h1": {"mamba_d_ssm": 64, **MAMBA},
    "bloom": {},
}
"""Layers that see more than attention shows them, or no cache as others have it."""
ROWS = [([5, 9, 7], [11, 12, 2]), ([5, 9, 8, 10], [13, 2])]


def model(family):
    """A small one with large logits, so that a wrong scale is seen."""
    sizes = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "vocab_size": 64}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "pad_token_id": 0}
    own = FAMILIES.get(family) or HYBRIDS.get(family, {})
    config = AutoConfig.for_model(family, **sizes, **heads, **own, initializer_range=0.15)
    torch.manual_seed(0)
    made = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    made.get_output_embeddings().weight.data *= 30
    return made


@pytest.mark.parametrize("family", FAMILIES)
def test_probabilities_of_a_family(family):
    known = model(family)
    check(known, "student")
    found = soft_labels(known, ROWS, 64, 1.0, 1.0)
    for row, (before, after) in enumerate(ROWS):
        with torch.inference_mode():
            logits = known(input_ids=torch.tensor([before + after])).logits[0]
        wanted = logits[len(before) - 1 : -1].log_softmax(-1)
        some = slice(found.starts[row], found.starts[row + 1])
        wanted = wanted.gather(-1, found.tokens[some].long())
        torch.testing.assert_close(found.logprobs[some], wanted, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_loss_of_a_family(family):
    from academy.distillation.head import Head, body_of

    known = model(family)
    ids = torch.tensor([[5, 9, 7, 11, 12, 2]])
    whole = known(input_ids=ids, labels=ids).loss
    hidden = body_of(known)(input_ids=ids)[0]
    torch.testing.assert_close(labelled_loss(hidden, ids, Head(known)), whole)


def test_a_family_that_does_something_else_is_refused():
    odd = llama()
    forward = odd.forward
    odd.forward = lambda **given: type(forward(**given))(logits=forward(**given).logits * 2)
    odd.lm_head.weight.data *= 30
    with pytest.raises(
        AcademyError, match=r"student x: LlamaForCausalLM reads or makes its logits"
    ):
        check(odd, "student x")


@pytest.mark.parametrize("family", HYBRIDS)
def test_a_family_that_mixes_up_texts_is_refused(family):
    known = model(family)
    with pytest.raises(AcademyError, match=r"^student x: \w+ reads or makes its logits in a way"):
        check(known, "student x")


@pytest.mark.parametrize("training", [True, False])
def test_what_is_probed_is_as_before(training):
    known = llama().train(training)
    before = {name: weight.clone() for name, weight in known.state_dict().items()}
    check(known, "student x")
    assert known.training == training
    assert not known.model._forward_hooks
    assert all(torch.equal(weight, before[name]) for name, weight in known.state_dict().items())
    known(input_ids=torch.tensor([[1, 2]])).logits.sum().backward()
