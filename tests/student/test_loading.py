"""In which precision a model reads and answers, and what oneDNN may keep."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import torch

from academy.student import loading
from academy.student.loading import PRIMITIVES, exact, reading
from tests.tiny import llama


def test_what_reads_for_a_training_keeps_its_precision():
    model = reading(llama().bfloat16().train())
    assert model.dtype == torch.bfloat16
    assert not model.training
    assert model.config._attn_implementation == "sdpa"


def test_answers_are_given_in_full_precision():
    model = exact(llama().bfloat16().train())
    assert model.dtype == torch.float32
    assert not model.training


def test_those_that_measure_at_once_decide_alike(tmp_path, monkeypatch):
    measured = count(1)
    seconds = {torch.float32: lambda: 1.0, torch.bfloat16: lambda: 0.1 * next(measured) ** 2}

    monkeypatch.setattr(loading, "_seconds", lambda dtype: seconds[dtype]())
    with ThreadPoolExecutor(8) as pool:
        decide = loading._bf16_pays.__wrapped__
        found = list(pool.map(decide, [tmp_path] * 8))
    assert found == [True] * 8
    assert next(measured) == 2


def test_onednn_keeps_few_operations_unless_told_otherwise(tmp_path):
    llama().save_pretrained(tmp_path)
    code = f"""
import os
from academy.student.loading import load_model
load_model({str(tmp_path)!r})
print("kept", os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"])
"""

    def kept(**more):
        env = {k: v for k, v in os.environ.items() if not k.startswith("ONEDNN")}
        env |= {"ACADEMY_HOME": str(tmp_path), **more}
        call = [sys.executable, "-c", code]
        done = subprocess.run(call, capture_output=True, text=True, check=True, env=env)
        return done.stdout.splitlines()[-1]

    assert kept() == f"kept {PRIMITIVES}"
    assert kept(ONEDNN_PRIMITIVE_CACHE_CAPACITY="7") == "kept 7"
