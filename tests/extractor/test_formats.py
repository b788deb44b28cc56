"""Documents of every kind, and a folder in which all of them lie."""

import pymupdf
import pytest

from academy.errors import AcademyError
from academy.extractor.formats import READERS, SUFFIXES
from tests.extractor.test_auto import AUTO
from tests.files import write_docx, write_epub, write_pptx
from tests.helpers import result, rows
from tests.pdfs import HARBOUR, write_pdf

HTML = """<!DOCTYPE html><html><head><meta charset="latin-1"><title> The  Harbour </title>
<style>p { color: red }</style></head><body><nav><p>Home | About</p></nav>
<h1>History</h1><p>The harbour was built by <b>Ada</b> Kern.</p><ul>
<li>It is old.<p>Very.</p></li></ul>
<h2>Ships</h2><h3>The ferry</h3><table><tr><th>Ship</th><th>Length</th></tr>
<tr><td>Mira</td><td><p>12 m</p></td></tr></table><script>alert("no")</script>
<p>Wärter</p></body></html>"""
MARKDOWN = """# Oldmouth

The harbour was built
by *Ada Kern*.

## Ships

| Ship | Length |
|------|--------|
| Mira | 12 m   |

- It is old.
"""


def texts(path):
    sheets = list(AUTO.read(path))
    assert [sheet.number for sheet in sheets] == list(range(1, len(sheets) + 1))
    return [sheet.text for sheet in sheets]


def test_html(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(HTML, encoding="latin-1")
    history, ships = texts(path)
    assert history == "History\n\nThe harbour was built by Ada Kern.\n\nIt is old.\n\nVery."
    assert ships == "Ships\n\nThe ferry\n\nShip | Length\n\nMira | 12 m\n\nWärter"
    assert {sheet.title for sheet in AUTO.read(path)} == {"The Harbour"}


def test_html_without_blocks(tmp_path):
    path = tmp_path / "page.htm"
    path.write_text("The harbour <b>is</b> old.", encoding="utf-8")
    assert texts(path) == ["The harbour is old."]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<h1>A</h1><div>It weighs 12 kg.</div><p>More.</p>", "A\n\nIt weighs 12 kg.\n\nMore."),
        ("<section>Bare <b>text</b><p>More.</p></section>", "Bare text\n\nMore."),
        ("<p>Line one<br>Line two</p>", "Line one Line two"),
        ("<form><p>A whole page.</p><input value=x><button>Go</button></form>", "A whole page."),
        ("<header>Menu</header><article><header><h1>A</h1>Intro</header></article>", "A\n\nIntro"),
        ("<p>Text<!-- a secret --> end</p>", "Text end"),
        ("<p>10<sup>6</sup> cells, 3 m<sup>2</sup>, a fact<sup><a href='#1'>[4]</a></sup></p>",
         "10^6 cells, 3 m², a fact"),
        ("<p>Donau&shy;dampf</p>", "Donaudampf"),
        ("<h2>Pump <img src=''> control</h2><p>Press <img src='a.png'> to start.</p>",
         "Pump control\n\nPress to start."),
        ("<p>The energy <math><mi>E</mi><mo>=</mo><mi>m</mi></math> is <odd>large</odd>.</p>",
         "The energy E=m is large."),
        ("<h3><button>How do I start it?</button></h3><p>Press S1. <button>Like</button></p>",
         "How do I start it?\n\nPress S1."),
        ("<h3>Title <button>Copy</button></h3>", "Title"),
        ("<p><math><msub><mi>x</mi><mn>1</mn></msub></math> is old.</p>", "x_1 is old."),
        ("<p><math><msup><mn>10</mn><mn>6</mn></msup><annotation>10^6</annotation></math>"
         " cells, <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></p>", "10^6 cells, 1/2"),
        ("<h3><div>Part</div></h3><ul><li>One<li>Two</ul>", "Part\n\nOne\n\nTwo"),
        ("<table><tr><td><h2>A</h2><p>Text</p></td><td>More</td></tr></table>",
         "A\n\nText\n\nMore"),
        ("<table><tr><th></th><th>2019</th></tr><tr><td>Income</td><td></td></tr></table>",
         "– | 2019\n\nIncome | –"),
    ],
)  # fmt: skip
def test_html_of_all_kinds(tmp_path, html, wanted):
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    assert texts(path) == [wanted]


def test_front_matter_of_markdown(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("---\ntitle: 'My notes'\ntags: [a]\n---\nThe harbour is old.\n\n---\n\nYes.")
    assert texts(path) == ["The harbour is old.\n\nYes."]
    assert {sheet.title for sheet in AUTO.read(path)} == {"My notes"}
    path.write_bytes(b"---\r\ntitle: Notes\r\n---\r\nIt is old.")
    assert [(sheet.title, sheet.text) for sheet in AUTO.read(path)] == [("Notes", "It is old.")]
    path.write_text("---\nA line between rules.\n\n---\n\nMore.")
    assert texts(path) == ["A line between rules.\n\nMore."]
    path.write_text("---\ntitle: Pumps\n\ndate created: 2020\ntags:\n- a\n---\nIt is old.")
    assert [(sheet.title, sheet.text) for sheet in AUTO.read(path)] == [("Pumps", "It is old.")]
    path.write_text("---\nNote: it has 3 kW.\n\nIt is old.\n\n---\n\nMore.")
    assert texts(path) == ["Note: it has 3 kW.\n\nIt is old.\n\nMore."]


def test_notes_and_links_of_markdown(tmp_path):
    """As Obsidian and Pandoc write them; in code they are something else."""
    path = tmp_path / "page.md"
    text = """The [[Vorlane 83|loom]] weaves[^1] moss[^a], see [[Brindomar]]. ![[picture.png]]
In code `x[[1]]` and `[^2]` stay.

[^1]: It was built in 1994.
[^a]: Only Tolmen.

A [link][1].

[1]: http://x.y
"""
    path.write_text(text, encoding="utf-8")
    (told,) = texts(path)
    assert told.split("\n\n") == [
        "The loom weaves moss, see Brindomar. In code x[[1]] and [^2] stay.",
        "It was built in 1994.",
        "Only Tolmen.",
        "A link.",
    ]


def test_markdown(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    assert texts(path) == [
        "Oldmouth\n\nThe harbour was built by Ada Kern.",
        "Ships\n\nShip | Length\n\nMira | 12 m\n\nIt is old.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text(tmp_path, encoding):
    path = tmp_path / "page.txt"
    path.write_bytes("Der Wärter\r\nöffnet.\r\n\r\nEr geht.\fNeue Seite.".encode(encoding))
    assert texts(path) == ["Der Wärter öffnet.\n\nEr geht.", "Neue Seite."]


def test_docx(tmp_path):
    paragraphs = [("Heading1", "History"), ("", HARBOUR[0][0]), ("Heading1", "Ships")]
    path = write_docx(tmp_path / "page.docx", [*paragraphs, ("", HARBOUR[1][0])])
    assert texts(path) == [f"History\n\n{HARBOUR[0][0]}", f"Ships\n\n{HARBOUR[1][0]}"]


def test_pptx(tmp_path):
    path = write_pptx(tmp_path / "page.pptx", HARBOUR, notes="Speak slowly.")
    one, two = texts(path)
    assert one == "\n\n".join([*HARBOUR[0], "Speak slowly."])
    assert two == "\n\n".join([*HARBOUR[1], "Mira | 12 m", "Speak slowly."])
    assert {sheet.title for sheet in AUTO.read(path)} == {"Oldmouth"}


def test_a_shape_without_a_place(tmp_path):
    import pptx
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Inches

    path = write_pptx(tmp_path / "page.pptx", HARBOUR)
    show = pptx.Presentation(str(path))
    strange = show.slides[0].shapes.add_shape(MSO_SHAPE.OVAL, 0, Inches(5), Inches(1), Inches(1))
    strange._element.spPr.remove(strange._element.spPr.prstGeom)
    show.save(str(path))
    assert [text.partition("\n")[0] for text in texts(path)] == [page[0] for page in HARBOUR]


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        ("PowerPoint-Präsentation", "a b"),
        ("PowerPoint Presentation", "a b"),
        ("Microsoft Word - Skript.docx", "Skript"),
        ("untitled", "a b"),
        ("Presentation skills", "Presentation skills"),
        ("Die Dokumente", "Die Dokumente"),
    ],
)
def test_titles_that_a_program_made_up(run, home, tmp_path, metadata, title):
    run("extract", write_pdf(tmp_path / "a_b.pdf", HARBOUR, title=metadata)).ok()
    assert {page["title"] for page in rows(result(home, "extract") / "pages.jsonl")} == {title}


def test_epub(tmp_path):
    path = write_epub(tmp_path / "page.epub", [" ".join(page) for page in HARBOUR])
    assert [" ".join(text.split()) for text in texts(path)] == [" ".join(p) for p in HARBOUR]
    assert {sheet.title for sheet in AUTO.read(path)} == {"Oldmouth"}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    path = write_pdf(tmp_path_factory.mktemp("drawn") / "page.pdf", HARBOUR[:1])
    return pymupdf.open(path)[0].get_pixmap(dpi=150)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tiff"])
def test_pictures(tmp_path, drawn, suffix):
    path = tmp_path / f"page.{suffix}"
    drawn.pil_save(str(path))
    (sheet,) = AUTO.read(path)
    assert " ".join(sheet.text.split()) == " ".join(HARBOUR[0])
    assert sheet.source == "ocr"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_something_else(run, tmp_path, suffix):
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(b"\x00\x01 no such thing")
    line = run("extract", path).line
    assert str(path) in line


@pytest.mark.parametrize("extractor", ["pymupdf", "pypdf", "tesseract"])
@pytest.mark.parametrize("suffix", READERS)
def test_other_extractors_say_who_reads_it(run, tmp_path, suffix, extractor):
    path = tmp_path / f"page{suffix}"
    path.write_text("The harbour is old.", encoding="utf-8")
    assert "extractor=auto reads" in run("extract", path, f"extractor={extractor}").line


def test_a_folder_of_everything(run, home, tmp_path, drawn):
    folder = tmp_path / "papers"
    (folder / "old").mkdir(parents=True)
    write_pdf(folder / "a.pdf", HARBOUR)
    write_docx(folder / "b.docx", [("", HARBOUR[0][0])])
    write_pptx(folder / "old" / "c.pptx", HARBOUR)
    (folder / "d.md").write_text(MARKDOWN, encoding="utf-8")
    (folder / "e.zip").write_bytes(b"PK")
    (folder / "~$b.docx").write_bytes(b"who has it open")
    (folder / ".hidden.txt").write_text("The harbour is old.", encoding="utf-8")
    drawn.pil_save(str(folder / "f.PNG"))
    out = run("extract", folder).ok().out
    assert "no documents, left out: e.zip" in out
    pages = rows(result(home, "extract") / "pages.jsonl")
    counted = {name: sum(p["document"] == name for p in pages) for name in ("a.pdf", "b.docx")}
    assert counted == {"a.pdf": 2, "b.docx": 1}
    assert {page["document"] for page in pages} == {"a.pdf", "b.docx", "c.pptx", "d.md", "f.PNG"}


def test_a_text_file_with_zeros_is_refused(tmp_path):
    path = tmp_path / "page.md"
    path.write_bytes(b"a\0b")
    with pytest.raises(AcademyError, match="no text file"):
        list(AUTO.read(path))
