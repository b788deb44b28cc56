"""What only whole processes show: exit codes, Ctrl-C, kill -9, two at the same time."""

import json
import signal
import subprocess
import sys
import time

import pytest

from academy.cli import VERBS
from academy.places import ROOT
from tests.helpers import finish, results, rows

SECONDS_FOR_HELP = 3
"""One second on an idle machine; a busy one gets more."""
SECONDS_TO_STOP = 6
"""The answers that are in flight may still come in; a whole chunk (half a minute here) may not."""


@pytest.mark.parametrize("verb", VERBS)
def test_help_is_quick(start, verb):
    begun = time.monotonic()
    outcome = finish(start(verb, "--help"))
    seconds = time.monotonic() - begun
    assert outcome.code == 0
    assert outcome.err == ""
    assert "Choose variants" in outcome.out
    assert seconds < SECONDS_FOR_HELP


def test_modules_and_verbs_are_the_same_command(start, tmp_path):
    call = [sys.executable, "-m", "academy.extract", "nowhere.pdf"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    outcome = finish(start("extract", "nowhere.pdf", cwd=ROOT))
    assert (done.returncode, done.stderr) == (outcome.code, outcome.err)
    assert "nowhere.pdf: no such file" in outcome.line


def test_exit_codes(start, document, teacher):
    assert finish(start("extract", document)).code == 0
    assert finish(start("extract", "nowhere.pdf")).code == 1
    teacher.always = "prose"
    assert finish(start("distill", document, "prompt=qa", *teacher.words)).code == 3


@pytest.fixture
def slow(teacher):
    """A teacher that takes its time, asked by two at once."""
    teacher.delay = 1.0
    return [*teacher.words, "teacher.concurrency=2", "prompt=mixed"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c(start, run, home, document, teacher, slow, how):
    """Or what else ends it politely: a queue whose time is over, a machine that is shut down."""
    process = start("distill", document, *slow)
    teacher.wait_for(7)
    process.send_signal(how)
    outcome = finish(process, SECONDS_TO_STOP)
    assert outcome.code == 130
    assert "interrupted" in outcome.line
    assert results(home, "distill") == []
    teacher.delay = 0
    run("distill", document, *slow).ok()
    assert teacher.repeated == 0


def test_ctrl_c_in_a_sweep_ends_the_sweep(start, home, document, teacher):
    teacher.delay = 1.0
    words = [*teacher.words, "prompt.pairs=1,2", "prompt=qa"]
    process = start("distill", "-m", document, *words)
    teacher.wait_for(1)
    process.send_signal(signal.SIGINT)
    outcome = finish(process, SECONDS_TO_STOP)
    assert outcome.code == 130
    assert "interrupted" in outcome.line
    assert results(home, "distill") == []
    (begun,) = (home / ".academy" / "sweeps").glob("*.id")
    before = begun.read_text(encoding="utf-8")
    teacher.always, teacher.delay = "refused", 0
    assert finish(start("distill", "-m", document, *words)).code == 1
    assert begun.read_text(encoding="utf-8") == before  # it is the same sweep
    teacher.always = "normal"
    finish(start("distill", "-m", document, *words)).ok()
    assert not begun.exists()


def test_kill_repeats_only_what_was_in_flight(start, run, document, teacher, slow):
    process = start("distill", document, *slow)
    teacher.wait_for(7)
    process.kill()
    process.wait()
    teacher.delay = 0
    run("distill", document, *slow).ok()
    assert teacher.repeated <= 2


def test_two_processes_make_one_result(start, home, document, teacher):
    teacher.delay = 0.05
    words = [document, *teacher.words, "prompt=qa"]
    both = [start("distill", *words), start("distill", *words)]
    outcomes = [finish(process).ok() for process in both]
    assert [len(results(home, stage)) for stage in ("extract", "chunk", "distill")] == [1, 1, 1]
    assert teacher.repeated == 0
    made = sum("distill: " in o.out and "examples = " in o.out for o in outcomes)
    assert made == 1


def test_two_processes_with_different_settings_share_the_answers(start, home, document, teacher):
    teacher.delay = 0.05
    words = [document, *teacher.words, "prompt=qa"]
    both = [start("distill", *words, f"verifier={v}") for v in ("grounded", "unchecked")]
    for process in both:
        finish(process).ok()
    assert len(results(home, "distill")) == 2
    assert teacher.repeated == 0


def test_output_closed_early_is_no_traceback(start, document):
    process = start("extract", document, "--help")
    process.stdout.close()
    process.wait(30)
    assert "Traceback" not in process.stderr.read()


def test_the_key_is_nowhere(start, home, tmp_path, document, teacher):
    canary = "sk-secret-canary-123456"
    words = [
        "teacher=mistral_free",
        "teacher.quota=null",
        f"teacher.base_url={teacher.url}",
        "prompt=qa",
    ]
    said = ""
    for behaviour in ("refused", "unknown_model", "broken", "normal"):
        teacher.always = behaviour
        key = {"OPENROUTER_API_KEY": canary}
        outcome = finish(start("distill", document, *words, "teacher.retries=0", env=key))
        said += outcome.out + outcome.err
        assert (outcome.code == 0) == (behaviour == "normal")
    assert teacher.keys_seen == {f"Bearer {canary}"}
    assert canary not in said
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name.startswith("answers.sqlite") for path in files)
    for path in files:
        assert canary.encode() not in path.read_bytes(), path


def test_a_key_in_a_message_is_redacted(start, document):
    canary = "sk-secret-canary-123456"
    outcome = finish(start("extract", f"{canary}.pdf", env={"OPENROUTER_API_KEY": canary}))
    assert canary not in outcome.line
    assert "$OPENROUTER_API_KEY" in outcome.line


def test_requests_are_noted_for_recordings(run, home, document, teacher, tmp_path):
    run("distill", document, *teacher.words, "prompt=qa", "--to", tmp_path / "out").ok()
    asked = rows(tmp_path / "out" / "requests.jsonl")
    assert len({row["key"] for row in asked}) == len(asked) == teacher.count
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["stage"] == "distill"
