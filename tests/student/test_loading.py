"""In which precision a model reads and answers, and what oneDNN may keep."""

import os
import subprocess
import sys

import torch

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
