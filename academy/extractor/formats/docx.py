"""Word documents, turned into HTML by mammoth; sections begin at their headings."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from academy.errors import AcademyError
from academy.extractor.base import Sheet
from academy.extractor.formats import html


def read(path: Path) -> Iterator[Sheet]:
    """Yield every section of a Word document."""
    import mammoth
    from mammoth.images import img_element

    no_pictures = img_element(lambda _: {"src": ""})
    try:
        with path.open("rb") as file:
            found = mammoth.convert_to_html(file, convert_image=no_pictures)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        raise AcademyError(f"{path}: not a readable Word document (damaged?)") from None
    yield from html.sections(found.value)
