"""Pictures are found and listed, for a person to choose before a teacher is asked."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from academy.component import component
from academy.extractor.base import Sheet
from academy.pictures.base import Album, Pictures, Shown, found


@component
class Listed(Pictures):
    """`pictures=listed`."""

    min_share: float = Field(ge=0, le=1)
    """Share of the page's area below which a picture is too small to tell something."""
    recurs: int = Field(ge=2)
    """Pages of a document from which on a picture is decoration, such as a logo."""

    def put_in(self, file: Path, sheets: Sequence[Sheet], album: Album) -> list[Sheet]:
        """The sheets as they are, their pictures in the album."""
        album.shown += self.found(file, sheets)
        return list(sheets)

    def found(self, file: Path, sheets: Sequence[Sheet]) -> list[Shown]:
        """A document's pictures, each with whether it is worth a description."""
        return found(file, sheets, self.min_share, self.recurs)
