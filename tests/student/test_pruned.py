"""Students that are some layers of a larger model."""

from pathlib import Path

import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel

from academy.distillation.lessons import Lesson
from academy.errors import AcademyError
from academy.records import read_json
from academy.settings import construct
from academy.student.pruned import CARD, block_influence, cut, spaced
from tests.test_contract import settings
from tests.tiny import llama
from tests.trained import furnish

CHAT = [Lesson("Who?", "Ada Kern built it."), Lesson("When was that?", "In 1911.")]


@pytest.mark.parametrize(
    ("before", "kept", "layers"),
    [
        (32, 11, [0, 3, 6, 9, 12, 16, 19, 22, 25, 28, 31]),  # EduLLama's
        (30, 30, list(range(30))),
        (5, 2, [0, 4]),
        (5, 1, [0]),
    ],
)
def test_evenly_spaced(before, kept, layers):
    assert spaced(before, kept) == layers


@pytest.fixture
def deep():
    """32 layers over 64 tokens."""
    return llama(layers=32).eval()


def test_what_is_kept_computes_as_it_did(deep):
    kept = spaced(32, 11)
    smaller = cut(deep, kept).eval()
    assert smaller.config.num_hidden_layers == len(smaller.model.layers) == 11
    assert [layer.self_attn.layer_idx for layer in smaller.model.layers] == list(range(11))
    tokens = torch.randint(64, (2, 9), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        found = smaller(tokens).logits
        deep.model.layers = torch.nn.ModuleList([deep.model.layers[i] for i in kept])
        wanted = deep(tokens, use_cache=False).logits
    torch.testing.assert_close(found, wanted)


def test_what_is_set_for_each_layer_goes_with_it():
    config = AutoConfig.for_model(
        "smollm3",
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=8,
        vocab_size=64,
        num_attention_heads=4,
        num_key_value_heads=2,
        pad_token_id=0,
    )
    whole = AutoModelForCausalLM.from_config(config)
    assert whole.config.no_rope_layers == [1, 1, 1, 0, 1, 1, 1, 0]
    smaller = cut(whole, [0, 3, 5, 7])
    assert smaller.config.no_rope_layers == [1, 0, 1, 0]
    assert [layer.self_attn.use_rope for layer in smaller.model.layers] == [1, 0, 1, 0]


def test_generation_with_a_cache_is_generation_without(deep):
    smaller = cut(deep, spaced(32, 11)).eval()
    tokens = torch.tensor([[5, 9, 7]])
    how = {"max_new_tokens": 12, "do_sample": False, "pad_token_id": 0}
    one, other = (smaller.generate(tokens, use_cache=cache, **how) for cache in (True, False))
    assert torch.equal(one, other)


class Tokenizer:
    """A letter is a token."""

    eos_token_id = 0

    def apply_chat_template(self, messages, add_generation_prompt=False, **_):
        text = "".join(message["content"] for message in messages)
        return {"input_ids": [ord(letter) % 64 for letter in text]}


def test_a_layer_that_changes_nothing_has_no_influence(deep):
    idle = deep.model.layers[7]
    for weight in (idle.self_attn.o_proj.weight, idle.mlp.down_proj.weight):
        torch.nn.init.zeros_(weight)
    found = block_influence(deep, CHAT, settings().student, Tokenizer())
    assert len(found) == 32
    assert found[7] == pytest.approx(0, abs=1e-6)
    assert min(found[:7] + found[8:]) > 1e-6
    assert not deep.model.layers[0]._forward_hooks


@pytest.fixture
def folder(there, tmp_path):
    """A model of 32 random layers with the embedded student's tokenizer."""
    tokenizer = there.settings.student.tokenizer()
    llama(layers=32, vocab_size=len(tokenizer)).save_pretrained(tmp_path / "deep")
    tokenizer.save_pretrained(tmp_path / "deep")
    return tmp_path / "deep"


def test_the_recipe_for_llama_on_a_small_one(folder, home, run):
    name = [f"student.whole.name={folder}", "student.recovery=null"]
    student = settings("student=edullama", *name).student
    source = student.source()
    model = AutoModelForCausalLM.from_pretrained(source)
    assert model.config.num_hidden_layers == 11
    card = read_json(Path(source) / CARD)
    assert card["kept"] == spaced(32, 11)
    assert card["of"] == 32
    assert student.title == f"{folder}, 11 layers"
    with pytest.raises(AcademyError, match=r"student.layers=33: .* has 32 layers"):
        settings("student=edullama", *name, "student.layers=33").student.source()


def test_a_model_that_makes_up_nothing_cannot_teach(folder, home):
    name = [f"student.whole.name={folder}", "student.recovery.questions=2"]
    with pytest.raises(AcademyError, match="makes up no questions"):
        settings("student=edullama", *name).student.source()
    with pytest.raises(AcademyError, match=r"student.keep=influence: .* makes up no questions"):
        settings("student=edullama", *name, "student.keep=influence").student.source()


FEW = {"questions": 4, "answer_tokens": 6, "epochs": 1, "batch_size": 2, "top_k": 8}


def test_what_was_cut_learns_again(home, models, monkeypatch):
    furnish(home, models)
    node = settings("student=pruned").resolved["student"]
    recovery = {**node["recovery"], **FEW}
    node = {**node, "layers": 3, "keep": "influence", "recovery": recovery}
    monkeypatch.setattr("academy.student.pruned.CALIBRATION", 2)
    student = construct("student", node)
    source = student.source()
    assert student.source() == source  # made once
    card = read_json(Path(source) / CARD)
    assert len(card["kept"]) == 3
    assert len(card["influence"]) == 30
    assert card["losses"]
    assert 1 <= len(card["chat"]) <= 4
    assert all(loss > 0 for _, loss in card["losses"])
    bare = construct("student", {**node, "recovery": None})
    before, after = (
        AutoModelForCausalLM.from_pretrained(one.source()).model.layers[1].mlp.up_proj.weight
        for one in (bare, student)
    )
    assert before.shape == after.shape
    assert not torch.equal(before, after)
    assert not Path(source).with_name(f".{Path(source).name}.new").exists()


def test_layers_of_another_kind():
    other = GPT2LMHeadModel(GPT2Config(n_embd=8, n_head=2, n_layer=2, vocab_size=16))
    with pytest.raises(AcademyError, match=r"GPT2LMHeadModel has no layers of the usual kind"):
        cut(other, [0])
    with pytest.raises(AcademyError, match=r"GPT2LMHeadModel has no layers of the usual kind"):
        block_influence(other, [], None, None)
