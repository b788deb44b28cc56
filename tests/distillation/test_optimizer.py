"""Half-precision weights are trained as exactly as whole ones."""

import copy

import pytest
import torch

from academy.distillation.optimizer import MasterAdamW

STEPS = 50


def weight(dtype):
    generator = torch.Generator().manual_seed(1)
    return torch.nn.Parameter(torch.randn(200, generator=generator).to(dtype))


def train(optimizer, trained, steps=STEPS, start=0):
    for step in range(start, start + steps):
        optimizer.zero_grad()
        generator = torch.Generator().manual_seed(step)
        trained.grad = torch.rand(200, generator=generator).to(trained.dtype)
        optimizer.step()
    return trained.detach().float()


def test_small_steps_are_not_lost():
    begin = weight(torch.bfloat16)
    half, plain, whole = (copy.deepcopy(begin) for _ in range(3))
    whole.data = whole.data.float()
    ours = train(MasterAdamW([half], lr=1e-4), half)
    lossy = train(torch.optim.AdamW([plain], lr=1e-4), plain)
    exact = train(torch.optim.AdamW([whole], lr=1e-4), whole)
    assert torch.equal(ours, exact.bfloat16().float())
    assert (ours - exact).abs().mean() < (lossy - exact).abs().mean() / 2


@pytest.mark.parametrize("stop", [1, 20])
def test_a_checkpoint_goes_on_where_it_stopped(stop):
    through = weight(torch.bfloat16)
    wanted = train(MasterAdamW([through], lr=1e-4), through)
    first = weight(torch.bfloat16)
    before = MasterAdamW([first], lr=1e-4)
    train(before, first, stop)
    second = torch.nn.Parameter(first.detach().clone())
    after = MasterAdamW([second], lr=1e-4)
    after.load_state_dict(copy.deepcopy(before.state_dict()))
    assert torch.equal(train(after, second, STEPS - stop, stop), wanted)


def test_a_weight_without_gradient_stays():
    still = weight(torch.bfloat16)
    MasterAdamW([still], lr=1.0).step()
    assert torch.equal(still, weight(torch.bfloat16))
