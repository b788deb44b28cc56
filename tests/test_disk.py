"""Places that cannot be written to: one line, and nothing half-written in the store."""

import errno
import os
import resource
import sqlite3
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from safetensors import SafetensorError
from sqlalchemy.exc import OperationalError

from academy import records
from academy.faults import told
from tests.helpers import finish, results, rows

STAGES = ("extract", "chunk", "distill")


def nothing_half_written(home):
    """Every result in the store has its manifest."""
    for stage in STAGES:
        for folder in results(home, stage):
            assert (folder / "manifest.json").exists(), folder


def test_home_is_a_file(run, tmp_path, monkeypatch, document):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("ACADEMY_HOME", str(tmp_path / "file"))
    assert str(tmp_path / "file") in run("extract", document).line


@pytest.mark.parametrize("name", [".academy", ".academy/work", ".academy/store"])
def test_a_file_in_place_of_a_folder(run, home, document, name):
    (home / name).parent.mkdir(exist_ok=True)
    (home / name).write_text("not a folder", encoding="utf-8")
    assert str(home / ".academy") in run("extract", document).line


def test_a_folder_in_place_of_the_answers(run, home, document, teacher):
    (home / ".academy" / "answers.sqlite").mkdir(parents=True)
    line = run("distill", document, *teacher.words, "prompt=qa").line
    assert "answers.sqlite" in line


def test_answers_that_are_no_database(run, home, document, teacher):
    (home / ".academy").mkdir()
    (home / ".academy" / "answers.sqlite").write_text("scribble " * 2000, encoding="utf-8")
    assert "answers.sqlite" in run("distill", document, *teacher.words, "prompt=qa").line
    assert teacher.count == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_home(run, home, document):
    home.chmod(0o500)
    assert str(home) in run("extract", document).line


@pytest.mark.parametrize("file", ["pages.jsonl", "chunks.jsonl", "drafts.jsonl", "examples.jsonl"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_the_disk_ends_in_the_middle_of_a_file(
    run, home, document, teacher, monkeypatch, file, code
):
    real = records.writing

    @contextmanager
    def failing(path, more=False):
        with real(path, more) as add:
            yield add
        if path.name == file:
            path.write_bytes(path.read_bytes()[:50])
            raise OSError(code, os.strerror(code), str(path))

    with monkeypatch.context() as patch:
        patch.setattr(records, "writing", failing)
        line = run("distill", document, *teacher.words, "prompt=qa").line
    assert os.strerror(code) in line
    nothing_half_written(home)
    run("distill", document, *teacher.words, "prompt=qa").ok()
    assert teacher.repeated == 0
    assert len(rows(results(home, "distill")[0] / "examples.jsonl")) > 6


@pytest.mark.parametrize("limit", [1_000, 20_000])
def test_files_may_not_grow(start, run, home, document, teacher, limit):
    """The system itself refuses to write more; the first file to meet that is the database."""
    run("chunk", document).ok()

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    words = ["distill", document, *teacher.words, "prompt=mixed"]
    outcome = finish(start(*words, preexec_fn=small_files, env={"PYTHONDONTWRITEBYTECODE": "1"}))
    assert str(home / ".academy") in outcome.line
    nothing_half_written(home)
    assert results(home, "distill") == []


@pytest.fixture
def full(tmp_path):
    """A file system of 96 KiB, where this machine lets us mount one."""
    folder = tmp_path / "full"
    folder.mkdir()
    call = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(call, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("left", [0, 8_192, 40_960])
def test_a_full_file_system(start, full: Path, document, teacher, left):
    with (full / "ballast").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    os.truncate(full / "ballast", max(0, (full / "ballast").stat().st_size - left))
    words = ["distill", document, *teacher.words, "prompt=mixed"]
    outcome = finish(start(*words, env={"ACADEMY_HOME": str(full)}))
    assert str(full) in outcome.line
    nothing_half_written(full)
    assert results(full, "distill") == []


def test_a_disk_that_is_full_while_the_student_is_unpacked(start, full):
    """Where its library, which writes it, has an error of its own."""
    words = ["doctor", "tracking=none"]
    outcome = finish(start(*words, env={"ACADEMY_HOME": str(full)}))
    assert "No space left on device" in outcome.err.splitlines()[-1]
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("[enforce fail at inline_container.cc:664] file write failed"),
        OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")),
        SafetensorError("Error while serializing: No space left on device (os error 28)"),
    ],
)
def test_what_libraries_say_of_a_full_disk(error):
    outer = KeyError()
    outer.__cause__ = error
    error.__context__ = outer  # a library may well raise in a circle
    assert "run the same again" in told(outer)[0]
    assert told(KeyError("What happens when the disk is full?")) is None


def test_a_copy_goes_where_a_result_of_the_stage_was_or_nothing(run, document, full, tmp_path):
    run("extract", document, "--to", tmp_path / "pages").ok()
    run("extract", document, "--to", tmp_path / "pages").ok()
    line = run("chunk", document, "--to", tmp_path / "pages").line
    assert "holds files that are no result of the stage 'chunk'" in line
    assert (tmp_path / "pages" / "pages.jsonl").exists()
    assert "name a folder on it" in run("extract", document, "--to", full).line
    with (full / "ballast").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    line = run("extract", document, "--to", full / "pages").line
    assert f"{full / 'pages'}: cannot be written ([Errno 28] No space left on device" in line
    assert [path.name for path in full.iterdir()] == ["ballast"]
