"""What a training is said to need before its first step."""

import pytest
import torch

from academy.distillation.forecast import (
    LOGIT,
    Cost,
    Forecast,
    _extrapolated,
    _read,
    _states,
    _whole,
    spread,
    typical,
)
from academy.distillation.soft_labels import AT_ONCE
from tests.test_contract import settings
from tests.tiny import llama

GB = 10**9


def test_a_sentence_for_a_person():
    said = Forecast(360.0, 2 * GB, 20 * GB, 16).sentence(250)
    assert said == "train: 250 steps, about 6 minutes and 2.0 GB of memory (of 20 GB)"
    assert Forecast(42.0, None, None, 16).sentence(7) == "train: 7 steps, about 42 seconds"


def test_what_may_not_fit_is_said_with_what_to_do():
    said = Forecast(60.0, 30 * GB, 20 * GB, 1).sentence(10)
    assert "it may not fit; lower max_tokens or micro_batch" in said


@pytest.mark.parametrize(
    ("free", "wanted", "together"),
    [(20, 0, 12), (12, 0, 6), (7, 0, 2), (2, 0, 1), (20, 3, 3), (2, 12, 12), (None, 0, 12)],
)
def test_as_many_rows_go_together_as_fit(free, wanted, together):
    memory = (4 * GB, free * GB) if free else (None, None)
    cost = Cost((2.0, 4.0), GB, *memory)
    found = cost.forecast(10, 12, wanted)
    assert (found.micro_batch, found.parts) == (together, 12 // together)
    assert found.seconds == pytest.approx(120)
    assert found.bytes == ((4 + together) * GB if free else None)
    assert ("of 12 × 1 examples" in found.sentence(10)) == (together == 1)


def test_batches_that_the_student_answers_take_longer():
    cost = Cost((2.0, 4.0), GB, None, None, answering=(0.25, 3.0))
    assert cost.forecast(10, 12, 0).seconds == pytest.approx(10 * (0.75 * 12 + 0.25 * 3 * 12))
    assert cost.forecast(10, 12, 3).seconds == pytest.approx(40 * (0.75 * 3 + 0.25 * 3 * 3))


def test_copies_of_gradients_take_the_place_of_what_rows_took():
    cost = Cost((2.0, 4.0), GB, 4 * GB, 20 * GB, copied=3 * GB)
    assert cost.forecast(10, 8, 2).bytes == 7 * GB
    assert cost.forecast(10, 8, 8).bytes == 12 * GB


def test_each_further_row_costs_the_same():
    assert _extrapolated(2.0, 3.0, 16) == 2.0 + 14 * 0.5
    assert _extrapolated(3.0, 2.0, 16) == 3.0  # a measurement that was disturbed


def test_a_usual_batch_and_the_longest_one():
    short, usual, long = [5] * 8, [10, 20, 30, 40, 50, 60, 70, 80], [90] * 7 + [10]
    found = typical([*short, *usual, *long, 100], 8)
    assert found == (range(8, 16), range(16, 24))
    assert typical([*usual, 3], 8) == (range(8), range(8))
    assert typical([7, 9], 16) == (range(2), range(2))


def test_what_is_tried_are_rows_of_all_lengths():
    assert spread(range(4, 12), [0] * 4 + [80, 70, 60, 50, 40, 30, 20, 10]) == [8, 6, 10, 4]
    assert spread(range(2), [7, 9]) == [0, 1]
    assert spread(range(1), [7]) == [0]


def test_what_all_begin_with_is_read_once():
    rows = [{"input_ids": [1, 2, 3, *more]} for more in ([4, 5], [4], [6, 7])]
    assert _read(rows) == 3 + 2 + 1 + 2
    assert _read(rows[:2]) == 5
    assert _read(rows[:1]) == 5


def test_of_some_tokens_only_there_are_logits_at_once():
    def rows(count, answer):
        labels = [-100] * (50 - answer) + [1] * answer
        return [{"input_ids": [row] * 50, "labels": labels} for row in range(count)]

    logits = 1000 * LOGIT
    assert _whole(GB, rows(4, 2), rows(16, 2), 1000) == 4 * GB
    taken = GB + 4 * 20 * logits
    assert _whole(taken, rows(4, 20), rows(16, 20), 1000) == 4 * GB + AT_ONCE * logits


def test_what_the_optimiser_keeps():
    model = llama().requires_grad_(False)
    assert _states(model) == (0, 0)
    weight = model.lm_head.weight.requires_grad_()
    assert _states(model) == (weight.numel() * (8 + 4), 0)
    half = settings("lora=full").lora.attach(llama().to(torch.bfloat16))
    count = sum(each.numel() for each in half.parameters())
    assert _states(half) == (count * (8 + 2 + 4), count * 4)
