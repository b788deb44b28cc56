"""What is trained: adapters of several kinds, or every weight."""

import dataclasses

import pytest
import torch

from academy.query import MAX_TOKENS
from academy.student.specialist import Specialist
from academy.student.tuned import weights
from tests.helpers import newest
from tests.test_contract import settings
from tests.tiny import llama
from tests.trained import furnish


def test_a_rank_stabilised_adapter_is_scaled_by_its_root():
    lora = dataclasses.replace(settings("lora=r16").lora, rslora=True)
    layer = lora.attach(llama()).base_model.model.model.layers[0].self_attn.q_proj
    assert layer.scaling["default"] == 32 / 4
    assert lora.name == "LoRA r16"


def test_an_adapter_of_directions_learns_lengths_too():
    model = dataclasses.replace(settings("lora=r8").lora, dora=True).attach(llama())
    trained = {name for name, weight in model.named_parameters() if weight.requires_grad}
    assert any("magnitude" in name for name in trained)


def test_layers_are_chosen_by_name():
    lora = dataclasses.replace(settings("lora=r8").lora, target_modules=("q_proj", "v_proj"))
    model = lora.attach(llama())
    changed = {name.split(".")[-4] for name, _ in model.named_parameters() if "lora_A" in name}
    assert changed == {"q_proj", "v_proj"}


def changed(words):
    return [word for word in words if word != "lora=r8"]


@pytest.mark.parametrize("lora", ["full", pytest.param("qlora", marks=pytest.mark.long)])
def test_a_specialist_of_another_kind(trained, home, models, run, lora):
    furnish(home, models)
    more = ["lora=full"] if lora == "full" else ["lora=qlora", "lora.optimizer=adamw_torch"]
    run("train", *changed(trained.words), *more, "distillation.learning_rate=1e-4").ok()
    folder = newest(home, "train")
    (found,) = weights(folder / "adapter")
    assert found.name == ("model.safetensors" if lora == "full" else "adapter_model.safetensors")
    specialist = Specialist(trained.settings.student, folder)
    other = Specialist(trained.settings.student, trained.folder)
    asked = ["Who built the harbour of Oldmouth?"]
    (base,), (known,) = (s.answer(asked, 12, 1, adapter=False) for s in (specialist, other))
    assert base == known
    (said,) = specialist.answer(asked, MAX_TOKENS, 1)
    assert said != base
    out = run("query", *asked, "router=specialist").ok().out
    assert said.text in out


def test_every_weight_is_trained():
    model = settings("lora=full").lora.attach(llama().requires_grad_(False))
    assert all(weight.requires_grad for weight in model.parameters())
    assert isinstance(model, torch.nn.Module)
