"""Recordings of a teacher: replayed as they are, refused where they lack something."""

import json

import pytest

from tests.helpers import QA, results


def test_request_that_is_not_recorded(run, home, document, tmp_path):
    recording = tmp_path / "recording.jsonl"
    row = {"key": "0", "model": "m", "text": "[]", "finish": "stop", "tokens_in": 1}
    recording.write_text(json.dumps({**row, "tokens_out": 1}) + "\n", encoding="utf-8")
    words = ["teacher=recorded", f"teacher.recording={recording}"]
    line = run("distill", document, *words).line
    assert "holds no answer to this request" in line
    assert "teacher=ollama" in line
    assert results(home, "distill") == []


def test_recording_missing(run, document, tmp_path):
    words = ["teacher=recorded", f"teacher.recording={tmp_path}/nowhere.jsonl"]
    assert "nowhere.jsonl: no such file" in run("distill", document, *words).line


def test_recording_broken(run, document, tmp_path):
    (tmp_path / "recording.jsonl").write_text("{not json\n", encoding="utf-8")
    words = ["teacher=recorded", f"teacher.recording={tmp_path}/recording.jsonl"]
    assert "recording.jsonl" in run("distill", document, *words).line


@pytest.mark.parametrize("behaviour", ["normal", "prose", "cut"])
def test_a_recording_replays_every_answer_also_a_useless_one(
    run, home, document, teacher, tmp_path, behaviour
):
    from scripts.record import record

    teacher.script = [behaviour]
    live = [*teacher.words, *QA, "tolerance.examples=1", "teacher.model=echo"]
    run("distill", document, *live, "--to", tmp_path / "live").ok()
    record([tmp_path / "live"], tmp_path / "recording.jsonl")
    asked = teacher.count
    (home / ".academy" / "answers.sqlite").unlink()
    words = ["teacher=recorded", f"teacher.recording={tmp_path}/recording.jsonl"]
    replay = [*words, *QA, "tolerance.examples=1", "teacher.model=echo"]
    run("distill", document, *replay, "--to", tmp_path / "replayed").ok()
    assert teacher.count == asked
    for name in ("examples.jsonl", "dropped.jsonl"):
        live_rows = (tmp_path / "live" / name).read_bytes()
        assert (tmp_path / "replayed" / name).read_bytes() == live_rows
