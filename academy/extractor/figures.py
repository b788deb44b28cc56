"""The pictures of a page of a PDF, EPUB or picture file."""

from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from academy.extractor.base import FEW

BACKGROUND = 0.8
"""Share of the page's area from which a picture lies behind all else."""
MOST = 300
"""Pictures of a page from which they are taken for pieces of one."""
SHARP = 1024
"""Pixels of the longer side of a picture that is cut out of a page."""
FINE = 85
"""Of such a picture as JPEG."""
SEAM = 2.0
"""Points between two pictures that are pieces of one."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points."""
Group = list[dict[str, Any]]
"""The pieces of a picture, as PyMuPDF describes them."""


def pictures(page: Any, characters: int) -> Group:
    """What PyMuPDF tells of the pictures on a page.

    To look takes as long as to read the text; so a PDF's page that lists none is looked at only
    where it has hardly any text: a scan may stand in the page itself.

    Args:
        characters: of text on the page.
    """
    listed = not page.parent.is_pdf or _lists(page)
    return list(page.get_image_info()) if listed or characters <= FEW else []


def _lists(page: Any) -> bool:
    """Whether a PDF's page lists pictures, itself or in the forms that it draws.

    MuPDF itself is asked, which is fast; each form is looked at once, also one that draws itself.
    """
    from pymupdf import mupdf

    listed = mupdf.pdf_page_from_fz_page(page.this).obj()
    open_ = [mupdf.pdf_dict_get_inheritable(listed, mupdf.PDF_ENUM_NAME_Resources)]
    seen = set()
    while open_:
        forms = mupdf.pdf_dict_get(open_.pop(), mupdf.PDF_ENUM_NAME_XObject)
        for index in range(mupdf.pdf_dict_len(forms)):
            drawn = mupdf.pdf_dict_get_val(forms, index)
            kind = mupdf.pdf_dict_get(drawn, mupdf.PDF_ENUM_NAME_Subtype)
            if mupdf.pdf_to_name(kind) == "Image":
                return True
            if mupdf.pdf_to_num(drawn) not in seen:
                seen.add(mupdf.pdf_to_num(drawn))
                open_.append(mupdf.pdf_dict_get(drawn, mupdf.PDF_ENUM_NAME_Resources))
    return False


def covered(page: Any, infos: Group) -> float:
    """Share of the page's area that pictures cover, 0 to 1."""
    return min(1.0, sum(share_of(page, [info]) for info in infos))


def grouped(page: Any, infos: Group) -> list[Group]:
    """The pictures from top to bottom; pieces that touch are one, backgrounds stand alone."""
    if len(infos) > MOST:
        return [infos]
    groups: list[Group] = []
    for info in infos:
        alone = share_of(page, [info]) >= BACKGROUND
        touching = [] if alone else [group for group in groups if _touches(page, info, group)]
        groups = [group for group in groups if group not in touching]
        groups.append([info, *chain.from_iterable(touching)])
    return sorted(groups, key=lambda group: (box_of(group)[1], box_of(group)[0]))


def _touches(page: Any, info: dict[str, Any], group: Group) -> bool:
    a0, b0, a1, b1 = info["bbox"]
    if share_of(page, group) >= BACKGROUND:
        return False
    boxes = (other["bbox"] for other in group)
    return any(
        a0 <= c1 + SEAM and c0 <= a1 + SEAM and b0 <= d1 + SEAM and d0 <= b1 + SEAM
        for c0, d0, c1, d1 in boxes
    )


def box_of(group: Group) -> Box:
    """The rectangle around a picture, on the page as it is before it is turned."""
    import pymupdf

    box = reduce(or_, (pymupdf.Rect(info["bbox"]) for info in group))
    return box.x0, box.y0, box.x1, box.y1


def _seen(page: Any, group: Group) -> Any:
    """The part of a picture that lies on the page."""
    import pymupdf

    return pymupdf.Rect(box_of(group)) & page.rect * page.derotation_matrix


def share_of(page: Any, group: Group) -> float:
    """Share of the page's area, 0 to 1."""
    return float(abs(_seen(page, group)) / (abs(page.rect) or 1.0))


def looks(group: Group) -> str:
    """Equal for pictures that look the same."""
    return str(sorted((info["width"], info["height"], info["size"]) for info in group))


def cut_out(page: Any, index: int) -> bytes:
    """A picture with what stands on it, as JPEG of about `SHARP` pixels.

    Raises:
        one of PyMuPDF's faults: it cannot be drawn.
    """
    import pymupdf

    group = grouped(page, page.get_image_info())[index]
    clip = _seen(page, group) * page.rotation_matrix
    scale = SHARP / max(1.0, clip.width, clip.height)
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), clip=clip, alpha=False)
    return bytes(drawn.tobytes("jpeg", jpg_quality=FINE))
