"""Pictures, also where there is little to draw."""

import pytest

from academy.evaluation.figures import accuracy_bars, cosines, duel_bars, loss_curve

PNG = b"\x89PNG\r\n\x1a\n"
BAR = (0.5, 0.4, 0.6)
MEAN = {"value": 0.5, "low": 0.4, "high": 0.6}
FIRST = {"cosine": MEAN, "cosine_median": 0.5, "cosine_wins": None}
NONE = {"cosine": None, "cosine_median": None, "cosine_wins": None}
DUEL = {"questions": "test", "ours": "specialist", "theirs": "base", "net": MEAN}


@pytest.mark.parametrize("losses", [[], [(1, 2.0)], [(1, 2.0), (2, 1.5)]])
def test_loss_curve(tmp_path, losses):
    loss_curve(losses, tmp_path / "loss.png")
    assert (tmp_path / "loss.png").read_bytes().startswith(PNG)


@pytest.mark.parametrize(
    "scores",
    [
        {"dev": {"base": BAR, "specialist": BAR}, "test": {"base": BAR, "specialist": BAR}},
        {"test": {"base": (0.0, 0.0, 0.0)}},
        {"dev": {}, "test": {"base": BAR}},  # no question of `dev` can be answered
        {"test": {}},
    ],
    ids=["two sets", "one bar", "one set empty", "all empty"],
)
def test_accuracy_bars(tmp_path, scores):
    accuracy_bars(scores, tmp_path / "bars.png")
    assert (tmp_path / "bars.png").read_bytes().startswith(PNG)


def test_the_same_scores_make_the_same_bytes(tmp_path):
    for name in ("a.png", "b.png"):
        accuracy_bars({"test": {"base": BAR}}, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize(
    ("scores", "drawn"),
    [
        ({"test": {"base": FIRST, "specialist": {**FIRST, "cosine_wins": MEAN}}}, True),
        ({"dev": {"base": NONE}, "test": {"base": FIRST}}, True),
        ({"test": {"base": NONE}}, False),  # similarity=none
    ],
    ids=["two systems", "one set without", "not measured"],
)
def test_cosines(tmp_path, scores, drawn):
    assert cosines(scores, tmp_path / "cosines.png") == drawn
    assert (tmp_path / "cosines.png").exists() == drawn


@pytest.mark.parametrize(
    ("duels", "drawn"),
    [
        ([], False),
        ([{**DUEL, "wins": 2, "ties": 0, "losses": 1}], True),
        ([{**DUEL, "wins": 0, "ties": 1, "losses": 0}] * 3, True),
    ],
)
def test_duel_bars(tmp_path, duels, drawn):
    assert duel_bars(duels, tmp_path / "duels.png", "no facts") == drawn
    assert (tmp_path / "duels.png").exists() == drawn
