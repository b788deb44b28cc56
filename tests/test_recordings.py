"""The answers that the benchmarks rest on are those that the code of today asks for."""

import pytest

from academy import records
from academy.cli import main
from academy.places import ROOT
from benchmarks.runs import RECORDINGS, document

CORPORA = ROOT.parent / "shared" / "corpora"


@pytest.mark.long
@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not beside the checkout")
@pytest.mark.parametrize("name", sorted(path.stem for path in RECORDINGS.glob("*.jsonl")))
def test_a_recording_holds_every_answer(name, tmp_path, monkeypatch):
    monkeypatch.setenv("ACADEMY_HOME", str(tmp_path))
    distilled = tmp_path / "distilled"
    words = [*document(name, CORPORA, tmp_path), "tracking=none", "--to", str(distilled)]
    assert main("distill", words) == 0
    assert records.read_json(distilled / "manifest.json")["ledger"]["kept"] > 0
