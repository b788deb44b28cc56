"""The words are those of `generate`, whoever is asked beside, wherever somebody ends."""

import pytest
import torch

from academy.student.decoding import decode
from tests.tiny import llama

END = 5
PROMPTS = [
    [1, 2, 3, 4, 9, 8],
    [1, 2, 3, 4],
    [1, 2, 3, 7, 7, 7, 7, 30, 31],
    [1, 2, 3, 4, 9, 8, 11],
    [1, 2, 3, 4, 9, 8],
    [1, 2, 3, 7, 7, 30, 31],
]


@pytest.fixture(scope="module")
def model():
    return llama(initializer_range=0.4, bos_token_id=None, eos_token_id=END, pad_token_id=0).eval()


def generated(model, prompt, most):
    given = torch.tensor([prompt])
    output = model.generate(
        input_ids=given,
        attention_mask=torch.ones_like(given),
        max_new_tokens=most + 1,
        do_sample=False,
        return_dict_in_generate=True,
        output_logits=True,
    )
    said = output.sequences[0, len(prompt) :].tolist()
    logprobs = [
        float(logits[0].log_softmax(-1)[token])
        for logits, token in zip(output.logits, said, strict=True)
    ]
    return said, logprobs


@pytest.mark.parametrize("most", [0, 1, 12, 40])
@pytest.mark.parametrize("prompts", [PROMPTS, PROMPTS[:1], PROMPTS[1:3], [[1], [2, 3]]])
def test_as_generate_says_it(model, prompts, most):
    for prompt, said in zip(prompts, decode(model, prompts, {END}, most), strict=True):
        tokens, logprobs = generated(model, prompt, most)
        assert said.tokens == tokens
        assert said.logprobs == pytest.approx(logprobs, abs=1e-4)


@pytest.mark.parametrize("tokens", [1, 3, 5, 9])
def test_however_many_are_read_at_once(model, monkeypatch, tokens):
    whole = decode(model, PROMPTS, {END}, 12)
    monkeypatch.setattr("academy.student.rows.ROW", tokens)
    for said, same in zip(decode(model, PROMPTS, {END}, 12), whole, strict=True):
        assert said.tokens == same.tokens
        assert said.logprobs == pytest.approx(same.logprobs, abs=1e-4)


def test_some_end_before_others(model):
    lengths = {len(said.tokens) for said in decode(model, PROMPTS, {END}, 40)}
    assert len(lengths) > 1, "choose another seed: the test would show nothing"


def test_nothing_to_say(model):
    assert decode(model, [], {END}, 5) == []


def test_tokens_are_drawn_by_their_probability(model):
    prompt, draws, temperature = PROMPTS[0], 4000, 0.5
    torch.manual_seed(0)
    said = decode(model, [prompt] * draws, {END}, 0, temperature)
    drawn = torch.bincount(torch.tensor([one.tokens[0] for one in said]), minlength=64) / draws
    with torch.inference_mode():
        logits = model(torch.tensor([prompt])).logits[0, -1]
    wanted = (logits / temperature).softmax(-1)
    assert 1 - wanted.max() > 0.1, "choose another prompt: the test would show nothing"
    assert float((drawn[: len(wanted)] - wanted).abs().sum()) / 2 < 0.05
    logprobs = logits.log_softmax(-1)
    assert said[0].logprobs[0] == pytest.approx(float(logprobs[said[0].tokens[0]]), abs=1e-4)
