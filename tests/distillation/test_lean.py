"""Fewer operations and less memory give what `peft` and `transformers` give, to the last bit."""

import pytest
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.models.llama.modeling_llama import LlamaMLP

from academy.distillation.gated import gate
from academy.lora.lora import Lora
from academy.lora.scaled import ScaledLinear
from tests.tiny import llama

TOKENS = torch.arange(1, 41).view(2, 20)


def adapted(change=lambda config: None, **options):
    config = LoraConfig(target_modules="all-linear", task_type="CAUSAL_LM", **options)
    change(config)
    model = get_peft_model(llama(), config)
    torch.manual_seed(5)
    for name, weight in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight)
    return model


def scaled(config):
    config._register_custom_module({torch.nn.Linear: ScaledLinear})


def learned(model):
    model.zero_grad()
    logits = model(input_ids=TOKENS).logits
    torch.nn.functional.cross_entropy(logits.flatten(0, 1), TOKENS.flatten()).backward()
    found = {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}
    return logits.detach(), found


def kept(model):
    """Numbers that the backward pass will want."""
    sizes = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: sizes.append(t.numel()) or t, id):
        model(input_ids=TOKENS)
    return sum(sizes)


def assert_same(one, other, rtol=0.0):
    torch.testing.assert_close(one, other, atol=rtol / 10, rtol=rtol)


def test_the_lora_that_is_trained_scales_between_its_matrices():
    how = {"dropout": 0.0, "rslora": False, "dora": False, "quantization": None}
    lora = Lora(r=4, alpha=8, target_modules="all-linear", optimizer="adamw_torch", **how)
    model = lora.attach(llama())
    assert sum(isinstance(module, ScaledLinear) for module in model.modules()) == 14


@pytest.mark.parametrize(
    ("options", "rtol"),
    [
        ({"r": 4, "lora_alpha": 8}, 0.0),
        ({"r": 4, "lora_alpha": 12}, 1e-4),  # three is no power of two
        ({"r": 4, "lora_alpha": 8, "use_rslora": True}, 0.0),
        ({"r": 4, "lora_alpha": 8, "use_dora": True}, 0.0),
    ],
)
def test_scaled_as_peft_scales(options, rtol):
    ours, theirs = adapted(scaled, **options), adapted(**options)
    assert_same(learned(ours), learned(theirs), rtol)
    assert learned(ours)[1]


def test_scaled_without_its_adapter_and_merged():
    ours, theirs = (adapted(how, r=4, lora_alpha=8) for how in (scaled, lambda config: None))
    with ours.disable_adapter(), theirs.disable_adapter(), torch.no_grad():
        assert_same(ours(input_ids=TOKENS).logits, llama()(input_ids=TOKENS).logits)
    ours.merge_adapter()
    theirs.merge_adapter()
    assert_same(ours(input_ids=TOKENS).logits, theirs(input_ids=TOKENS).logits)


@pytest.mark.parametrize("family", ["llama", "qwen2", "mistral"])
def test_gated_as_transformers_gates(family):
    sizes = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "vocab_size": 64}
    config = AutoConfig.for_model(family, num_attention_heads=4, num_key_value_heads=2, **sizes)
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config)
    before, much = learned(model), kept(model)
    gate(model)
    assert_same(learned(model), before)
    assert kept(model) == much - 2 * 40 * 48  # what is silu(gate) of each token in each layer


def test_other_gates_stay_as_they_are():
    sizes = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "vocab_size": 64}
    config = AutoConfig.for_model(
        "gemma2", num_attention_heads=4, num_key_value_heads=2, head_dim=8, **sizes
    )
    model = AutoModelForCausalLM.from_config(config)
    gate(model)
    assert not any("forward" in vars(module) for module in model.modules())


def test_a_gate_that_clamps_stays_as_it_is():
    class Clamping(LlamaMLP):
        def forward(self, x):
            return self.down_proj(self.act_fn(self.gate_proj(x).clamp(max=2)) * self.up_proj(x))

    model = llama()
    model.model.layers[1].mlp = Clamping(model.config)
    x = 9 * torch.ones(1, 32)
    before = [layer.mlp(x) for layer in model.model.layers]
    gate(model)
    assert [layer.mlp.forward.__class__.__name__ for layer in model.model.layers] == [
        "partial",
        "method",
    ]
    for layer, wanted in zip(model.model.layers, before, strict=True):
        torch.testing.assert_close(layer.mlp(x), wanted, rtol=0, atol=0)
