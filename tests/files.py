"""Real files of other kinds than PDF, small ones."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = f"""<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{DOCUMENT}"/>
</Types>"""
RELATIONS = f"""<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>
</Relationships>"""
CONTAINER = """<?xml version="1.0"?><container version="1.0"
xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile
full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def write_docx(path: Path, paragraphs: Sequence[tuple[str, str]]) -> Path:
    """A Word document of (style, text); the style is empty or e.g. `Heading1`."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", TYPES)
        file.writestr("_rels/.rels", RELATIONS)
        document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        file.writestr("word/document.xml", f'<?xml version="1.0"?>{document}')
    return path


def write_pptx(path: Path, slides: Sequence[Sequence[str]], notes: str = "") -> Path:
    """A presentation; the first text of a slide is its title, the last slide has a table too."""
    import pptx
    from pptx.util import Inches

    show = pptx.Presentation()
    for title, *lines in slides:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(lines)
        slide.notes_slide.notes_text_frame.text = notes
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(6), Inches(6), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Mira", "12 m"
    show.core_properties.title = "Oldmouth"
    show.save(str(path))
    return path


def write_epub(path: Path, chapters: Sequence[str]) -> Path:
    """An electronic book."""
    names = [f"c{i}.xhtml" for i in range(len(chapters))]
    items = "".join(
        f'<item id="{n}" href="{n}" media-type="application/xhtml+xml"/>' for n in names
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    book = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0" '
        'unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title>Oldmouth</dc:title><dc:identifier id="i">1</dc:identifier></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr("META-INF/container.xml", CONTAINER)
        file.writestr("book.opf", book)
        for name, chapter in zip(names, chapters, strict=True):
            page = f"<html><head><title>x</title></head><body><p>{chapter}</p></body></html>"
            file.writestr(name, page)
    return path
