"""Documents that cannot be read: one line each, naming the file, whichever extractor is chosen."""

import os

import pytest

from tests.helpers import manifest, result, results, rows
from tests.pdfs import HARBOUR, cut_off, write_pdf, write_scan, write_without_pages

EXTRACTORS = ("pymupdf", "pypdf")


def refused(run, home, *words):
    line = run("extract", *words).line
    assert results(home, "extract") == []
    return line


def test_missing_file(run, home, tmp_path):
    assert "nowhere.pdf: no such file" in refused(run, home, tmp_path / "nowhere.pdf")


def test_empty_folder(run, home, tmp_path):
    (tmp_path / "papers").mkdir()
    assert "papers: no document in this folder" in refused(run, home, tmp_path / "papers")


def test_no_documents_at_all(run, home):
    assert "no documents" in refused(run, home, "documents=files")


def test_two_files_of_the_same_name(run, home, tmp_path, document):
    (tmp_path / "other").mkdir()
    other = write_pdf(tmp_path / "other" / document.name, HARBOUR)
    line = refused(run, home, document, other)
    assert "same name" in line
    assert str(document) in line
    assert str(other) in line


def test_the_same_file_named_twice_is_read_once(run, home, document):
    assert "2 pages = 2 kept" in run("extract", document, document).ok().out


def test_a_folder_is_searched_through(run, home, tmp_path):
    (tmp_path / "papers" / "old").mkdir(parents=True)
    write_pdf(tmp_path / "papers" / "b.pdf", HARBOUR)
    write_pdf(tmp_path / "papers" / "old" / "a.PDF", HARBOUR)
    run("extract", tmp_path / "papers").ok()
    pages = rows(result(home, "extract") / "pages.jsonl")
    assert {page["document"] for page in pages} == {"a.PDF", "b.pdf"}


def test_a_file_of_another_kind(run, home, tmp_path):
    (tmp_path / "notes.odt").write_bytes(b"PK and something")
    line = refused(run, home, tmp_path / "notes.odt")
    assert "notes.odt: no kind of document that is read (.pdf," in line
    write_pdf(tmp_path / "slides", HARBOUR)  # without a suffix
    run("extract", tmp_path / "slides").ok()


@pytest.mark.parametrize("extractor", EXTRACTORS)
class TestUnreadable:
    def test_text_named_pdf(self, run, home, tmp_path, extractor):
        (tmp_path / "notes.pdf").write_text("just a note\nand another\n", encoding="utf-8")
        line = refused(run, home, tmp_path / "notes.pdf", f"extractor={extractor}")
        assert "notes.pdf: not a readable PDF" in line

    def test_empty_file(self, run, home, tmp_path, extractor):
        (tmp_path / "nothing.pdf").write_bytes(b"")
        line = refused(run, home, tmp_path / "nothing.pdf", f"extractor={extractor}")
        assert "nothing.pdf: not a readable PDF" in line

    @pytest.mark.parametrize("method", [2, 5], ids=["rc4", "aes256"])
    def test_encrypted(self, run, home, tmp_path, extractor, method):
        path = tmp_path / "secret.pdf"
        write_pdf(path, HARBOUR, encryption=method, user_pw="user", owner_pw="owner")
        line = refused(run, home, path, f"extractor={extractor}")
        assert "secret.pdf: encrypted PDF" in line

    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
    def test_truncated(self, run, home, tmp_path, document, extractor, share):
        path = cut_off(document, tmp_path / "part.pdf", share)
        assert "part.pdf: " in refused(run, home, path, f"extractor={extractor}")

    def test_truncated_with_many_pages(self, run, home, tmp_path, extractor):
        whole = write_pdf(tmp_path / "long.pdf", HARBOUR * 10)
        path = cut_off(whole, tmp_path / "part.pdf")
        assert "part.pdf: " in refused(run, home, path, f"extractor={extractor}")

    def test_pictures_only(self, run, home, tmp_path, extractor):
        path = write_scan(tmp_path / "scan.pdf", pages=3)
        line = refused(run, home, path, f"extractor={extractor}")
        assert "scan.pdf: no text on any page (p. 1, 2, 3: " in line
        assert "OCR" in line

    def test_blank_pages_only(self, run, home, tmp_path, extractor):
        path = write_pdf(tmp_path / "blank.pdf", [(), ()])
        line = refused(run, home, path, f"extractor={extractor}")
        assert "blank.pdf: no text on any page (p. 1, 2: blank)" in line

    def test_no_pages(self, run, home, tmp_path, extractor):
        path = write_without_pages(tmp_path / "none.pdf")
        assert "none.pdf: " in refused(run, home, path, f"extractor={extractor}")

    def test_broken_one_among_good_ones(self, run, home, tmp_path, document, extractor):
        path = cut_off(document, tmp_path / "part.pdf")
        assert "part.pdf: " in refused(run, home, document, path, f"extractor={extractor}")


@pytest.mark.parametrize("extractor", EXTRACTORS)
class TestPartlyLost:
    def test_scans_beyond_the_tolerance(self, run, home, tmp_path, extractor):
        path = write_scan(tmp_path / "half.pdf", pages=1, text=HARBOUR[0])
        outcome = run("extract", path, f"extractor={extractor}")
        assert outcome.code == 3
        assert "2 pages = 1 kept + 1 failed: no text layer" in outcome.line
        assert results(home, "extract") == []

    def test_scans_within_the_tolerance(self, run, home, tmp_path, extractor):
        path = write_scan(tmp_path / "half.pdf", pages=1, text=HARBOUR[0])
        outcome = run("extract", path, f"extractor={extractor}", "tolerance.pages=0.5").ok()
        assert "1 kept + 1 failed" in outcome.out
        (dropped,) = rows(result(home, "extract") / "dropped.jsonl")
        assert dropped["where"] == "half.pdf p. 2"
        assert manifest(result(home, "extract"))["ledger"]["lost"] == {dropped["reason"]: 1}

    def test_blank_pages_are_no_failure(self, run, home, tmp_path, extractor):
        path = write_pdf(tmp_path / "gaps.pdf", [HARBOUR[0], (), HARBOUR[1]])
        run("extract", path, f"extractor={extractor}", "tolerance.pages=0").ok()
        ledger = manifest(result(home, "extract"))["ledger"]
        assert ledger == {"unit": "pages", "given": 3, "kept": 2, "lost": {"blank": 1}}


def test_a_result_kept_under_a_looser_tolerance_is_not_passed_under_a_stricter_one(run, tmp_path):
    path = write_scan(tmp_path / "half.pdf", pages=1, text=HARBOUR[0])
    run("extract", path, "extractor=pymupdf", "tolerance.pages=1").ok()
    outcome = run("extract", path, "extractor=pymupdf", "tolerance.pages=0")
    assert outcome.code == 3
    assert "1 failed" in outcome.line


def test_all_broken_ones_are_named_at_once(run, home, tmp_path, document):
    for name in "abcdefg":
        (tmp_path / "papers" / name).mkdir(parents=True)
        (tmp_path / "papers" / name / f"{name}.pdf").write_text("no PDF", encoding="utf-8")
    few = [tmp_path / "papers" / name for name in "ab"]
    line = refused(run, home, few[0], document, few[1])
    assert "2 of 3 documents cannot be read, put them aside: " in line
    assert "a.pdf: not a readable PDF" in line
    assert "b.pdf: not a readable PDF" in line
    line = refused(run, home, tmp_path / "papers", document)
    assert "7 of 8 documents" in line
    assert line.endswith("; and 2 more")


def test_a_folder_that_cannot_be_read(run, tmp_path, monkeypatch):
    """Nothing in it is left out without a word; who runs the tests may be allowed to read all."""
    (tmp_path / "papers" / "closed").mkdir(parents=True)
    (tmp_path / "papers" / "a.md").write_text("# One\n\nA mill was built here.", encoding="utf-8")
    scan = os.scandir

    def refusing(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refusing)
    line = run("extract", tmp_path / "papers").line
    assert "closed: cannot be read (permission denied)" in line
