"""Models whose layers see less than a whole text."""

import pytest
import torch
from transformers import MistralConfig, MistralForCausalLM, Qwen2Config

from academy.distillation.reading import states
from academy.errors import AcademyError
from academy.student.decoding import decode
from academy.student.rows import window
from tests.distillation import test_reading
from tests.tiny import llama

SEEN = 6


@pytest.fixture
def narrow():
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "vocab_size": 64}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "sliding_window": SEEN}
    return MistralForCausalLM(MistralConfig(**sizes, **heads, attn_implementation="eager")).eval()


def test_longer_examples_are_learned_as_the_model_reads_them(narrow):
    tokens, mask, labels = test_reading.BATCHES[0]  # 9 to 12 tokens
    test_reading.test_loss_and_gradients(narrow, tokens, mask, labels)
    assert states(narrow.model, tokens, mask, labels)[0].shape[:2] == tokens.shape
    short = [part[:, :SEEN] for part in (tokens, mask, labels)]
    assert states(narrow.model, *short)[0].shape[:2] != short[0].shape


def test_longer_texts_are_refused_in_one_line(narrow):
    short = [[5, 9, 7], [5, 9, 8, 10]]
    said = decode(narrow, short, {99}, 2)
    for prompt, one in zip(short, said, strict=True):
        wanted = narrow.generate(torch.tensor([prompt]), max_new_tokens=3, do_sample=False)
        assert one.tokens == wanted[0, len(prompt) :].tolist()
    for prompts, most in (([[*range(3, 10)], [4, 5]], 1), (short, 9)):
        with pytest.raises(AcademyError, match=r"a text of 7 tokens is longer than the 6 that its"):
            decode(narrow, prompts, {99}, most)


def test_texts_for_which_there_are_no_positions():
    model = llama(max_position_embeddings=SEEN, attn_implementation="eager").eval()
    decode(model, [[5, 9, 7]], {99}, 2)
    with pytest.raises(AcademyError, match=r"a text of 7 tokens is longer than the 6 that"):
        decode(model, [[*range(3, 10)]], {99}, 1)
    tokens, mask, labels = test_reading.BATCHES[0]  # 9 to 12 tokens
    with pytest.raises(AcademyError, match=r"a text of \d+ tokens is longer than the 6 that"):
        states(model.model, tokens, mask, labels)


def test_a_window_that_is_not_used():
    assert window(Qwen2Config(sliding_window=6, use_sliding_window=False)) == float("inf")
    assert window(MistralConfig(sliding_window=None)) == float("inf")
    assert window(MistralConfig(sliding_window=9)) == 9
