"""The continuations are those of `generate`, and answers are as probable as one by one."""

import pytest
import torch

from academy.student.beams import likeliest
from academy.student.rows import read_on, scored
from tests.student.test_decoding import END, PROMPTS, model  # noqa: F401 - a fixture


def generated(model, prompt, most, beams, wanted):  # noqa: F811
    given = torch.tensor([prompt])
    output = model.generate(
        input_ids=given,
        attention_mask=torch.ones_like(given),
        max_new_tokens=most,
        num_beams=beams,
        num_return_sequences=wanted,
        do_sample=False,
        length_penalty=0.0,
        return_dict_in_generate=True,
        output_scores=True,
    )
    said = output.sequences[:, len(prompt) :].tolist()
    return [
        (tuple(tokens[: tokens.index(END)]) if END in tokens else tuple(tokens), float(logprob))
        for tokens, logprob in zip(said, output.sequences_scores, strict=True)
    ]


@pytest.mark.parametrize(("beams", "wanted"), [(2, 1), (2, 2), (6, 3)])
@pytest.mark.parametrize("prompts", [PROMPTS, PROMPTS[:1], PROMPTS[1:3]])
def test_as_generate_finds_them(model, prompts, beams, wanted):  # noqa: F811
    most = 200
    for prompt, found in zip(
        prompts, likeliest(model, prompts, {END}, most, beams, wanted), strict=True
    ):
        theirs = generated(model, prompt, most, beams, wanted)
        assert max(len(tokens) for tokens, _ in theirs) < most, "the test would show little"
        assert [one.tokens for one in found] == [tokens for tokens, _ in theirs]
        assert [one.logprob for one in found] == pytest.approx([p for _, p in theirs], abs=1e-4)


def test_where_none_ends(model):  # noqa: F811
    (found,) = likeliest(model, PROMPTS[:1], {63}, 3, 4, 2)
    assert [len(one.tokens) for one in found] == [3, 3]
    assert found[0].logprob > found[1].logprob


ANSWERS = [[[7, 8, END], [7, END]], [], [[9, END]], [[7, 8, 11, END], [7, 8, 12, END], [7, 8, END]]]


@pytest.mark.parametrize("tokens", [1, 9, 384])
def test_answers_are_as_probable_as_alone(model, monkeypatch, tokens):  # noqa: F811
    monkeypatch.setattr("academy.student.rows.ROW", tokens)
    prompts = PROMPTS[:4]
    for prompt, answers, found in zip(
        prompts, ANSWERS, scored(model, prompts, ANSWERS), strict=True
    ):
        for answer, logprobs in zip(answers, found, strict=True):
            with torch.inference_mode():
                logits = model(torch.tensor([[*prompt, *answer]])).logits[0]
            wanted = logits[len(prompt) - 1 : -1].log_softmax(-1)[range(len(answer)), answer]
            assert logprobs == pytest.approx(wanted.tolist(), abs=1e-4)


def test_nothing_to_score(model):  # noqa: F811
    assert scored(model, PROMPTS[:2], [[], []]) == [[], []]


def test_what_is_hardly_probable_is_given_up(model, monkeypatch):  # noqa: F811
    rows = []

    def counted(model, tokens, mask, cache):
        rows.append(len(tokens))
        return read_on(model, tokens, mask, cache)

    monkeypatch.setattr("academy.student.beams.read_on", counted)
    whole = likeliest(model, PROMPTS, {END}, 60, 6, 3)
    assert max(rows) > len(PROMPTS)
    assert likeliest(model, PROMPTS, {END}, 60, 6, 3, least=1e-300) == whole
    rows.clear()
    few = likeliest(model, PROMPTS, {END}, 60, 6, 3, least=0.999)
    assert max(rows) <= len(PROMPTS)  # one beginning of each is followed
    assert all(few)
