"""Pictures are not looked at."""

from collections.abc import Sequence
from pathlib import Path

from academy.component import component
from academy.extractor.base import Sheet
from academy.pictures.base import Album, Pictures


@component
class NoPictures(Pictures):
    """`pictures=none`."""

    def put_in(self, file: Path, sheets: Sequence[Sheet], album: Album) -> list[Sheet]:
        """The sheets as they are."""
        return list(sheets)
