"""Documents that crash, hang or starve the process that reads them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from academy.component import component
from academy.errors import AcademyError
from academy.extractor.base import Extractor, Sheet
from academy.extractor.guard import Guard, Limits
from academy.extractor.pymupdf import PyMuPDF
from tests.pdfs import HARBOUR, write_pdf

LIMITS = Limits(pages=50, seconds=3, megabytes=2000)


@component
class Naughty(Extractor):
    """Does on each page what the file says."""

    def read(self, path: Path, first: int = 1, ahead: bool = True) -> Iterator[Sheet]:
        deeds = path.read_text(encoding="utf-8").split()
        for number, deed in enumerate(deeds[first - 1 :], start=first):
            if deed == "crash":
                os.abort()
            if deed == "hang":
                time.sleep(3600)
            if deed == "swell":
                bytearray(8 << 30)
            if deed == "stumble":
                raise KeyError("Pages")
            if deed == "refuse":
                raise AcademyError(f"{path}: no")
            yield Sheet(number, deed, 0.0, "")


def read(tmp_path, *deeds, limits=LIMITS):
    path = tmp_path / "deeds.txt"
    path.write_text(" ".join(deeds), encoding="utf-8")
    with Guard(Naughty(), limits) as guard:
        return list(guard.read(path))


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("crash", "failed: it made its reader crash (exit code -6)"),
        ("hang", "failed: it took longer than limits.seconds=3"),
        ("stumble", "failed: it made its reader fail (KeyError: 'Pages')"),
        ("swell", "failed: it needed more than limits.megabytes=2000"),
    ],
)
def test_a_bad_page_fails_alone(tmp_path, deed, reason):
    sheets = read(tmp_path, "one", deed, "three", deed)
    assert [sheet.number for sheet in sheets] == [1, 2, 3, 4]
    assert [sheet.failed for sheet in sheets] == [None, reason, None, reason]
    assert [sheet.text for sheet in sheets] == ["one", "", "three", ""]


def test_a_document_of_bad_pages_is_given_up(tmp_path):
    with pytest.raises(AcademyError, match=r"given up at page 4 after 3 pages.*crash"):
        read(tmp_path, "one", *["crash"] * 9)


def test_a_refused_document_is_refused(tmp_path):
    with pytest.raises(AcademyError, match=r"deeds.txt: no"):
        read(tmp_path, "one", "refuse")


def test_more_pages_than_allowed(tmp_path):
    limits = Limits(pages=3, seconds=3, megabytes=2000)
    assert len(read(tmp_path, *"abc", limits=limits)) == 3
    with pytest.raises(AcademyError, match=r"more than 3 pages; limits.pages"):
        read(tmp_path, *"abcd", limits=limits)


def test_several_documents_one_after_the_other(tmp_path):
    first = write_pdf(tmp_path / "a.pdf", HARBOUR)
    broken = tmp_path / "b.pdf"
    broken.write_bytes(b"no PDF")
    with Guard(PyMuPDF(), LIMITS) as guard:
        assert len(list(guard.read(first))) == 2
        with pytest.raises(AcademyError, match="not a readable PDF"):
            list(guard.read(broken))
        assert list(guard.read(first)) == list(PyMuPDF().read(first))


def test_a_document_that_is_not_read_to_its_end(tmp_path):
    first = write_pdf(tmp_path / "a.pdf", HARBOUR)
    second = write_pdf(tmp_path / "b.pdf", [["Another one."]])
    with Guard(PyMuPDF(), LIMITS) as guard:
        pages = guard.read(first)
        next(pages)
        pages.close()
        assert [sheet.text for sheet in guard.read(second)] == ["Another one."]


def test_a_reader_that_died_in_the_meantime(tmp_path):
    path = write_pdf(tmp_path / "a.pdf", HARBOUR)
    with Guard(PyMuPDF(), LIMITS) as guard:
        assert len(list(guard.read(path))) == 2
        process, _ = guard._child
        os.kill(process.pid, 9)
        process.join()
        assert len(list(guard.read(path))) == 2


def test_pictures_are_drawn_there_too(tmp_path):
    path = write_pdf(tmp_path / "a.pdf", HARBOUR)
    with Guard(PyMuPDF(), LIMITS) as guard:
        assert guard.picture(path, 1) == PyMuPDF().picture(path, 1)
        assert guard.picture(path, 9) is None
        assert guard.picture(tmp_path / "no.pdf", 1) is None
        assert len(list(guard.read(path))) == 2


def test_nothing_is_left_running(tmp_path):
    path = write_pdf(tmp_path / "a.pdf", HARBOUR)
    with Guard(PyMuPDF(), LIMITS) as guard:
        pages = guard.read(path)
        next(pages)
        process, _ = guard._child
    assert process.exitcode is not None


def test_memory_stays_flat(tmp_path):
    """Four times the pages take hardly more memory."""
    peaks = {pages: _peak(tmp_path / f"{pages}.pdf", pages) for pages in (300, 1200)}
    assert peaks[1200] < 1.2 * peaks[300]


def _peak(path, pages):
    """Most memory in kilobytes that a process takes to read so many pages with their own fonts."""
    one = pymupdf.open()
    one.new_page().insert_htmlbox((50, 50, 500, 700), f"<p>{' '.join(HARBOUR[0]) * 5}</p>")
    whole = pymupdf.open()
    for _ in range(pages):
        whole.insert_pdf(one)
    whole.save(path)
    code = (
        "import resource, sys, pathlib; from academy.extractor.pymupdf import PyMuPDF\n"
        "for _ in PyMuPDF().read(pathlib.Path(sys.argv[1])): pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    said = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=True)
    return int(said.stdout)


def test_the_limits_can_be_set(run, tmp_path):
    path = write_pdf(tmp_path / "a.pdf", HARBOUR)
    line = run("extract", path, "limits.pages=1").line
    assert line.endswith("a.pdf: more than 1 pages; limits.pages=… allows more")
    assert "limits.seconds: " in run("extract", path, "limits.seconds=0").line
