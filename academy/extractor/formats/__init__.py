"""Documents that are no pages of paper: each module here reads one kind of file.

Its `read(path)` yields a `Sheet` for each slide or section, numbered from 1.
"""

READERS = {
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".md": "markdown",
    ".pptx": "pptx",
    ".txt": "text",
}
"""Suffix → module."""
PICTURES = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff")
PAGED = (".pdf", ".epub", *PICTURES)
"""What PyMuPDF opens as pages."""
SUFFIXES = (*PAGED, *READERS)
"""Every kind of document that can be read."""
