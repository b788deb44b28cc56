"""The development questions while a student is trained."""

import pytest
import torch
from transformers import TrainerControl, TrainerState

from academy import records
from academy.distillation.progress import Progress
from academy.distillation.watch import Watch
from academy.errors import AcademyError
from academy.tracking.none import SilentRun
from tests.helpers import newest
from tests.test_contract import settings
from tests.tiny import llama
from tests.trained import QUESTIONS, asked, furnish, tracked


@pytest.fixture
def questions(tmp_path):
    return asked(tmp_path / "dev.json")


class Tokenizer:
    """Tokens are numbers."""

    eos_token_id = 2

    def apply_chat_template(self, messages, **_):
        return {"input_ids": [5, len(messages[-1]["content"])]}

    def decode(self, tokens, **_):
        return " ".join(map(str, tokens))


class Model(torch.nn.Module):
    """Answers nothing; says what it was told to."""

    def save_pretrained(self, folder):
        folder.mkdir()
        (folder / "adapter_model.safetensors").write_text(self.name, encoding="utf-8")


def scores(tmp_path, questions, monkeypatch, found, **settings):
    from tests.distillation.test_lessons import course

    how = {"questions": str(questions), "times": 6, "patience": 2, "max_answer_tokens": 24}
    watch = Watch(**{**how, **settings})
    whole = course()
    object.__setattr__(whole, "folder", tmp_path / "work")
    (tmp_path / "work").mkdir(exist_ok=True)
    made = watch.scores(whole, Tokenizer(), 12)
    given = iter(found)
    monkeypatch.setattr(made, "_score", lambda model: next(given))
    return made


def ask(made, steps):
    for step in steps:
        model = Model()
        model.name = f"after {step}"
        made.ask(model, step)


def test_the_best_is_kept_and_the_rest_spared(tmp_path, questions, monkeypatch):
    made = scores(tmp_path, questions, monkeypatch, [0.2, 0.5, 0.5, 0.4])
    for step in range(1, 9):
        ask(made, [step])
        assert made.is_enough == (step == 8) or not made.found
    assert made.found == [(2, 0.2), (4, 0.5), (6, 0.5), (8, 0.4)]
    assert made.keep(tmp_path / "adapter")
    kept = tmp_path / "adapter" / "adapter_model.safetensors"
    assert kept.read_text(encoding="utf-8") == "after 4"


def test_an_interrupted_training_knows_what_was_found(tmp_path, questions, monkeypatch):
    ask(scores(tmp_path, questions, monkeypatch, [0.1, 0.3, 0.2]), [2, 4, 6])
    again = scores(tmp_path, questions, monkeypatch, [0.2])
    again.begin(4)
    assert again.found == [(2, 0.1), (4, 0.3)]
    ask(again, [6])
    assert again.found[-1] == (6, 0.2)


def test_without_patience_it_is_a_curve(tmp_path, questions, monkeypatch):
    made = scores(tmp_path, questions, monkeypatch, [0.3] * 6, patience=None)
    ask(made, range(1, 13))
    assert len(made.found) == 6
    assert not made.is_enough
    assert not made.keep(tmp_path / "adapter")


def test_what_is_right(tmp_path, questions):
    from academy.student.decoding import decode

    model, tokenizer = llama().eval(), Tokenizer()
    prompts = [[5, len(one["question"])] for one in QUESTIONS[:2]]
    said = [tokenizer.decode(one.tokens) for one in decode(model, prompts, {2}, 24)]
    rows = [{**QUESTIONS[0], "answers": [said[0]]}, QUESTIONS[1]]
    asked(questions, rows)
    from tests.distillation.test_lessons import course

    watch = Watch(questions=str(questions), times=1, patience=None, max_answer_tokens=24)
    whole = course()
    made = watch.scores(whole, tokenizer, 3)
    score = made._score(model)
    ended = decode(model, prompts[:1], {2}, 24)[0].tokens[-1] == 2
    assert score == (0.5 if ended else 0.0)
    assert model.training


def test_nothing_to_ask(tmp_path, questions):
    from tests.distillation.test_lessons import course

    none = Watch(questions=None, times=2, patience=None, max_answer_tokens=24)
    with pytest.raises(AcademyError, match=r"documents\.questions\.dev"):
        none.scores(course(), Tokenizer(), 3)


def test_an_end_that_was_known_before_an_interruption(tmp_path, questions, monkeypatch):
    made = scores(tmp_path, questions, monkeypatch, [0.5, 0.3, 0.3])
    ask(made, [2, 4, 6])
    again = scores(tmp_path, questions, monkeypatch, [])
    progress = Progress(SilentRun(), again)
    state = TrainerState(global_step=6, log_history=[], num_input_tokens_seen=0)
    progress.on_train_begin(None, state, None)
    state.global_step, control = 7, TrainerControl()
    progress.on_step_end(None, state, control, model=Model())
    assert control.should_training_stop


def test_patience_without_a_look():
    with pytest.raises(AcademyError, match=r"distillation\.watch: patience is of use only"):
        settings("distillation.watch.patience=2")


def test_only_questions_that_are_asked_matter(questions):
    how = {"patience": None, "max_answer_tokens": 24}
    never = Watch(questions=str(questions), times=0, **how)
    assert never.identity() == Watch(questions=None, times=0, **how).identity()
    twice = Watch(questions=str(questions), times=2, **how)
    before = twice.identity()
    asked(questions, QUESTIONS[:2])
    assert twice.identity() != before != never.identity()


def test_a_training_that_is_watched(trained, home, models, run, questions):
    furnish(home, models)
    watched = ["distillation.watch.times=3", f"documents.questions.dev={questions}"]
    run("train", *trained.words, *watched, "distillation.watch.patience=1").ok()
    folder = newest(home, "train")
    training = records.read_json(folder / "training.json")
    assert [step for step, _ in training["dev"]][:2] == [3, 6]
    assert len(training["dev"]) in (2, 3)
    assert (folder / "adapter" / "adapter_model.safetensors").exists()
    client, runs = tracked(home)
    (run_id,) = {r.info.run_id for r in runs if r.data.tags.get("academy.stage") == "train"}
    history = client.get_metric_history(run_id, "dev_accuracy")
    assert [[entry.step, entry.value] for entry in history] == training["dev"]
    metrics = client.get_run(run_id).data.metrics
    assert 0.3 < metrics["forecast_gigabytes"] / metrics["train_gigabytes"] < 3
    assert metrics["forecast_train_seconds"] > 0


def test_what_measures_does_not_watch(there, run, questions):
    watched = ["distillation.watch.times=1", f"distillation.watch.questions={questions}"]
    line = run("train", *there.words, *watched, f"documents.questions.test={questions}").line
    assert "distillation.watch.questions and documents.questions.test share the question" in line
