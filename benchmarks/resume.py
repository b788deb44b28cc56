"""Kill a training at random moments, let it go on, and compare the adapter with an undisturbed one.

    python -m benchmarks.resume --times 20

The real embedded student on the demo's examples, distilled once; the same bytes are wanted.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

WORDS = ["experiment=demo", "tracking=none", "lora=r8", "distillation.epochs=1"]
WORDS += ["distillation.replay=0.02", "distillation.checkpoints=12"]


def main() -> None:
    """Train once undisturbed and once disturbed as often as wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    moments = random.Random(chosen.seed)  # noqa: S311 - no secret
    killed = same = trainings = 0
    with TemporaryDirectory() as undisturbed:
        stage("distill", Path(undisturbed)).wait()
        start = time.monotonic()
        finish(Path(undisturbed))
        whole = time.monotonic() - start
        while killed < chosen.times:
            with TemporaryDirectory() as disturbed:
                furnish(Path(disturbed), Path(undisturbed))
                killed += disturb(Path(disturbed), chosen.times - killed, whole, moments)
                finish(Path(disturbed))
                trainings += 1
                same += adapter(Path(disturbed)) == adapter(Path(undisturbed))
            print(
                f"killed {killed} times; {same} of {trainings} disturbed trainings ended in the "
                "bytes of the undisturbed one",
                flush=True,
            )


def furnish(home: Path, known: Path) -> None:
    """Give a home all that another one has but what it trained."""
    theirs, own = known / ".academy", home / ".academy"
    shutil.copytree(theirs / "store", own / "store", ignore=shutil.ignore_patterns("train"))
    for decided in theirs.glob("bf16-*"):  # in which precision this machine trains
        shutil.copy(decided, own)
    (own / "models").symlink_to(theirs / "models", target_is_directory=True)


def disturb(home: Path, most: int, whole: float, moments: random.Random) -> int:
    """Begin a training and kill it, until it ends by itself.

    Args:
        home: where it trains.
        most: kills.
        whole: seconds that an undisturbed one takes.
        moments: says when to kill.

    Returns:
        How often it was killed.
    """
    killed = 0
    while killed < most:
        process = stage("train", home)
        try:
            process.wait(timeout=moments.uniform(0.1, 0.3) * whole)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
        else:
            break
    return killed


def stage(verb: str, home: Path) -> subprocess.Popen[bytes]:
    """Start a stage in a home of its own."""
    call = [sys.executable, "-m", "academy", verb, *WORDS]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(call, env={**os.environ, "ACADEMY_HOME": str(home)}, **quiet)


def finish(home: Path) -> None:
    """Train to the end."""
    if stage("train", home).wait():
        sys.exit("the training failed")


def adapter(home: Path) -> bytes:
    """The weights of the only result."""
    (found,) = (home / ".academy" / "store" / "train").glob("*/adapter/adapter_model.safetensors")
    return found.read_bytes()


if __name__ == "__main__":
    main()
