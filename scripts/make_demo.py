"""Build Academy's demo document, ``academy/demo/handbook.pdf``.

The handbook is a twelve-page manual of an invented machine, the Vorlane 83 moss loom.
Every name, number and term in it is made up, so that a language model can only know
them from this document.  The question sets next to it were written from the same facts.

Usage::

    python scripts/make_demo.py [OUTPUT.pdf]

The build is deterministic: with the same versions of pymupdf and Pillow, two runs give
identical bytes.  ``PAGES`` in ``demo_pages.py`` holds the content as plain data; this draws it:

* pages 1-9 are English, with a table on pages 3, 6 and 9 and a picture on page 8;
* pages 10 and 12 are German;
* page 11 is a *scan*: one grey, slightly rotated, noisy JPEG without a text layer.

A page is a title and a text whose blocks are separated by blank lines.  The first
characters of a block say what it is: ``- `` bullets, one a line; ``| `` a table, one row a
line, the heading first; ``! `` a picture, one line of its lettering a line; anything else
is a paragraph.
"""

from __future__ import annotations

import io
import random
import sys
from pathlib import Path
from typing import Any

import pymupdf
from demo_pages import PAGES, PageContent
from PIL import Image, ImageChops, ImageDraw, ImageFont

PDF: Any = pymupdf  # pymupdf is only partly annotated; so is everything it returns

OUTPUT = Path(__file__).resolve().parent.parent / "academy" / "demo" / "handbook.pdf"
PRODUCT = "Vorlane 83 Handbook"
DATE = "D:20240101000000Z"

WIDTH, HEIGHT, MARGIN = 720.0, 405.0, 48.0
BODY_SIZE, LEADING, GAP = 15.0, 20.0, 7.0
CELL_SIZE, ROW_HEIGHT, COLUMN_WIDTH, CELL_PAD = 13.0, 24.0, 205.0, 8.0
PICTURE_WIDTH, PICTURE_HEIGHT = 240.0, 150.0
SCAN_DPI, SCAN_QUALITY, SCAN_ANGLE, SCAN_SEED = 150, 45, 0.8, 83

INK = (0.12, 0.14, 0.16)
GREEN = (0.13, 0.36, 0.25)
GREY = (0.45, 0.47, 0.49)
PALE = (0.90, 0.95, 0.91)


def text_width(text: str, size: float) -> float:
    """Return the width of ``text`` in points, set in Helvetica."""
    return float(PDF.get_text_length(text, fontname="helv", fontsize=size))


def wrap(text: str, width: float) -> list[str]:
    """Break ``text`` into lines that fit ``width`` points."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, BODY_SIZE) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def draw_paragraph(page: Any, text: str, x: float, y: float, width: float) -> float:
    """Draw a wrapped paragraph with its top at ``y``; return the top of what follows."""
    for line in wrap(text, width):
        point = (x, y + BODY_SIZE)
        page.insert_text(point, line, fontname="helv", fontsize=BODY_SIZE, color=INK)
        y += LEADING
    return y + GAP


def draw_bullets(page: Any, texts: list[str], y: float, width: float) -> float:
    """Draw paragraphs behind drawn dots; return the top of what follows."""
    for text in texts:
        page.draw_circle((MARGIN + 5, y + BODY_SIZE * 0.65), 2.6, color=GREEN, fill=GREEN)
        y = draw_paragraph(page, text, MARGIN + 20, y, width - 20)
    return y


def draw_table(page: Any, rows: list[list[str]], y: float) -> float:
    """Draw a table with grid lines; return the top of what follows."""
    right, bottom = MARGIN + COLUMN_WIDTH * len(rows[0]), y + ROW_HEIGHT * len(rows)
    page.draw_rect((MARGIN, y, right, y + ROW_HEIGHT), color=None, fill=PALE)
    for index in range(len(rows) + 1):
        level = y + ROW_HEIGHT * index
        page.draw_line((MARGIN, level), (right, level), color=GREY, width=0.8)
    for index in range(len(rows[0]) + 1):
        edge = MARGIN + COLUMN_WIDTH * index
        page.draw_line((edge, y), (edge, bottom), color=GREY, width=0.8)
    for number, row in enumerate(rows):
        font = "hebo" if number == 0 else "helv"
        for column, cell in enumerate(row):
            point = (MARGIN + COLUMN_WIDTH * column + CELL_PAD, y + ROW_HEIGHT * number + 16.5)
            page.insert_text(point, cell, fontname=font, fontsize=CELL_SIZE, color=INK)
    return bottom + 2 * GAP


def label_png(lines: list[str]) -> bytes:
    """Paint a small type label, its lettering being part of the picture."""
    image = Image.new("L", (480, 300), 214)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((8, 8, 471, 291), radius=22, outline=40, width=5)
    for x, y in ((30, 30), (450, 30), (30, 270), (450, 270)):
        draw.ellipse((x - 8, y - 8, x + 8, y + 8), outline=40, width=3)
    for index, line in enumerate(lines):
        font = ImageFont.load_default(size=44 if index == 0 else 30)
        draw.text((240, 70 + 54 * index), line, fill=25, font=font, anchor="mm")
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def draw_header(page: Any, title: str) -> None:
    """Draw the running header and the title."""
    page.insert_text((MARGIN, 30), PRODUCT, fontname="helv", fontsize=9, color=GREY)
    page.draw_line((MARGIN, 38), (WIDTH - MARGIN, 38), color=GREEN, width=1.2)
    page.insert_text((MARGIN, 76), title, fontname="hebo", fontsize=24, color=GREEN)


def draw_footer(page: Any, number: int) -> None:
    """Draw the page number."""
    corner = (WIDTH - MARGIN - text_width(str(number), 9), HEIGHT - 20)
    page.insert_text(corner, str(number), fontname="helv", fontsize=9, color=GREY)


def draw_page(page: Any, content: PageContent, number: int) -> None:
    """Draw a whole page, block by block."""
    draw_header(page, content.title)
    y, right = 98.0, WIDTH - MARGIN
    for block in content.text.strip().split("\n\n"):
        lines = block.splitlines()
        bodies = [line[2:] for line in lines]
        if block.startswith("- "):
            y = draw_bullets(page, bodies, y, right - MARGIN)
        elif block.startswith("| "):
            y = draw_table(page, [body.split(" | ") for body in bodies], y + GAP)
        elif block.startswith("! "):
            box = (right - PICTURE_WIDTH, y + GAP, right, y + GAP + PICTURE_HEIGHT)
            page.insert_image(box, stream=label_png(bodies))
            right -= PICTURE_WIDTH + 24
        else:
            y = draw_paragraph(page, " ".join(lines), MARGIN, y, right - MARGIN)
    draw_footer(page, number)


def scan_jpeg(content: PageContent, number: int) -> bytes:
    """Print a page, then scan it: a grey, slightly rotated, noisy JPEG."""
    with PDF.open() as sheet:
        page = sheet.new_page(width=WIDTH, height=HEIGHT)
        draw_page(page, content, number)
        pixmap = page.get_pixmap(dpi=SCAN_DPI, colorspace=PDF.csGRAY)
        image = Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)
    image = image.rotate(SCAN_ANGLE, resample=Image.Resampling.BICUBIC, fillcolor=255)
    grain = random.Random(SCAN_SEED).randbytes(image.width * image.height)
    noise = Image.frombytes("L", image.size, grain).point([16 + v // 9 for v in range(256)])
    buffer = io.BytesIO()
    scan = ImageChops.subtract(image, noise)
    scan.save(buffer, format="JPEG", quality=SCAN_QUALITY, dpi=(SCAN_DPI, SCAN_DPI))
    return buffer.getvalue()


def build() -> bytes:
    """Return the bytes of the handbook."""
    facts = {"title": PRODUCT, "author": "Academy demo (CC0)", "producer": "make_demo.py"}
    with PDF.open() as document:
        for number, content in enumerate(PAGES, start=1):
            page = document.new_page(width=WIDTH, height=HEIGHT)
            if content.scanned:
                page.insert_image(page.rect, stream=scan_jpeg(content, number))
            else:
                draw_page(page, content, number)
        document.set_metadata({**facts, "creationDate": DATE, "modDate": DATE})
        return bytes(document.tobytes(no_new_id=True, deflate=True, garbage=3))


def main(arguments: list[str]) -> int:
    """Write the handbook to the path given, or to its place in the package."""
    target = Path(arguments[0]) if arguments else OUTPUT
    data = build()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    print(f"{target}: {len(PAGES)} pages, {len(data)} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
