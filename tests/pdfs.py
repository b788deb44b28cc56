"""Real PDF files, small ones, made with pymupdf."""

from collections.abc import Sequence
from pathlib import Path

HARBOUR = (
    (
        "The harbour of Oldmouth was built by Ada Kern in 1911.",
        "Its keeper Jonas Wirt opens the green gate with a brass lever.",
        "The lighthouse burns whale oil from the island of Tarn.",
    ),
    (
        "Forty fishing boats sleep behind the northern wall of the harbour.",
        "Each skipper pays seven crowns to the guild of Saint Brannoc.",
        "A copper bell warns the crews of fog and of heavy ice.",
    ),
)
"""Two pages of three sentences."""
HAFEN = (
    (
        "Der Hafen von Altmund wurde im Jahr 1911 von Ada Kern aus Backstein gebaut.",
        "Der Wärter Jonas Wirt öffnet das grüne Tor mit einem Hebel aus Messing.",
        "Eine kupferne Glocke warnt die Mannschaften vor Nebel und vor schwerem Eis.",
    ),
)


def write_pdf(path: Path, pages: Sequence[Sequence[str]], title: str = "", **save: object) -> Path:
    """A PDF with a text layer; a page without paragraphs is blank, an empty list writes no page."""
    import pymupdf

    document = pymupdf.open()
    for paragraphs in pages:
        page = document.new_page()
        for index, paragraph in enumerate(paragraphs):
            box = (72, 72 + 60 * index, 500, 125 + 60 * index)
            assert page.insert_textbox(box, paragraph, fontsize=11) >= 0, "the text does not fit"
    document.set_metadata({"title": title})
    document.save(path, **save)
    return path


def write_table(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A PDF with one table without rules."""
    import pymupdf

    document = pymupdf.open()
    page = document.new_page()
    for index, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.insert_text((72 + 150 * column, 90 + 20 * index), cell, fontsize=11)
    document.save(path)
    return path


def write_scan(path: Path, pages: int, text: Sequence[str] = ()) -> Path:
    """A PDF whose pages are pictures, after one page with a text layer if there is `text`."""
    import pymupdf

    document = pymupdf.open()
    if text:
        page = document.new_page()
        page.insert_textbox((72, 72, 500, 300), "\n".join(text), fontsize=11)
    picture = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 60, 80))
    picture.clear_with(200)
    for _ in range(pages):
        page = document.new_page()
        page.insert_image(page.rect, pixmap=picture, keep_proportion=False)
    document.save(path)
    return path


def scan(source: Path, path: Path, dpi: int = 150, angle: float = 0, rotation: int = 0) -> Path:
    """The pages of a PDF as grey JPEG pictures without a text layer.

    Args:
        angle: by which the paper lay askew, in degrees.
        rotation: by which the picture lies on its side, in degrees, a multiple of 90.
    """
    import io

    import pymupdf
    from PIL import Image

    scanned = pymupdf.open()
    for page in pymupdf.open(source):
        drawn = page.get_pixmap(dpi=dpi, colorspace="gray")
        picture = Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
        picture = picture.rotate(angle, fillcolor=255).rotate(rotation, expand=True)
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=70)
        width, height = (72 * side / dpi for side in picture.size)
        sheet = scanned.new_page(width=width, height=height)
        sheet.insert_image(sheet.rect, stream=file.getvalue())
    scanned.save(path)
    return path


def write_without_pages(path: Path) -> Path:
    """A well-formed PDF whose page tree is empty."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 3\n0000000000 65535 f \n"
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(data)
    return path


def cut_off(source: Path, path: Path, share: float = 0.6) -> Path:
    """The first part of a file, as an interrupted download leaves it."""
    data = source.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path
