"""A training that has come to nothing ends."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from academy.errors import AcademyError
from academy.tracking.none import SilentRun


def log(loss, folder):
    from academy.distillation.progress import Progress

    row = {"loss": loss, "learning_rate": 1e-3}
    state = SimpleNamespace(log_history=[row], num_input_tokens_seen=7, global_step=5)
    Progress(SilentRun()).on_log(SimpleNamespace(output_dir=str(folder)), state, None)


def test_the_loss_of_the_last_steps_counts_too(tmp_path):
    from academy.distillation.progress import Progress

    state = SimpleNamespace(log_history=[{"train_loss": float("nan")}], global_step=9)
    with pytest.raises(AcademyError, match="the loss is nan at step 9"):
        Progress(SilentRun()).on_log(SimpleNamespace(output_dir=str(tmp_path)), state, None)


def test_time_before_an_interruption_counts():
    from academy.distillation.progress import Progress

    progress = Progress(SilentRun())
    history = [{"loss": 1.0, "seconds": 50.0}, {"loss": 0.9, "seconds": 70.0}]
    state = SimpleNamespace(log_history=history, num_input_tokens_seen=123, global_step=2)
    progress.on_train_begin(None, state, None)
    assert 70 <= progress.seconds < 80
    assert progress.tokens == 123


def test_a_loss_is_logged(tmp_path):
    log(0.7, tmp_path)
    assert tmp_path.exists()


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_ends_the_training(loss, tmp_path):
    with pytest.raises(AcademyError, match=r"the loss is (nan|inf) at step 5; .*learning_rate"):
        log(loss, tmp_path)
    assert not tmp_path.exists()


def test_the_trainer_does_not_hide_such_a_loss(tmp_path):
    from academy.distillation.base import Course
    from academy.distillation.trainer import arguments
    from tests.test_contract import settings

    whole = settings()
    course = Course(whole.student, whole.lora, [], {}, 0, tmp_path, tmp_path, SilentRun())
    assert arguments(whole.distillation, course, 10, 4).logging_nan_inf_filter is False


def test_only_one_gpu_is_used_without_a_launcher(tmp_path, monkeypatch):
    from trl import SFTConfig

    from academy.distillation.base import Course
    from academy.distillation.trainer import arguments
    from tests.test_contract import settings

    monkeypatch.setattr(SFTConfig, "n_gpu", property(lambda self: getattr(self, "_n_gpu", 0) or 4))
    whole = settings()
    course = Course(whole.student, whole.lora, [], {}, 0, tmp_path, tmp_path, SilentRun())
    made = arguments(whole.distillation, course, 64, 16)
    assert made.n_gpu == 1
    assert made.train_batch_size == 16


def test_torch_counts_right_below_a_limit_of_threads():
    code = (
        "import torch\n"
        "from academy.student.loading import mind_thread_limit\n"
        "mind_thread_limit()\n"
        "ones = torch.ones(576, 576, dtype=torch.bfloat16)\n"
        "assert (ones @ ones == 576).all()\n"
    )
    env = {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin"}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
