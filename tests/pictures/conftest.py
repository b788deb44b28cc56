"""An album: a document with pictures."""

from pathlib import Path

import pytest

from tests.echo import COLOURS
from tests.pdfs import HARBOUR

ABOVE, BELOW = "The boat is shown here.", "The boat was painted in the spring of the year."
DESCRIBED = "[Picture] The boat in the picture is red. It has a sail."


def pixels(colour, width=60, height=40):
    import pymupdf

    picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, width, height))
    picture.set_rect(picture.irect, COLOURS[colour])
    return picture


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Four pages: a red picture between two paragraphs, a grey and a green one, a logo on all."""
    import pymupdf

    document = pymupdf.open()
    for number in range(4):
        page = document.new_page()
        page.insert_image((500, 20, 560, 60), pixmap=pixels("green", 61))
        page.insert_text((72, 100), ABOVE if number == 0 else HARBOUR[0][number - 1])
        page.insert_text((72, 500), BELOW if number == 0 else HARBOUR[1][number - 1])
        if number == 0:
            page.insert_image((72, 150, 372, 280), pixmap=pixels("red", 62), keep_proportion=False)
            page.insert_image((72, 281, 372, 400), pixmap=pixels("red", 63), keep_proportion=False)
            page.insert_image((500, 600, 520, 620), pixmap=pixels("red", 64))
        if number == 1:
            page.insert_image((72, 150, 372, 400), pixmap=pixels("grey"), keep_proportion=False)
        if number == 2:
            page.insert_image((72, 550, 372, 700), pixmap=pixels("green"), keep_proportion=False)
    document.save(tmp_path / "album.pdf")
    return tmp_path / "album.pdf"
