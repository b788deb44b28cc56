"""Angles at which paper lay."""

import pytest
from PIL import Image, ImageDraw

from academy.extractor.straighten import level, skew


@pytest.fixture(scope="module")
def paper():
    picture = Image.new("L", (900, 1200), 255)
    for row in range(80, 1100, 30):
        ImageDraw.Draw(picture).rectangle((100, row, 700 + row % 90, row + 12), fill=0)
    return picture


@pytest.mark.parametrize("angle", [-8, -3.5, -1, 0, 0.5, 2.25, 9])
def test_skew(paper, angle):
    askew = paper.rotate(angle, fillcolor=255)
    assert skew(askew) == pytest.approx(-angle, abs=0.3)


def test_level_paper_is_left_alone(paper):
    assert level(paper) is paper


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_picture_of_nothing(shade):
    picture = Image.new("L", (300, 200), shade)
    assert level(picture).size == (300, 200)
