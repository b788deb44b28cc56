"""A training that was killed ends in the bytes of the undisturbed one."""

import time

import pytest

from tests.helpers import finish, result, results
from tests.trained import furnish, tracked, weights


@pytest.mark.long
def test_a_killed_training_goes_on_from_its_checkpoint(trained, home, models, start, tmp_path):
    words = [*trained.words, "distillation.epochs=12", "distillation.checkpoints=12"]
    whole = furnish(tmp_path / "undisturbed", models)
    finish(start("train", *words, env={"ACADEMY_HOME": str(whole)}), 900).ok()
    furnish(home, models)
    process = start("train", *words)
    seen = wait_for_checkpoint(home, process)
    process.kill()
    process.wait()
    assert results(home, "train") == []
    finish(start("train", *words), 900).ok()
    client, runs = tracked(home)
    assert len([r for r in runs if r.data.tags["academy.stage"] == "train"]) == 1
    steps = [e.step for e in client.get_metric_history(runs[0].info.run_id, "loss")]
    assert max(steps) == 42
    assert steps.count(seen) == 1, "the steps before the checkpoint were done again"
    assert len({weights(result(place, "train")) for place in (whole, home)}) == 1


def wait_for_checkpoint(home, process):
    """The step of the first checkpoint that is written to its end."""
    end = time.monotonic() + 600
    while time.monotonic() < end:
        assert process.poll() is None, process.communicate()
        states = (home / ".academy" / "work").glob("train-*/checkpoints/*/trainer_state.json")
        found = sorted(states, key=lambda path: path.stat().st_mtime)
        if len(found) > 1:  # the one before the newest is whole
            return int(found[0].parent.name.split("-")[1])
        time.sleep(0.02)
    raise AssertionError("no checkpoint came")
