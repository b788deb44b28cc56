"""What a distillation makes of faults and kills, and how much memory it takes.

    python -m benchmarks.distilling faults [--requests 10000]
    python -m benchmarks.distilling kills [--times 50]
    python -m benchmarks.distilling size [--requests 100000]

`faults`: the server fails at every fifth request (429 with and without a pause, 500, 502, hangs,
resets, truncated and wrong JSON, empty and endless answers); the ledger must add up.
`kills`: it is killed (`kill -9`) again and again; the examples must be those of an undisturbed one,
and nothing may be paid for twice but what was in flight.
`size`: the memory that 1,000, 10,000, … requests with an example each take; and the same again,
when there is nothing to do.
"""

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from academy.places import ROOT
from tests.server import Loopback

FAULTS = (
    *("limited_shortly", "limited_silently", "broken", "bad_gateway", "hanging", "reset"),
    *("half_json", "cut", "odd_items", "prose", "empty", "html", "error_200", "endless"),
)
SHARE = 0.2


class Faulty(Loopback):
    """Fails at a share of the requests."""

    def __init__(self) -> None:
        super().__init__()
        self.happened: Counter[str] = Counter()
        self._random = random.Random(0)  # noqa: S311 - no secret

    def take(self, body: dict[str, Any]) -> str:
        """What happens to a request."""
        super().take(body)
        with self._lock:
            failing = self._random.random() < SHARE
            what = self._random.choice(FAULTS) if failing else "normal"
            self.happened[what] += 1
            self.requests.clear()  # they would fill the memory
            return what


def distil(folder: Path, server: Loopback, *words: str) -> subprocess.Popen[str]:
    """Start a distillation of `folder`'s documents by a server."""
    command = [
        *(sys.executable, "-m", "academy", "distill", str(folder / "documents")),
        *("teacher=llama_cpp", f"teacher.base_url={server.url}", "prompt=qa", "prompt.pairs=1"),
        *("verifier=grounded", "tolerance.examples=1", *words),
    ]
    env = {**os.environ, "ACADEMY_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def document(folder: Path, sentences: int) -> None:
    """Documents of twenty sentences each, so many in all, each about something else."""
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for start in range(0, sentences, 20):
        text = " ".join(
            f"Keeper number {i} of Oldmouth carried lantern{i} along the pier."
            for i in range(start, min(start + 20, sentences))
        )
        (folder / "documents" / f"{start:06}.txt").write_text(text, encoding="utf-8")


def result(folder: Path) -> tuple[dict[str, Any], bytes]:
    """The ledger and the examples of a distillation."""
    (found,) = (folder / ".academy" / "store" / "distill").iterdir()
    manifest = json.loads((found / "manifest.json").read_text(encoding="utf-8"))
    return manifest["ledger"], (found / "examples.jsonl").read_bytes()


def faults(requests: int) -> None:
    """Print what became of every request."""
    with tempfile.TemporaryDirectory() as name, Faulty() as server:
        folder = Path(name)
        document(folder, requests)
        start = time.perf_counter()
        process = distil(folder, server, "teacher.concurrency=16", "teacher.timeout_s=2")
        _, said = process.communicate()
        assert process.returncode == 0, said
        ledger, _ = result(folder)
    lost = sum(ledger["lost"].values())
    print(f"{time.perf_counter() - start:.0f} s; the server: {dict(server.happened)}")
    print(f"given {ledger['given']} = kept {ledger['kept']} + lost {lost}: {ledger['lost']}")
    assert ledger["given"] == requests == ledger["kept"] + lost


def kills(times: int) -> None:
    """Print what killing costs."""
    sentences, slots = 1500, 4
    chance = random.Random(0)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as name, Loopback() as server:
        calm, wild = Path(name) / "calm", Path(name) / "wild"
        document(calm, sentences)
        document(wild, sentences)
        assert distil(calm, server, f"teacher.concurrency={slots}").wait() == 0
        server.requests.clear()
        server.delay = 0.02 * slots
        killed = 0
        while True:
            process = distil(wild, server, f"teacher.concurrency={slots}")
            before = server.count
            if killed < times:
                end = time.monotonic() + 60
                while server.count == before and process.poll() is None and time.monotonic() < end:
                    time.sleep(0.02)
                time.sleep(chance.random() * 0.3)
                process.send_signal(signal.SIGKILL)
                killed += 1
            if process.wait() == 0:
                break
        same = result(calm)[1] == result(wild)[1]
        print(
            f"{killed} kills, {server.count} requests for {sentences}, {server.repeated} repeated"
        )
        print(f"at most {killed * slots} were in flight; the same examples: {same}")


class Forgetful(Loopback):
    """Counts what it is asked, and keeps nothing of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def take(self, body: dict[str, Any]) -> str:
        """Count a request."""
        with self._lock:
            self.asked += 1
        return "normal"


def peak(process: subprocess.Popen[str]) -> float:
    """Wait for a process that ends well; the most memory that it held, in megabytes."""
    # Pipes have to be read, or a process that tells much would wait.
    reader = threading.Thread(target=process.communicate)
    reader.start()
    most = 0.0
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        except OSError:
            break
        most = max([most, *(float(kb) / 1000 for kb in re.findall(r"VmHWM:\s+(\d+)", status))])
        time.sleep(0.05)
    reader.join()
    assert process.returncode == 0
    return most


def size(requests: int) -> None:
    """Print what more examples cost in memory, and what nothing to do costs in time."""
    count = 1000
    while count <= requests:
        with tempfile.TemporaryDirectory() as name, Forgetful() as server:
            folder = Path(name)
            document(folder, count)
            start = time.perf_counter()
            megabytes = peak(distil(folder, server, "teacher.concurrency=4"))
            seconds, asked = time.perf_counter() - start, server.asked
            start = time.perf_counter()
            peak(distil(folder, server, "teacher.concurrency=4"))
            again = time.perf_counter() - start
            ledger, _ = result(folder)
            (chunked,) = (folder / ".academy" / "store" / "chunk").iterdir()
            chunks = len((chunked / "chunks.jsonl").read_bytes().splitlines())
        print(
            f"{ledger['kept']} examples of {chunks} chunks: {megabytes:.0f} MB, {asked} requests, "
            f"{seconds:.0f} s; again: {server.asked - asked} requests, {again:.1f} s",
            flush=True,
        )
        count *= 10


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("verb", choices=("faults", "kills", "size"))
    parser.add_argument("--requests", type=int, help="faults: 10,000; size: 100,000")
    parser.add_argument("--times", type=int, default=50)
    chosen = parser.parse_args()
    if chosen.verb == "faults":
        faults(chosen.requests or 10_000)
    elif chosen.verb == "size":
        size(chosen.requests or 100_000)
    else:
        kills(chosen.times)
