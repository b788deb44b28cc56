"""The procedures in a whole training of the real student."""

import json
import shutil
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import load_file

from academy.distillation import prepared, training
from academy.distillation.lessons import Lesson
from academy.distillation.prepared import Prepared, in_parts, teacher_identity
from academy.distillation.soft import teacher_of
from academy.distillation.soft_labels import SoftLabels, soft_labels
from tests.helpers import newest, result, results
from tests.test_contract import settings
from tests.tiny import llama, sentencepiece
from tests.trained import furnish, weights


def learned(folder):
    """All that a training made of the matrices that begin as zeros, and its losses."""
    adapter = load_file(folder / "adapter" / "adapter_model.safetensors")
    made = [w.float().flatten() for name, w in sorted(adapter.items()) if "lora_B" in name]
    training = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    return torch.cat(made), torch.tensor([loss for _, loss in training["losses"]])


def test_soft_labels_of_the_base_and_of_the_same_model_from_a_folder(trained, home, models, run):
    furnish(home, models)
    words = ["distillation.replay=0.5", "distillation.top_k=8"]
    run("train", *trained.words, "distillation=context", *words).ok()
    context = result(home, "train")
    training = json.loads((context / "training.json").read_text(encoding="utf-8"))
    assert (
        len(training["losses"]) == 11
    )  # six questions, each in three ways, and three of chat, by two
    assert len(training["made"]) == 3
    assert all(question.endswith("?") and answer for question, answer in training["made"])
    assert weights(context) != weights(trained.folder)
    assert not list(context.glob("**/soft_labels*"))
    source = trained.settings.student.source()
    run("train", *trained.words, "distillation=soft", f"distillation.source={source}", *words).ok()
    assert weights(newest(home, "train")) == weights(context)
    adapter = trained.folder / "adapter"
    run("train", *trained.words, "distillation=soft", f"distillation.source={adapter}", *words).ok()
    assert weights(newest(home, "train")) != weights(context)
    assert len(results(home, "chat")) == 1  # made by the first training, found by the others
    assert len(results(home, "labels")) == 3
    made = weights(context)
    shutil.rmtree(context)
    run("train", *trained.words, "distillation=context", *words).ok()
    assert weights(newest(home, "train")) == made
    assert len(results(home, "labels")) == 3


def test_of_a_teachers_work_one_part_is_lost(home, monkeypatch):
    monkeypatch.setattr(prepared, "PART", 2)
    asked = []

    def read(rows):
        asked.append(list(rows))
        if rows[0] == 5 and len(asked) == 3:
            raise KeyboardInterrupt
        made = [Lesson(f"{row}?", f"{row}!", soft=i) for i, row in enumerate(rows) if row != 4]
        if not made:
            return Prepared([], None)
        numbers = torch.tensor([[int(lesson.question[0])] for lesson in made])
        starts = torch.arange(len(made) + 1)
        soft = SoftLabels(starts, torch.ones(len(made)), numbers, numbers.float())
        return Prepared(made, soft, [[7] for _ in made])

    rows = [1, 2, 3, 4, 5]
    with pytest.raises(KeyboardInterrupt):
        in_parts("answers", {"k": 1}, rows, read)
    found = in_parts("answers", {"k": 1}, rows, read)
    assert asked == [[1, 2], [3, 4], [5], [5]]
    assert [lesson.soft for lesson in found.made] == [0, 1, 2, 3]
    assert found.soft.tokens.flatten().tolist() == [1, 2, 3, 5]
    assert found.soft.starts.tolist() == [0, 1, 2, 3, 4]
    assert len(found.contexts) == 4
    assert in_parts("answers", {"k": 2}, [4], read).soft is None  # nothing was answered


def test_an_adapter_reads_otherwise_on_another_base():
    """And in another precision; so what it read is not found again then."""

    def identity(base):
        course = SimpleNamespace(student=SimpleNamespace(identity=lambda: base), before=None)
        return teacher_identity("folder/adapter", course)

    assert identity({"model": "a"}) == identity({"model": "a"}) != identity({"model": "b"})
    assert {"gpu", "bf16"} <= identity({}).keys()


def test_a_teacher_with_more_logits_than_tokens(tmp_path):
    """As the larger models of a family have them."""
    tokenizer = sentencepiece(["harbour", "lighthouse"])
    sizes = {"vocab_size": len(tokenizer) + 5, "tie_word_embeddings": True}
    llama(**sizes).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    teacher = teacher_of(str(tmp_path), tokenizer)
    found = soft_labels(teacher, [([5, 6], [7, 8])], 10_000, 1.0, 1.0)
    assert found.tokens.shape == (2, len(tokenizer))
    assert int(found.tokens.max()) < len(tokenizer)
    torch.testing.assert_close(found.logprobs.exp().sum(-1), torch.ones(2))


def test_fewer_questions_than_wanted_are_told(monkeypatch, capsys):
    few = Prepared([Lesson("Who?", "Ada.")], None)
    monkeypatch.setattr(training, "replayed", lambda *_: few)
    settings("distillation=hard").distillation.chatting(Prepared([], None), 4, None, None, None)
    assert "the base made up 1 of 4 questions" in capsys.readouterr().out


def test_a_teacher_with_other_tokens(there, run, tmp_path):
    tokenizer = there.settings.student.tokenizer()
    tokenizer.add_tokens(["<another>"])
    tokenizer.save_pretrained(tmp_path / "other")
    words = ["distillation=soft", f"distillation.source={tmp_path / 'other'}"]
    line = run("train", *there.words, *words, "distillation.replay=0").line
    assert "its tokens are not the student's (49153 and 49152)" in line


def test_what_saves_memory_changes_nothing(trained, home, models, run):
    """A batch in parts, and activations computed anew."""
    furnish(home, models)
    first, losses = learned(trained.folder)
    words = ["distillation.micro_batch=1", "distillation.gradient_checkpointing=true"]
    assert "9 steps of 2 × 1 examples" in run("train", *trained.words, *words).ok().out
    found, told = learned(newest(home, "train"))
    torch.testing.assert_close(told, losses, atol=0.01, rtol=0.05)
    assert torch.cosine_similarity(found, first, 0) > 0.98  # rounding to half precision


@pytest.mark.parametrize("procedure", ["recall", "catalogue"])
def test_what_changes_no_more_than_rounding_makes_no_other_training(procedure):
    def identity(*words):
        return settings(f"distillation={procedure}", *words).distillation.identity()

    others = ("micro_batch=4", "gradient_checkpointing=true", "checkpoints=9", "threads=1")
    assert identity(*(f"distillation.{word}" for word in others)) == identity()
    assert identity("distillation.batch_size=8") != identity()


def test_parts_of_a_batch_are_of_one_size(run):
    line = run("train", "experiment=demo", "distillation.micro_batch=3").line
    assert "batch_size=16 is no multiple of micro_batch" in line
