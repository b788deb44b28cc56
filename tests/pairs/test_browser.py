"""The page on which pairs are looked through, as a browser shows it."""

import shutil
import subprocess

import pytest

from academy.pairs import browser
from academy.pairs.browser import write_browser
from academy.records import Chunk, Dropped, Example

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TEXT = "Oldmouth\n\nAda Kern built\nthe harbour in 1911. </script><script>alert(1)</script>"
CHUNK = Chunk("d.pdf#3", "d.pdf", "Oldmouth", (3, 4), "en", TEXT, ("History",))


def kept(question, evidence="Ada Kern built the harbour in 1911."):
    where = "d.pdf#3", "d.pdf", (3, 4)
    return Example("i", question, "Ada Kern", "wording", evidence, *where, "m", "wordings")


def lost(reason, **content):
    return Dropped(reason, "d.pdf#3", 1, {"kind": "gap", **content})


def seen(path):
    """The page after its script has run."""
    call = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", path.as_uri()]
    return subprocess.run(call, capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
def test_what_a_browser_shows(tmp_path):
    page = tmp_path / "pairs.html"
    lines = [kept("Who built <b>it</b>?")]
    write_browser(page, lines, [lost("rejected: no question", question="Kern")], [CHUNK])
    html = seen(page)
    assert "Who built &lt;b&gt;it&lt;/b&gt;?" in html
    assert "<mark><b>Ada Kern</b> built\nthe harbour in 1911.</mark>" in html
    assert "&lt;script&gt;alert(1)" in html
    assert '<option value="rejected: no question">rejected: no question (1)</option>' in html
    assert "d.pdf, p. 3, 4" in html
    assert "2 of 2" in html


def test_of_very_many_pairs_some_are_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(browser, "MOST", 10)
    page = tmp_path / "pairs.html"
    write_browser(page, [kept(f"Who built it in {n}?") for n in range(25)], [], [CHUNK])
    text = page.read_text(encoding="utf-8")
    assert "9 of 25 pairs, evenly chosen" in text
    assert text.count("Who built it in") == 9


def test_nothing_was_written(tmp_path):
    page = tmp_path / "pairs.html"
    write_browser(page, [], [lost("failed: 500")], [CHUNK])
    assert "1 × gap, not written" in page.read_text(encoding="utf-8").replace("\\u00d7", "×")
