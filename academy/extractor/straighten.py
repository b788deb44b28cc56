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
    """A grey Pillow picture turned by the angle that it lies askew, white where it was turned."""
    angle = skew(picture)
    if abs(angle) < LEVEL:
        return picture
    from PIL.Image import Resampling

    return picture.rotate(angle, Resampling.BICUBIC, expand=True, fillcolor=255)


def skew(picture: Any) -> float:
    """Degrees, counter-clockwise, by which a picture has to be turned for its lines to run level.

    Where lines run level, rows of pixels are dark and light in turn: the angle is the one at which
    neighbouring rows differ most (the projection profile of Postl, 1986).
    """
    small = picture.copy()
    small.thumbnail((HEIGHT, HEIGHT))
    best = 0.0
    reach = STEEPEST
    for step in STEPS:
        count = round(2 * reach / step) + 1
        angles = [best - reach + i * step for i in range(count)]
        best = max(angles, key=lambda angle: (_contrast(small, angle), -abs(angle)))
        reach = step
    return best


def _contrast(picture: Any, angle: float) -> float:
    import numpy as np
    from PIL.Image import Resampling

    turned = picture.rotate(angle, Resampling.BILINEAR, fillcolor=255)
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
