"""What a training is said to need before its first step."""

import subprocess
import sys

import pytest
import torch

from academy.distillation.forecast import Forecast, Memory, _extrapolated, _states
from tests.test_contract import settings
from tests.tiny import llama

GB = 10**9


def test_a_sentence_for_a_person():
    said = Forecast(360.0, 2 * GB, 20 * GB).sentence(250)
    assert said == "train: 250 steps, about 6 minutes and 2.0 GB of memory (of 20 GB)"
    assert Forecast(42.0, None, None).sentence(7) == "train: 7 steps, about 42 seconds"


def test_what_may_not_fit_is_said_with_what_to_do():
    said = Forecast(60.0, 30 * GB, 20 * GB).sentence(10)
    assert "it may not fit; lower distillation.batch_size" in said


def test_each_further_row_costs_the_same():
    assert _extrapolated(2.0, 3.0, 16) == 2.0 + 14 * 0.5
    assert _extrapolated(3.0, 2.0, 16) == 3.0  # a measurement that was disturbed


PEAK = """
import torch
from academy.distillation.forecast import Memory
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


@pytest.mark.skipif(not Memory.CLEAR.exists(), reason="only Linux tells")
def test_the_peak_is_that_since_the_reset():
    # In a process of its own: in this one memory that other tests gave back would be taken again.
    found = subprocess.run(
        [sys.executable, "-c", PEAK], check=False, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr


def test_what_the_optimiser_keeps():
    model = llama().requires_grad_(False)
    assert _states(model) == 0
    weight = model.lm_head.weight.requires_grad_()
    assert _states(model) == weight.numel() * (8 + 4)
    half = settings("lora=full").lora.attach(llama().to(torch.bfloat16))
    count = sum(each.numel() for each in half.parameters())
    assert _states(half) == count * (8 + 2 + 8)
