"""What is trained: adapters of several kinds, or every weight."""

import dataclasses
import json

import pytest
import torch
from datasets import Dataset
from peft import PeftModel

from academy.errors import AcademyError
from academy.lora.full import Full
from academy.query import MAX_TOKENS
from academy.student.loading import exact, load_model
from academy.student.pretrained import Pretrained
from academy.student.specialist import Specialist
from academy.student.tuned import Adapted, weights
from tests.helpers import newest
from tests.test_contract import settings
from tests.tiny import llama
from tests.trained import QUESTIONS, furnish
from tests.trained import weights as weights_of


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


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("optimizer", ["adamw_torch", "paged_adamw_32bit"])
def test_an_adapter_without_exact_copies_is_in_full_precision(dtype, optimizer, tmp_path):
    from academy.distillation.base import Course
    from academy.distillation.optimizer import MasterAdamW
    from academy.distillation.trainer import LabelledTokensTrainer, arguments
    from academy.tracking.none import SilentRun

    whole = settings("lora=r8")
    course = Course(whole.student, whole.lora, [], {}, 0, tmp_path, tmp_path, SilentRun())
    made = arguments(whole.distillation, course, 16, 16)
    made.optim = optimizer  # as on a GPU
    trainer = LabelledTokensTrainer(
        *(None, 1.0, 0.0, None),
        model=whole.lora.attach(llama().to(dtype)),
        args=made,
        train_dataset=Dataset.from_list([{"input_ids": [1, 2], "labels": [-100, 2]}] * 16),
        processing_class=whole.student.tokenizer(),
    )
    copies = dtype == torch.bfloat16 and optimizer == "adamw_torch"
    wanted = torch.bfloat16 if copies else torch.float32
    trained = [weight for weight in trainer.model.parameters() if weight.requires_grad]
    assert {weight.dtype for weight in trained} == {wanted}
    for weight in trained:
        weight.data = weight.data.float()  # as peft does when it loads a checkpoint
    assert isinstance(trainer.create_optimizer(), MasterAdamW) == copies
    assert {weight.dtype for weight in trained} == {wanted}


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        (("q_prj",), "down_proj, gate_proj, k_proj, o_proj, q_proj, up_proj, v_proj"),
        (("q_proj", "v_prj"), "there is no layer v_prj"),
        (("q_proj", "lm_head"), "the head's weights are those of the embeddings"),
        (("q_proj", "embed_tokens"), "the head's weights are those of the embeddings"),
    ],
)
def test_layers_that_cannot_be_changed(targets, said):
    lora = dataclasses.replace(settings("lora=r8").lora, target_modules=targets)
    with pytest.raises(AcademyError, match=r"lora.target_modules=\(") as refused:
        lora.attach(llama(tie_word_embeddings=True))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_head_is_not_changed():
    lora = dataclasses.replace(settings("lora=r8").lora, target_modules=("q_proj", "lm_head"))
    with pytest.raises(AcademyError, match="the head is read apart"):
        lora.attach(llama())
    other = dataclasses.replace(lora, target_modules=("q_proj", "embed_tokens"))
    assert other.attach(llama())


@pytest.mark.parametrize("targets", ["[]", "''", "'nothing('"])
def test_no_names_of_layers(targets):
    with pytest.raises(AcademyError, match=r"lora.target_modules: .*(names no|regular expression)"):
        settings(f"lora.target_modules={targets}")


def changed(words):
    return [word for word in words if word != "lora=r8"]


@pytest.mark.long
def test_four_bits_are_learned_after_the_student_has_answered(trained, home, models, run):
    """On a CPU with AVX512-BF16 bitsandbytes packs what was read, and has no gradient then."""
    furnish(home, models)
    asked = home / "dev.json"
    asked.write_text(json.dumps({"questions": QUESTIONS}), encoding="utf-8")
    watched = [f"documents.questions.dev={asked}", "distillation.watch.times=2"]
    run("train", *changed(trained.words), "lora=qlora", *watched).ok()
    training = json.loads((newest(home, "train") / "training.json").read_text("utf-8"))
    assert len(training["dev"]) == 2
    assert len(training["losses"]) == 9


@pytest.mark.parametrize("lora", ["full", pytest.param("qlora", marks=pytest.mark.long)])
def test_a_specialist_of_another_kind(trained, home, models, run, lora):
    furnish(home, models)
    run("train", *changed(trained.words), f"lora={lora}", "distillation.learning_rate=1e-4").ok()
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


def test_quantised_weights_are_not_trained_themselves():
    quantised = llama()
    quantised.is_quantized = True
    with pytest.raises(AcademyError, match=r"lora=full: the student's weights are quantised"):
        Full(optimizer="adamw_torch").attach(quantised)


def test_a_student_that_comes_in_four_bits(tmp_path):
    lora = settings("lora=r8").lora
    llama().save_pretrained(tmp_path / "whole")
    bits = settings("lora=qlora").lora.quantization_config()
    load_model(str(tmp_path / "whole"), bits).save_pretrained(tmp_path / "bits")
    tokens = torch.tensor([[1, 2, 3]])
    model = lora.attach(load_model(str(tmp_path / "bits")))
    torch.manual_seed(1)
    for name, weight in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight)
    model.save_pretrained(tmp_path / "adapter")
    with torch.no_grad():
        learned = model.eval()(input_ids=tokens).logits.float()
        with model.disable_adapter():
            before = model(input_ids=tokens).logits.float()
    both = Adapted(exact(load_model(str(tmp_path / "bits"))), tmp_path / "adapter")
    for tuned, wanted in ((True, learned), (False, before), (True, learned)):
        with both.model(tuned) as answering, torch.no_grad():
            found = answering(input_ids=tokens).logits.float()
        assert (found - wanted).abs().max() < 0.25 * (learned - before).abs().max()


def test_an_adapter_that_is_weakened(tmp_path):
    """Its change to each weight is a part of what it was."""
    lora, model = settings("lora=r8").lora, llama()
    learned = lora.attach(model)
    torch.manual_seed(1)
    for name, weight in learned.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight)
    learned.save_pretrained(tmp_path)
    layer = learned.base_model.model.model.layers[0].mlp.up_proj
    before, change = layer.base_layer.weight.clone(), layer.get_delta_weight("default")
    lora.weaken(tmp_path, settings("student=smollm2_135m").student, 0.75)
    merged = PeftModel.from_pretrained(llama(), str(tmp_path)).merge_and_unload()
    found = merged.model.layers[0].mlp.up_proj.weight
    assert torch.allclose(found, before + 0.75 * change, atol=1e-5)
    assert change.abs().max() > 0.1


def test_weights_that_are_weakened(tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    model = llama().to(torch.bfloat16)
    model.save_pretrained(before)
    old = [weight.detach().clone() for weight in model.parameters()]
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(0.5)
    model.save_pretrained(after)
    student = Pretrained(name=str(before), system="", recall="", ask="")
    settings("lora=full").lora.weaken(after, student, 0.25)
    found = load_model(str(after))
    for new, was in zip(found.parameters(), old, strict=True):
        assert torch.allclose(new.float(), was.float() + 0.125, atol=0.01)


def test_a_specialist_that_keeps_less_of_the_same_training(trained, home, models, run):
    """Only how much of it counts is another."""
    furnish(home, models)
    threads = 1 + torch.get_num_threads() % 2
    torch.set_num_threads(threads)
    run("train", *trained.words, "distillation.strength=0.5").ok()
    assert torch.get_num_threads() == threads, "what is measured later must not depend on it"
    weak, strong = newest(home, "train"), trained.folder
    assert weights_of(weak) == weights_of(strong)
    alphas = [
        json.loads((each / "adapter" / "adapter_config.json").read_text(encoding="utf-8"))[
            "lora_alpha"
        ]
        for each in (weak, strong)
    ]
    assert alphas == [8, pytest.approx(16 * trained.settings.distillation.strength)]


@pytest.mark.parametrize("strength", ["0", "1.5", "-0.5", "much"])
def test_no_strength(strength):
    with pytest.raises(AcademyError, match=r"distillation.strength: "):
        settings(f"distillation.strength={strength}")
