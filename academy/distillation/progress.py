"""What a tracked run is told while a student is trained, and when the training ends early."""

import math
import shutil
import time
from typing import Any

from transformers import TrainerCallback

from academy.distillation.watch import Scores
from academy.errors import AcademyError
from academy.tracking.base import Run


class Progress(TrainerCallback):  # type: ignore[misc]
    """Sends loss, learning rate, speed and the development score to the tracked run."""

    def __init__(self, run: Run, scores: Scores | None = None) -> None:
        self.run = run
        self.scores = scores
        self.tokens = 0
        """Read up to the log before."""
        self.began = self.since = time.monotonic()
        """When the training began, had it never been interrupted; when the log before was."""

    @property
    def seconds(self) -> float:
        """Of all steps, with those before an interruption."""
        return time.monotonic() - self.began

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Take up the time and the scores of an interrupted training."""
        self.since = time.monotonic()
        before = (row.get("seconds", 0) for row in state.log_history)
        self.began = self.since - max(before, default=0)
        self.tokens = int(state.num_input_tokens_seen)
        if self.scores:
            self.scores.begin(state.global_step)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Ask the development questions, and end the training where that is enough."""
        if not self.scores:
            return
        score = self.scores.ask(kwargs["model"], state.global_step)
        if score is not None:
            self.run.metrics({"dev_accuracy": score}, step=state.global_step)
        control.should_training_stop |= self.scores.is_enough  # also where that was known before

    def on_log(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Log what the trainer logs, and the tokens per second since the log before.

        Raises:
            AcademyError: the loss is no number.
        """
        row = state.log_history[-1]
        loss = row.get("loss", row.get("train_loss"))  # of the steps since the log before, or all
        if loss is not None and not math.isfinite(loss):
            shutil.rmtree(args.output_dir, ignore_errors=True)  # nobody goes on from there
            raise AcademyError(
                f"train: the loss is {loss} at step {state.global_step}; nothing is learned "
                "any more; lower learning_rate"
            )
        if "loss" not in row:
            return
        row["seconds"] = self.seconds
        now, seen = time.monotonic(), int(state.num_input_tokens_seen)
        speed = (seen - self.tokens) / max(now - self.since, 1e-9)
        self.since, self.tokens = now, seen
        wanted = {"loss": row["loss"], "learning_rate": row["learning_rate"]}
        self.run.metrics({**wanted, "tokens_per_second": speed}, step=state.global_step)
