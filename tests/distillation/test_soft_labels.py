"""What is compared with a teacher's probabilities is what the plain formula says."""

import pytest
import torch

from academy.distillation.lessons import IGNORED
from academy.distillation.loss import labelled_loss
from academy.distillation.soft_labels import SoftLabels, divergence, soft_labels
from tests.tiny import llama

VOCABULARY = 50


def distributions(rows=7, temperature=1.0, seed=1):
    """The student's logits, and the teacher's whole distributions."""
    generator = torch.Generator().manual_seed(seed)
    student = 3 * torch.randn(rows, VOCABULARY, generator=generator)
    teacher = (3 * torch.randn(rows, VOCABULARY, generator=generator) / temperature).log_softmax(-1)
    return student, teacher


def most(teacher, k):
    best = teacher.topk(k)
    return best.indices, best.values


def plain(student, teacher, temperature):
    """KL over the whole vocabulary, as torch computes it."""
    spoken = (student / temperature).log_softmax(-1)
    kl = torch.nn.functional.kl_div(spoken, teacher, reduction="none", log_target=True)
    return kl.sum(-1) * temperature**2


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_all_tokens_are_the_exact_divergence(temperature):
    student, teacher = distributions(temperature=temperature)
    student.requires_grad_()
    exact = plain(student, teacher, temperature)
    (wanted,) = torch.autograd.grad(exact.sum(), student)
    ours = divergence(student, *most(teacher, VOCABULARY), temperature)
    (gradient,) = torch.autograd.grad(ours.sum(), student)
    torch.testing.assert_close(ours, exact, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(gradient, wanted, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("beta", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("temperature", [0.9, 1.0, 2.0])
def test_every_divergence_is_that_of_trl(beta, temperature, monkeypatch):
    monkeypatch.setenv("TRL_EXPERIMENTAL_SILENCE", "1")
    from trl.experimental.gkd import GKDTrainer

    student, teacher = distributions(temperature=temperature)
    student.requires_grad_()
    raw = temperature * teacher  # as logits at temperature 1
    exact = GKDTrainer.generalized_jsd_loss(
        student[None], raw[None], beta=beta, temperature=temperature, reduction="sum"
    )
    (wanted,) = torch.autograd.grad(exact, student)
    ours = divergence(student, *most(teacher, VOCABULARY), temperature, beta) / temperature**2
    (gradient,) = torch.autograd.grad(ours.sum(), student)
    torch.testing.assert_close(ours.sum(), exact, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(gradient, wanted, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("k", [1, 5, 49])
@pytest.mark.parametrize("temperature", [1.0, 2.0])
def test_the_others_count_as_one(k, temperature):
    student, teacher = distributions(temperature=temperature)
    tokens, logprobs = most(teacher, k)

    def merged(whole):
        known = whole.exp().gather(-1, tokens)
        return torch.cat([known, 1 - known.sum(-1, keepdim=True)], -1)

    one, other = merged(teacher), merged((student / temperature).log_softmax(-1))
    exact = (one * (one / other).log()).sum(-1) * temperature**2
    ours = divergence(student, tokens, logprobs, temperature)
    torch.testing.assert_close(ours, exact, atol=1e-4, rtol=1e-4)
    assert (ours <= plain(student, teacher, temperature) + 1e-5).all()


def test_a_student_that_says_the_same_is_right():
    _, teacher = distributions()
    for k in (3, VOCABULARY):
        assert divergence(teacher, *most(teacher, k), 1.0).abs().max() < 1e-5


def test_the_gradient_is_the_numerical_one():
    student, teacher = distributions(rows=2)
    doubles = student.double().requires_grad_()
    tokens, logprobs = most(teacher.double(), 4)
    for beta in (0.0, 0.3, 1.0):
        how = (tokens, logprobs, 2.0, beta)
        assert torch.autograd.gradcheck(lambda x, how=how: divergence(x, *how), doubles)


ROWS = [
    ([5, 9, 7], [11, 12, 2]),
    ([5, 9, 8, 10], [13, 2]),
    ([5, 9, 8, 10, 6], [14, 15, 16, 17, 2]),
]


@pytest.mark.parametrize("temperature", [1.0, 2.0])
def test_labels_are_the_teachers_own_probabilities(temperature):
    model = llama().eval()
    labels = soft_labels(model, ROWS, 6, temperature, 0.5)
    assert labels.starts.tolist() == [0, 3, 5, 10]
    assert labels.shares.tolist() == [0.5] * 3
    for row, (before, after) in enumerate(ROWS):
        with torch.inference_mode():
            logits = model(torch.tensor([before + after])).logits[0, len(before) - 1 : -1]
        wanted = (logits / temperature).log_softmax(-1).topk(6)
        found = slice(labels.starts[row], labels.starts[row + 1])
        assert torch.equal(labels.tokens[found].long(), wanted.indices)
        torch.testing.assert_close(labels.logprobs[found], wanted.values, atol=1e-5, rtol=1e-5)


def test_more_tokens_than_there_are():
    assert soft_labels(llama().eval(), ROWS, 1000, 1.0, 1.0).tokens.shape == (10, 64)


def batch():
    """The rows, padded, with the states of a student."""
    model = llama().eval()
    width = max(len(before + after) for before, after in ROWS)
    ids = torch.zeros(len(ROWS), width, dtype=torch.long)
    labels = torch.full_like(ids, IGNORED)
    for row, (before, after) in enumerate(ROWS):
        ids[row, : len(before + after)] = torch.tensor(before + after)
        labels[row, len(before) : len(before + after)] = torch.tensor(after)
    return model.model(ids).last_hidden_state, labels, model.lm_head


@pytest.mark.parametrize("at_once", [1, 4, 128])
def test_a_batch_mixes_text_and_labels(at_once, monkeypatch):
    """The first and last row are compared, with different shares; the one between learns text."""
    for module in ("loss", "soft_labels"):
        monkeypatch.setattr(f"academy.distillation.{module}.AT_ONCE", at_once)
    hidden, labels, head = batch()
    torch.manual_seed(5)
    teacher = llama(tie_word_embeddings=False)
    for weight in teacher.parameters():
        weight.data = 3 * torch.randn_like(weight) / weight.shape[-1] ** 0.5
    parts = [
        soft_labels(teacher, ROWS[2:], 64, 2.0, 0.25),
        soft_labels(teacher, ROWS[:1], 64, 2.0, 1.0),
    ]
    soft = SoftLabels.joined(parts)
    hidden = hidden.detach().requires_grad_()
    ours = labelled_loss(hidden, labels, head, 7, soft.of([1, -1, 0], [3, 2, 5]), 2.0)
    total = 0.0
    for row, (part, share) in enumerate([(parts[1], 1.0), (None, 0.0), (parts[0], 0.25)]):
        at = labels[row] != IGNORED
        logits = head(hidden[row, torch.arange(len(at))[at] - 1])
        text = torch.nn.functional.cross_entropy(logits, labels[row][at], reduction="sum")
        compared = 0.0
        if part:
            whole = torch.empty_like(logits).scatter(-1, part.tokens.long(), part.logprobs)
            compared = plain(logits, whole, 2.0).sum()
        total += (1 - share) * text + share * compared
    torch.testing.assert_close(ours, total / 7, atol=1e-5, rtol=1e-5)
    gradients = [torch.autograd.grad(one, [hidden, head.weight]) for one in (ours, total / 7)]
    torch.testing.assert_close(*gradients, atol=1e-5, rtol=1e-5)


def test_an_answer_that_was_cut_off_is_compared_as_far_as_it_goes():
    soft = soft_labels(llama().eval(), ROWS, 3, 1.0, 1.0)
    compared = soft.of([2, 0], [2, 3])
    assert compared.places.tolist() == [0, 1, 2, 3, 4]
    assert torch.equal(compared.logprobs[:2], soft.logprobs[5:7])


def test_they_are_kept_as_they_are(tmp_path):
    soft = soft_labels(llama().eval(), ROWS, 3, 1.0, 0.5)
    soft.save(tmp_path / "soft.safetensors")
    found = SoftLabels.load(tmp_path / "soft.safetensors")
    assert all(torch.equal(value, vars(found)[name]) for name, value in vars(soft).items())
    assert not list(tmp_path.glob("*.part"))
