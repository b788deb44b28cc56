"""A model that is small enough to be looked at: random weights, always the same; a tokenizer."""

import string
from collections.abc import Sequence
from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM, LlamaTokenizer


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


def sentencepiece(words: Sequence[str]) -> Any:
    """A tokenizer as Llama 2 and TinyLlama have it, in which a word is one token."""
    vocab = dict.fromkeys(["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))])
    vocab |= dict.fromkeys(["▁", *string.printable.strip()])
    merges = dict[tuple[str, str], None]()
    for word in words:
        parts = [(word[:at], word[at]) for at in range(1, len(word))] + [("▁", word)]
        merges |= dict.fromkeys(parts)
        vocab |= dict.fromkeys(map("".join, parts))
    numbered = {token: number for number, token in enumerate(vocab)}
    return LlamaTokenizer(vocab=numbered, merges=list(merges))
