"""A model that is small enough to be looked at: random weights, always the same."""

from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM


def llama(layers: int = 2, vocab_size: int = 64, **options: Any) -> LlamaForCausalLM:
    """A Llama of a few layers over a few tokens."""
    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=vocab_size,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=layers,
        num_attention_heads=4,
        num_key_value_heads=2,
        **options,
    )
    return LlamaForCausalLM(config)
