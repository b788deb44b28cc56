"""What a process is said to hold, and what it gives back."""

import subprocess
import sys

import pytest

from academy.distillation.memory import Memory, allowed

PEAK = """
import torch
from academy.distillation.memory import Memory, allowed
GB = 10**9
memory = Memory(torch.device("cpu"))
memory.reset()
before = memory.peak()
held = torch.ones(50_000_000)
assert 0.15 * GB < memory.peak() - before < 0.4 * GB, memory.peak() - before
del held
memory.reset()
assert memory.peak() - before < 0.1 * GB
assert memory.free() > 0
"""
PIECES = """
import torch
from academy.distillation.memory import GivingBack, Memory
MB = 10**6
memory = Memory(torch.device("cpu"))
before = memory.now()
pieces = [torch.ones(16_000) for _ in range(4_000)]  # 64 kB each, 256 MB
pieces = pieces[::40]
held = memory._read("VmRSS") - before
assert held > 200 * MB, held  # kept between the pieces that are in use
GivingBack().on_log(None, None, None)
held = memory._read("VmRSS") - before
assert 5 * MB < held < 50 * MB, held
"""


@pytest.mark.skipif(not Memory.CLEAR.exists(), reason="only Linux tells")
@pytest.mark.parametrize("script", [PEAK, PIECES])
def test_memory_of_a_process(script):
    # In a process of its own: in this one memory that other tests gave back would be taken again.
    found = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize(
    ("version", "most", "used", "files"),
    [
        ("", "memory.max", "memory.current", "inactive_file"),
        ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ],
)
def test_what_a_container_may_take(tmp_path, version, most, used, files):
    folder = tmp_path / version
    folder.mkdir(exist_ok=True)
    assert allowed(tmp_path) == []
    (folder / used).write_text("5000\n")
    (folder / "memory.stat").write_text(f"anon 4000\n{files} 700\n")
    (folder / most).write_text("max\n")
    assert allowed(tmp_path) == []
    (folder / most).write_text("8000\n")
    assert allowed(tmp_path) == [3700]
    (folder / most).write_text("4000\n")
    assert allowed(tmp_path) == [0]
