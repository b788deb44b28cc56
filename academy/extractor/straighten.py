"""Pictures of pages turned so that their lines run level."""

from typing import Any

STEEPEST = 10.0
"""Largest angle, in degrees, by which paper is taken to lie askew."""
STEPS = (1.0, 0.25)
"""Steps, in degrees, in which angles are tried: first all, then those around the best one."""
HEIGHT = 600
"""Height in pixels to which a picture is shrunk for that."""
LEVEL = 0.3
"""Angle in degrees below which a picture is left alone."""


def level(picture: Any) -> Any:
    """A grey Pillow picture turned by the angle that it lies askew, its paper continued."""
    angle = skew(picture)
    if abs(angle) < LEVEL:
        return picture
    from PIL.Image import Resampling

    return picture.rotate(angle, Resampling.BICUBIC, expand=True, fillcolor=_paper(picture))


def skew(picture: Any) -> float:
    """Degrees, counter-clockwise, by which a picture has to be turned for its lines to run level.

    Where lines run level, rows of pixels are dark and light in turn: the angle is the one at which
    neighbouring rows differ most (the projection profile of Postl, 1986).
    """
    small = picture.copy()
    small.thumbnail((HEIGHT, HEIGHT))
    paper = _paper(small)
    best = 0.0
    reach = STEEPEST
    for step in STEPS:
        count = round(2 * reach / step) + 1
        angles = [best - reach + i * step for i in range(count)]
        best = max(angles, key=lambda angle: (_contrast(small, angle, paper), -abs(angle)))
        reach = step
    return best


def _paper(picture: Any) -> int:
    """The shade of the paper, 0 to 255: that of most of the picture."""
    from PIL.ImageStat import Stat

    return int(Stat(picture).median[0])


def _contrast(picture: Any, angle: float, paper: int) -> float:
    import numpy as np
    from PIL.Image import Resampling

    turned = picture.rotate(angle, Resampling.BILINEAR, fillcolor=paper)
    rows = 255.0 - np.asarray(turned, dtype=np.float32).mean(axis=1)
    return float(np.square(np.diff(rows)).sum())


def upright(picture: Any, seconds: float) -> Any:
    """A picture that lies on its side or on its head turned upright, if Tesseract sees that."""
    import pytesseract

    try:
        seen = pytesseract.image_to_osd(
            picture, output_type=pytesseract.Output.DICT, timeout=max(seconds, 0.1)
        )
    except pytesseract.TesseractError:  # too few characters to tell
        return picture
    return picture.rotate(-seen["rotate"], expand=True) if seen["rotate"] else picture
