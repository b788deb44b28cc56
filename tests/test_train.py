"""The real embedded student, trained on a handful of examples."""

import hashlib
import json
import subprocess
import sys

import pytest

from academy.distillation.base import Course
from academy.errors import AcademyError
from academy.places import ROOT
from academy.tracking.none import SilentRun
from tests.helpers import finish, manifest, result, results
from tests.trained import furnish, tracked, weights


def test_the_adapter_loads_without_academy(there):
    code = (
        "import sys\n"
        "from peft import PeftModel\n"
        "from transformers import AutoModelForCausalLM, AutoTokenizer\n"
        "base = AutoModelForCausalLM.from_pretrained(sys.argv[1])\n"
        "model = PeftModel.from_pretrained(base, sys.argv[2])\n"
        "assert AutoTokenizer.from_pretrained(sys.argv[2]).chat_template\n"
        "b = [p for n, p in model.named_parameters() if 'lora_B' in n]\n"
        "assert b and any(p.abs().sum() > 0 for p in b)\n"
        "assert not any(m.startswith('academy') for m in sys.modules)\n"
    )
    source = there.settings.student.source()
    call = [sys.executable, "-c", code, source, str(there.folder / "adapter")]
    done = subprocess.run(call, cwd=there.home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_lineage_says_where_the_adapter_comes_from(there):
    lineage, config = there.lineage, there.lineage["config"]
    assert config["lora"]["r"] == 8
    assert config["prompt"]["pairs"] == 1
    assert config["seed"] == 0
    (source,) = {
        (folder / "examples.jsonl").read_bytes()
        for folder in results(there.home, "distill")
        if manifest(folder)["digest"] == manifest(there.folder)["source"]
    }
    assert lineage["examples_sha256"] == hashlib.sha256(source).hexdigest()
    assert lineage["student"] == json.loads(json.dumps(there.settings.student.identity()))
    assert list(lineage["documents"]) == ["harbour.pdf"]
    assert lineage["key"] == manifest(there.folder)["key"]
    git = ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40"]
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    assert lineage["commit"].startswith(commit)
    assert len(commit) >= 40
    _, runs = tracked(there.home)
    assert lineage["run_id"] in {run.info.run_id for run in runs}


def test_nothing_but_the_result_is_left(there):
    names = {path.name for path in there.folder.iterdir()}
    assert {"adapter", "examples.jsonl", "training.json", "manifest.json"} <= names
    assert not names & {"checkpoints", "run_id"}
    training = json.loads((there.folder / "training.json").read_text(encoding="utf-8"))
    assert len(training["losses"]) == 9
    assert training["tokens"] > 0
    assert training["seconds"] > 0


def test_what_is_learned_is_the_answer_and_the_end(there, tmp_path):
    from academy.distillation.lessons import IGNORED
    from academy.distillation.prepared import Prepared
    from academy.distillation.training import dataset
    from academy.student.base import turned

    settings, student = there.settings, there.settings.student
    tokenizer = student.tokenizer()
    parts = (student, settings.lora, there.examples, {}, 0, tmp_path, tmp_path, SilentRun())
    course = Course(*parts)
    lessons = settings.distillation.lessons(course, Prepared([], None))
    rows = dataset(lessons, course, tokenizer, 256)
    assert len(rows) == 3 * len(there.examples) == 18
    wanted = {}
    for e in there.examples:
        wanted[student.system, e.question] = e.answer
        wanted[student.recall, e.question] = e.evidence
        wanted[student.ask, turned(e.evidence, e.answer)] = e.question
    for row, lesson in zip(rows, lessons, strict=True):
        shown = student.messages(lesson.question, lesson.task)
        answer = wanted.pop((shown[0]["content"], lesson.question))
        learned = [label for label in row["labels"] if label != IGNORED]
        assert tokenizer.decode(learned) == answer + tokenizer.eos_token
        before = row["input_ids"][: -len(learned)]
        assert before == row["input_ids"][: row["labels"].count(IGNORED)]
        assert tokenizer.decode(before) == tokenizer.apply_chat_template(
            shown, add_generation_prompt=True, tokenize=False
        )
    assert not wanted


def test_lessons_that_lose_their_answer_are_left_out(there, tmp_path, capsys):
    from academy.distillation.lessons import Lesson
    from academy.distillation.training import dataset

    settings = there.settings
    parts = (settings.student, settings.lora, [], {}, 0, tmp_path, tmp_path, SilentRun())
    lessons = [Lesson("Who?", "Ada."), Lesson("Who " * 200 + "?", "Ada."), Lesson("What?", "Oil.")]
    how = (Course(*parts), settings.student.tokenizer())
    assert len(dataset(lessons, *how, 64)) == 2
    said = "1 of 3 lessons begin their answer after distillation.max_tokens=64 and are left out"
    assert said in capsys.readouterr().out
    assert len(dataset(lessons, *how, 256)) == 3
    with pytest.raises(AcademyError, match=r"3 of 3 lessons .*max_tokens=4; .* raise it"):
        dataset(lessons, *how, 4)


def test_the_fast_loss_is_the_loss_of_the_model(there, tmp_path):
    import torch

    from academy.distillation.loss import labelled_loss

    model = there.settings.student.model().float().eval()
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(1000, (2, 12), generator=generator)
    labels = ids.masked_fill(torch.rand(2, 12, generator=generator) < 0.5, -100)
    with torch.inference_mode():
        whole = model(input_ids=ids, labels=labels).loss
        hidden = model.model(input_ids=ids).last_hidden_state
        fast = labelled_loss(hidden, labels, model.lm_head)
    torch.testing.assert_close(fast, whole, atol=1e-4, rtol=1e-4)


def test_another_seed_is_another_training(trained, home, models, run):
    furnish(home, models)
    run("train", *trained.words, "seed=1").ok()
    assert weights(result(home, "train")) != weights(trained.folder)


def test_a_share_of_the_examples(trained, home, models, run):
    furnish(home, models)
    done = run("train", *trained.words, "distillation.fraction=0.5").ok()
    assert "6 examples = 3 kept + 3 not drawn (distillation.fraction)" in done.out
    folder = result(home, "train")
    learned = (folder / "examples.jsonl").read_text(encoding="utf-8")
    known = (trained.folder / "examples.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(learned.splitlines()) == 3
    assert set(learned.splitlines()) < set(known)
    lineage = json.loads((folder / "adapter" / "lineage.json").read_text(encoding="utf-8"))
    assert lineage["examples_sha256"] == hashlib.sha256(learned.encode()).hexdigest()


def test_the_same_in_a_process_of_its_own(trained, home, models, start):
    furnish(home, models)
    finish(start("train", *trained.words), 300).ok()
    assert weights(result(home, "train")) == weights(trained.folder)


def test_a_second_training_is_up_to_date(there, run):
    before = weights(there.folder)
    assert run("train", *there.words).ok().out.count("up to date") == 4
    assert weights(there.folder) == before


def test_a_training_whose_tracking_failed_goes_on(trained, home, models, run, monkeypatch):
    from academy import train

    def full(*_):
        raise OSError(28, "No space left on device")

    furnish(home, models)
    with monkeypatch.context() as patched:
        patched.setattr(train, "_log", full)
        assert "No space left" in run("train", *trained.words).err.splitlines()[-1]
    (work,) = (home / ".academy" / "work").glob("train-*/")
    step = max((work / "checkpoints").glob("checkpoint-*"), key=lambda path: path.stat().st_mtime)
    at = int(step.name.partition("-")[2])
    assert at >= 8
    done = run("train", *trained.words).ok()
    assert weights(result(home, "train")) == weights(trained.folder)
    client, runs = tracked(home)
    (ours,) = [r for r in runs if r.data.tags.get("academy.stage") == "train"]
    assert ours.info.status == "FINISHED"
    steps = [row.step for row in client.get_metric_history(ours.info.run_id, "loss")]
    assert sorted(set(steps)) == list(range(1, 10)), done.out


def test_the_training_is_tracked(there):
    client, runs = tracked(there.home)
    (run,) = [r for r in runs if r.info.run_id == there.lineage["run_id"]]
    assert run.info.status == "FINISHED"
    name = run.info.run_name
    varied, _, what = name.partition(" · ")
    assert what == "train harbour LoRA r8"
    assert "prompt=qa" in varied
    assert "lora=r8 distillation.epochs=1" in varied
    assert not [untold for untold in ("/", "documents", "tracking") if untold in name]
    assert run.data.params["lora.r"] == "8"
    assert run.data.params["distillation.epochs"] in ("1", "1.0")
    assert run.data.params["teacher"] == "llama_cpp"
    tags = run.data.tags
    assert tags["academy.stage"] == "train"
    assert tags["academy.data"] == there.lineage["examples_sha256"][:16]
    assert tags["academy.commit"] == there.lineage["commit"]
    assert tags["academy.documents"] == "harbour"
    for name in ("loss", "learning_rate", "tokens_per_second"):
        steps = [entry.step for entry in client.get_metric_history(run.info.run_id, name)]
        assert steps == list(range(1, 10)), name
    assert run.data.metrics["train_seconds"] > 0
    (data,) = run.inputs.dataset_inputs
    assert data.dataset.name == "examples"
    kept = {artifact.path for artifact in client.list_artifacts(run.info.run_id, "adapter")}
    assert "adapter/adapter_model.safetensors" in kept
    assert "adapter/lineage.json" in kept


def test_a_student_that_is_not_there(there, run, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    words = [*there.words, "student=pretrained"]
    for name, said in (("/no/such", "no such folder or file"), ("no/such", "cannot be loaded")):
        ran = run("train", *words, f"student.name={name}")
        assert f"student {name}: {said}" in ran.line
        assert not ran.out, "an earlier stage was computed"


def test_a_sweep_is_one_parent_with_its_children(trained, home, models, run):
    furnish(home, models)
    words = [word for word in trained.words if word != "lora=r8"]
    assert run("train", "-m", *words, "lora=r8,r16").ok().out.count("ask it: academy query") == 2
    assert len(results(home, "train")) == 2
    assert len(results(home, "distill")) == 1
    _, runs = tracked(home)
    parents = [r for r in runs if "academy.sweep" in r.data.tags]
    assert len(parents) == 1
    assert parents[0].info.run_name.startswith("sweep lora=r8,r16 ")
    children = [r for r in runs if r.data.tags.get("mlflow.parentRunId")]
    assert {r.data.tags["mlflow.parentRunId"] for r in children} == {parents[0].info.run_id}
    assert {r.data.params["lora.r"] for r in children} == {"8", "16"}
    assert {r.data.params["lora"] for r in children} == {"r8", "r16"}
    varied = {r.info.run_name.partition(" · ")[0].rpartition(" ")[2] for r in children}
    assert varied == {"lora=r8", "lora=r16"}
    assert not list((home / ".academy" / "sweeps").glob("*.id"))
    same = [f for f in results(home, "train") if weights(f) == weights(trained.folder)]
    assert len(same) == 1  # the same, also where another training went before in the process
