"""Two processes train one student together, started as `accelerate launch` starts them."""

import json
import os
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file

from academy.places import ROOT
from tests.helpers import Outcome, free_port, result
from tests.test_killed_training import wait_for_checkpoint
from tests.trained import furnish, tracked


@pytest.fixture
def launch(tmp_path):
    """Start a verb in two processes."""

    def launched(*words):
        call = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node=2"]
        call += [f"--master_port={free_port()}", "-m", "academy", *map(str, words)]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        cwd = tmp_path / "here"
        done = subprocess.run(
            call, capture_output=True, text=True, timeout=300, check=False, cwd=cwd, env=env
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return launched


def test_two_train_one_student(trained, home, models, launch, run):
    furnish(home, models)
    out = launch("train", *trained.words).ok().out
    assert out.count("train: 6 examples") == 1
    _, runs = tracked(home)
    assert [run.data.tags["academy.stage"] for run in runs] == ["train"]
    folder = result(home, "train")
    alone, both = (
        json.loads((each / "training.json").read_text(encoding="utf-8"))["losses"]
        for each in (trained.folder, folder)
    )
    assert [step for step, _ in both] == [step for step, _ in alone]
    assert [loss for _, loss in both] == pytest.approx([loss for _, loss in alone], rel=0.05)
    one, other = (
        load_file(each / "adapter" / "adapter_model.safetensors")
        for each in (trained.folder, folder)
    )
    moved = sum(float(weight.float().abs().sum()) for weight in one.values())
    apart = sum(float((one[name] - other[name]).float().abs().sum()) for name in one)
    assert apart < 0.1 * moved
    assert not torch.distributed.is_initialized()
    assert "train: up to date" in run("train", *trained.words).ok().out


@pytest.mark.long
def test_two_go_on_with_what_one_began(trained, home, models, start, launch):
    """Each in parts of its share, after one that took a whole batch at once."""
    furnish(home, models)
    words = [*trained.words, "distillation.epochs=12", "distillation.checkpoints=12"]
    process = start("train", *words)
    seen = wait_for_checkpoint(home, process)
    process.kill()
    process.wait()
    launch("train", *words).ok()
    losses = json.loads((result(home, "train") / "training.json").read_text("utf-8"))["losses"]
    assert [step for step, _ in losses] == list(range(1, 43))
    client, (tracked_run,) = tracked(home)
    steps = [e.step for e in client.get_metric_history(tracked_run.info.run_id, "loss")]
    assert steps.count(seen) == 1, "the steps before the checkpoint were done again"


def test_what_cannot_be_divided(trained, home, models, launch):
    furnish(home, models)
    ran = launch("train", *trained.words, "distillation.batch_size=3")
    assert ran.code
    assert "distillation.batch_size=3: cannot be divided among 2 processes" in ran.err


def test_a_sweep_of_several_ends_with_its_first_failure(home, run, monkeypatch):
    """Whoever trains with the leading process would wait for a result that never comes."""
    words = ["extract", "-m", "none.pdf", "lora=r8,r16", "tracking=none"]
    assert run(*words).out.count("--- ") == 2
    monkeypatch.setenv("WORLD_SIZE", "2")
    failed = run(*words)
    assert failed.out.count("--- ") == 1
    assert "none.pdf" in failed.line
