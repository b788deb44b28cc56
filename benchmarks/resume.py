"""Kill a training at random moments, let it go on, and compare the adapter with an undisturbed one.

    python -m benchmarks.resume --times 20

The real embedded student on the demo's examples; the same bytes are wanted.
"""

import argparse
import os
import random
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
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        start = time.monotonic()
        finish(Path(one))
        whole = time.monotonic() - start
        killed = 0
        while killed < chosen.times:
            process = begin(Path(other))
            try:
                process.wait(timeout=moments.uniform(0.15, 0.6) * whole)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
                print(f"killed {killed} times", flush=True)
            else:
                break
        finish(Path(other))
        same = adapter(Path(one)) == adapter(Path(other))
    print(f"{killed} kills, undisturbed {whole:.0f} s: the adapters are {'' if same else 'not '}")
    print("the same bytes" if same else "the same bytes (missed)")


def begin(home: Path) -> subprocess.Popen[bytes]:
    """Start the training in a home of its own."""
    call = [sys.executable, "-m", "academy", "train", *WORDS]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(call, env={**os.environ, "ACADEMY_HOME": str(home)}, **quiet)


def finish(home: Path) -> None:
    """Train to the end."""
    if begin(home).wait():
        sys.exit("the training failed")


def adapter(home: Path) -> bytes:
    """The weights of the only result."""
    (found,) = (home / ".academy" / "store" / "train").glob("*/adapter/adapter_model.safetensors")
    return found.read_bytes()


if __name__ == "__main__":
    main()
