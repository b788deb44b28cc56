"""The same stages through DVC, in a copy of the checkout."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from academy.pipeline import ORDER
from academy.places import ROOT
from academy.store import digest

LEFT_OUT = (".git", ".academy", ".venv", "data", "mlruns", "mlflow.db*", "__pycache__", ".*_cache")
LEFT_OUT += ("cache", "dvc.lock")  # what DVC made here before
TINY = [
    "prompt=qa",
    "distillation.epochs=1",
    "distillation.sights=1",
    "distillation.recall=0",
    "distillation.ask=0",
    "lora=r8",
    "tracking.system_metrics=false",
]

NOBODY = ("-c", "user.name=t", "-c", "user.email=t@example.org")


def pipeline():
    return yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]


def test_the_stages_are_the_stages():
    assert tuple(pipeline()) == ORDER


@pytest.mark.parametrize("name", ORDER)
def test_a_stage_is_run_again_when_what_it_depends_on_changes(name):
    from academy.pipeline import stage

    groups = {"questions": "documents"}
    stated = pipeline()[name]
    assert {groups.get(g, g) for g in stage(name).depends} <= set(stated["params"])
    deps = set(stated["deps"])
    assert f"academy/{name}.py" in deps
    for path in deps:
        assert path.startswith("data/") or (ROOT / path).exists(), path
    if name != ORDER[0]:
        assert f"data/{ORDER[ORDER.index(name) - 1]}" in deps


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the checkout with a history of its own."""
    if not (ROOT / "academy" / "demo" / "recording.jsonl").exists():
        pytest.skip("the demo has no recording yet")
    copy = tmp_path_factory.mktemp("dvc") / "academy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (copy / "mlruns").mkdir()
    git(copy, "init", "-q")
    if not (copy / ".dvc").exists():
        call(copy, sys.executable, "-m", "dvc", "init", "-q")
    call(copy, sys.executable, "-m", "academy", "compose", *TINY)
    git(copy, "add", "-A")
    git(copy, *NOBODY, "commit", "-qm", "copy")
    return copy


def git(folder, *words):
    call(folder, "git", *words)


def call(folder, *words):
    """Run a command as a person in this folder would; the tests' Python comes first."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {k: v for k, v in os.environ.items() if k not in ("ACADEMY_HOME", "PYTHONPATH")}
    done = subprocess.run(
        words, cwd=folder, env={**env, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def repro(checkout):
    """Reproduce; the names of the stages that ran."""
    out = call(checkout, sys.executable, "-m", "dvc", "repro")
    return [name for name in ORDER if f"Running stage '{name}'" in out]


def compose(checkout, *words):
    call(checkout, sys.executable, "-m", "academy", "compose", *TINY, *words)


def stored(checkout, stage):
    return {path.name for path in (checkout / ".academy" / "store" / stage).iterdir()}


@pytest.mark.long
def test_the_pipeline(checkout):
    assert repro(checkout) == list(ORDER)
    assert repro(checkout) == []
    for name in ORDER:
        (kept,) = stored(checkout, name)
        theirs = checkout / "data" / name / "manifest.json"
        ours = checkout / ".academy" / "store" / name / kept / "manifest.json"
        assert theirs.read_bytes() == ours.read_bytes()
    out = call(checkout, sys.executable, "-m", "academy.evaluate", *TINY)
    assert out.count("up to date") == 5, "the same choices are the same results"
    compose(checkout, "lora.r=4")
    assert repro(checkout) == ["train", "evaluate"]
    assert len(stored(checkout, "distill")) == 1
    compose(checkout, "lora.r=4", "verifier.max_answer_words=2")  # asks the teacher nothing new
    assert repro(checkout) == ["distill", "train", "evaluate"]
    assert len(stored(checkout, "extract")) == len(stored(checkout, "chunk")) == 1


@pytest.mark.long
def test_an_experiment(checkout):
    """`dvc exp run -S lora=r16` composes the variant, and trains it alone."""
    repro(checkout)
    git(checkout, "add", "-A")
    git(checkout, *NOBODY, "commit", "-qm", "reproduced")
    before = {name: stored(checkout, name) for name in ORDER}
    chosen = [word for choice in (*TINY, "lora=r16") for word in ("-S", choice)]
    out = call(checkout, sys.executable, "-m", "dvc", "exp", "run", *chosen)
    assert "Running stage 'train'" in out
    assert "Running stage 'distill'" not in out
    assert yaml.safe_load((checkout / "params.yaml").read_text(encoding="utf-8"))["lora"]["r"] == 16
    made = {name: stored(checkout, name) - before[name] for name in ORDER}
    assert {name: len(new) for name, new in made.items() if new} == {"train": 1, "evaluate": 1}


@pytest.mark.long
def test_a_clone_gets_everything_back(checkout, tmp_path):
    repro(checkout)
    dvc = (sys.executable, "-m", "dvc")
    call(checkout, *dvc, "remote", "add", "--force", "--default", "here", str(tmp_path / "remote"))
    call(checkout, *dvc, "push")
    git(checkout, "add", "-A")
    git(checkout, *NOBODY, "commit", "--allow-empty", "-qm", "pushed")
    clone = tmp_path / "clone"
    git(checkout, "clone", "-q", ".", str(clone))
    call(clone, *dvc, "pull")
    for name in ORDER:
        assert digest(clone / "data" / name) == digest(checkout / "data" / name)
    assert list((clone / "data" / "train" / "adapter").glob("*.safetensors"))
