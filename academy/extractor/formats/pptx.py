"""PowerPoint presentations by python-pptx: one sheet a slide, its notes at the end."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from academy.errors import AcademyError
from academy.extractor.base import Figure, Sheet
from academy.extractor.figures import FINE, SHARP
from academy.extractor.lines import table_line


def read(path: Path) -> Iterator[Sheet]:
    """Yield every slide."""
    import pptx
    from pptx.exc import PackageNotFoundError

    try:
        show = pptx.Presentation(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        raise AcademyError(f"{path}: not a readable presentation (damaged?)") from None
    area = (show.slide_width or 1) * (show.slide_height or 1)
    title = show.core_properties.title or ""
    for number, slide in enumerate(show.slides, start=1):
        try:
            yield _sheet(slide, number, area, title)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            yield Sheet(number, "", 0.0, title, failed=f"failed: damaged slide ({error})")


def _sheet(slide: Any, number: int, area: int, title: str) -> Sheet:
    parts: list[str] = []
    figures: list[Figure] = []
    for shape in _flat(slide.shapes):
        parts += _parts(shape)
        image = _image(shape)
        if image:
            share = min(1.0, (shape.width or 0) * (shape.height or 0) / area)
            figures.append(Figure(image.sha1, share, len(parts)))
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame:
        parts += _paragraphs(slide.notes_slide.notes_text_frame)
    covered = min(1.0, sum(figure.share for figure in figures))
    text = "\n\n".join(parts)
    return Sheet(number, text, covered, title, figures=tuple(figures), paper=False)


def _image(shape: Any) -> Any:
    """The picture that a shape shows; `None` where it shows none, or one that is elsewhere."""
    try:
        return getattr(shape, "image", None)
    except (ValueError, KeyError):
        return None


def figure(path: Path, number: int, index: int) -> bytes | None:
    """A picture of a slide as JPEG; `None` where its format cannot be drawn."""
    import pptx
    from PIL import Image, UnidentifiedImageError

    slide = pptx.Presentation(str(path)).slides[number - 1]
    found = list(filter(None, map(_image, _flat(slide.shapes))))
    try:
        picture = Image.open(io.BytesIO(found[index].blob)).convert("RGBA")
    except (UnidentifiedImageError, OSError):
        return None
    picture.thumbnail((SHARP, SHARP))
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture)
    jpeg = io.BytesIO()
    paper.save(jpeg, "jpeg", quality=FINE)
    return jpeg.getvalue()


def _flat(shapes: Iterable[Any]) -> Iterator[Any]:
    """The shapes from top to bottom, those of a group in its place."""
    from pptx.shapes.group import GroupShape

    for shape in sorted(shapes, key=lambda s: (s.top or 0, s.left or 0)):
        if isinstance(shape, GroupShape):
            yield from _flat(shape.shapes)
        else:
            yield shape


def _parts(shape: Any) -> list[str]:
    if shape.has_text_frame:
        return _paragraphs(shape.text_frame)
    if getattr(shape, "has_table", False):
        rows = ([_folded(cell.text) for cell in row.cells] for row in shape.table.rows)
        return [line for line in map(table_line, rows) if line]
    return []


def _paragraphs(frame: Any) -> list[str]:
    return list(filter(None, (_folded(paragraph.text) for paragraph in frame.paragraphs)))


def _folded(text: str) -> str:
    return " ".join(text.split())
