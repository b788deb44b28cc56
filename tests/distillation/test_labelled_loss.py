"""The fast loss is the plain one."""

import pytest
import torch

from academy.distillation.lessons import IGNORED
from academy.distillation.loss import labelled_loss
from academy.distillation.soft_labels import AT_ONCE

SHAPES = [(1, 2, 4, 7), (3, 11, 16, 50), (2, 5, 8, 3), (4, AT_ONCE, 8, 9)]


def batch(shape, labelled):
    batch, tokens, width, vocabulary = shape
    generator = torch.Generator().manual_seed(5)
    hidden = torch.randn(batch, tokens, width, generator=generator)
    head = torch.nn.Linear(width, vocabulary, bias=False)
    head.weight.data = torch.randn(vocabulary, width, generator=generator)
    labels = torch.randint(vocabulary, (batch, tokens), generator=generator)
    ignored = torch.rand(batch, tokens, generator=generator) > labelled
    ignored[0, -1] = False
    return hidden, labels.masked_fill(ignored, IGNORED), head


def plain(hidden, labels, head):
    """Cross-entropy over all logits, as transformers computes it."""
    logits = head(hidden)[:, :-1].flatten(0, 1)
    return torch.nn.functional.cross_entropy(
        logits, labels[:, 1:].flatten(), ignore_index=IGNORED, reduction="sum"
    )


def gradients(loss, hidden, labels, head):
    hidden = hidden.clone().requires_grad_()
    head.zero_grad()
    value = loss(hidden, labels, head)
    value.backward()
    return value.detach(), hidden.grad, head.weight.grad.clone()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("labelled", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("count", [None, 7, torch.tensor(13)])
def test_loss_and_gradients(shape, labelled, count):
    given = batch(shape, labelled)
    wanted = int((given[1][:, 1:] != IGNORED).sum())
    divisor = wanted if count is None else count
    fast = gradients(lambda *a: labelled_loss(*a, count), *given)
    slow = gradients(lambda *a: plain(*a) / divisor, *given)
    for mine, theirs in zip(fast, slow, strict=True):
        torch.testing.assert_close(mine, theirs, atol=1e-5, rtol=1e-5)


def test_the_first_token_is_never_predicted():
    hidden, labels, head = batch(SHAPES[1], 1.0)
    changed = labels.clone()
    changed[:, 0] = IGNORED
    assert labelled_loss(hidden, labels, head) == labelled_loss(hidden, changed, head)


def test_half_precision_is_summed_in_full():
    hidden, labels, head = batch(SHAPES[1], 1.0)
    half = labelled_loss(hidden.bfloat16(), labels, head.bfloat16())
    assert half.dtype == torch.float32


def test_logits_of_some_tokens_at_a_time():
    hidden, labels, head = batch((4, AT_ONCE, 8, 999), 1.0)
    most = 0

    class Watched(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            nonlocal most
            found = function(*args, **(kwargs or {}))
            most = max(most, found.numel() if isinstance(found, torch.Tensor) else 0)
            return found

    with Watched():
        gradients(labelled_loss, hidden, labels, head)
    assert most == AT_ONCE * 999


def test_a_frozen_head():
    hidden, labels, head = batch(SHAPES[3], 0.5)
    _, wanted, _ = gradients(lambda *a: plain(*a) / 7, hidden, labels, head)
    head.requires_grad_(False)
    hidden.requires_grad_()
    labelled_loss(hidden, labels, head, 7).backward()
    torch.testing.assert_close(hidden.grad, wanted, atol=1e-5, rtol=1e-5)


def test_without_gradients():
    hidden, labels, head = batch(SHAPES[3], 0.5)
    with torch.no_grad():
        measured = labelled_loss(hidden, labels, head)
    assert not measured.requires_grad
    torch.testing.assert_close(measured, labelled_loss(hidden, labels, head).detach())
