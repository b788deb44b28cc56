"""What an interrupted training is taken up from."""

import json

import pytest

from academy.distillation.checkpoints import last_checkpoint, micro_batch_of


def checkpoint(folder, step, state='{"train_batch_size": 4}', weights=True):
    there = folder / f"checkpoint-{step}"
    there.mkdir()
    (there / "trainer_state.json").write_text(state, encoding="utf-8")
    if weights:
        (there / "adapter_model.safetensors").write_bytes(b"")
    return there


@pytest.mark.parametrize("broken", [{"state": '{"train_batch'}, {"weights": False}])
def test_the_newest_whole_one(tmp_path, broken):
    assert last_checkpoint(tmp_path) is None
    checkpoint(tmp_path, 9)
    wanted = checkpoint(tmp_path, 10)
    checkpoint(tmp_path, 11, **broken)
    assert last_checkpoint(tmp_path) == str(wanted)


def test_it_goes_on_with_as_many_rows_at_once(tmp_path):
    there = checkpoint(tmp_path, 1, json.dumps({"train_batch_size": 2}))
    assert micro_batch_of(str(there)) == 2
