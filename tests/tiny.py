"""A model that is small enough to be looked at: random weights, always the same."""

from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM


def llama(**options: Any) -> LlamaForCausalLM:
    """A Llama of two layers over 64 tokens."""
    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=64,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        **options,
    )
    return LlamaForCausalLM(config)
