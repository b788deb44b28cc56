"""The procedures in a whole training of the real student."""

import json

from tests.helpers import newest, result
from tests.trained import furnish


def weights(folder):
    return (folder / "adapter" / "adapter_model.safetensors").read_bytes()


def test_soft_labels_of_the_base_and_of_the_same_model_from_a_folder(trained, home, models, run):
    furnish(home, models)
    words = ["distillation.replay=0.5", "distillation.top_k=8"]
    run("train", *trained.words, "distillation=context", *words).ok()
    context = result(home, "train")
    training = json.loads((context / "training.json").read_text(encoding="utf-8"))
    assert len(training["losses"]) == 8  # six questions, six sentences and three of chat, by two
    assert len(training["made"]) == 3
    assert all(question.endswith("?") and answer for question, answer in training["made"])
    assert weights(context) != weights(trained.folder)
    assert not list(context.glob("**/soft_labels*"))
    source = trained.settings.student.source()
    run("train", *trained.words, "distillation=soft", f"distillation.source={source}", *words).ok()
    assert weights(newest(home, "train")) == weights(context)


def test_a_teacher_with_other_tokens(there, run, tmp_path):
    tokenizer = there.settings.student.tokenizer()
    tokenizer.add_tokens(["<another>"])
    tokenizer.save_pretrained(tmp_path / "other")
    words = ["distillation=soft", f"distillation.source={tmp_path / 'other'}"]
    line = run("train", *there.words, *words, "distillation.replay=0").line
    assert "its tokens are not the student's (49153 and 49152)" in line
