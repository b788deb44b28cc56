"""Small parts of the command line."""

import pytest

from academy.cli import parse
from academy.faults import redacted


@pytest.mark.parametrize("name", ["MY_API_KEY", "HUB_TOKEN", "A_SECRET", "DB_PASSWORD"])
def test_secrets_of_the_environment_are_not_said(monkeypatch, name):
    monkeypatch.setenv(name, "very-secret-value")
    assert redacted("refused very-secret-value here") == f"refused ${name} here"


def test_short_values_are_left_alone(monkeypatch):
    monkeypatch.setenv("MY_KEY", "a")
    assert redacted("a banana") == "a banana"


def test_a_command_line_is_taken_apart():
    words = ["a.pdf", "lora=r8", "-m", "+x.y=1", "--to", "out", "b c.pdf"]
    command = parse("train", [*words, "--from", "x=y"])
    assert command.positional == ["a.pdf", "b c.pdf"]
    assert command.overrides[0] == "documents=files"
    assert command.overrides[2:] == ["teacher=mistral_free", "lora=r8", "+x.y=1"]
    assert command.multirun
    assert command.own == {"--to": "out", "--from": "x=y"}


def test_the_home_folder_in_a_setting(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada's")
    words = ["student.name=~/models/a b", "prompt.x=~y"]
    named, other = parse("train", words).overrides
    assert named == r"student.name='/home/ada\'s/models/a b'"
    assert other == "prompt.x=~y"


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("documents.questions.test=prüfung.json", True),
        ("documents.questions.test=fragen (1).json", True),
        ("documents.questions.test=a#1&2.json", True),
        ("tracking.uri=postgresql://u:p!s@db/ml", True),
        (r"prompt.x=foo\[1\]", False),
        ("lora=r8,r16", False),
        ("lora=choice(r8,r16)", False),
        ("prompt.templates=[a,b]", False),
        ("teacher.model=meta/llama-3.3:free", False),
        ("teacher.base_url=http://127.0.0.1:8000/v1", False),
        ("x=${seed}", False),
        ("x='ü'", False),
        ("x=1e-3", False),
        ("x=", False),
    ],
)
def test_what_hydra_reads_in_quotes_alone(word, quoted):
    (override,) = parse("evaluate", [word]).overrides
    key, _, value = word.partition("=")
    assert override == (f"{key}='{value}'" if quoted else word)


def test_a_file_with_a_comma_is_no_sweep(tmp_path):
    path = tmp_path / "a,b.json"
    path.touch()
    (override,) = parse("evaluate", [f"documents.questions.test={path}"]).overrides
    assert override == f"documents.questions.test='{path}'"


@pytest.mark.parametrize("way", ["FSDP", "DeepSpeed"])
def test_processes_that_divide_the_student_are_refused(run, home, document, monkeypatch, way):
    monkeypatch.setenv(f"ACCELERATE_USE_{way.upper()}", "true")
    line = run("train", document).line
    assert f"{way} would divide the student" in line
    assert "--multi_gpu" in line
    assert not (home / ".academy").exists()


@pytest.mark.parametrize("chosen", ["teacher=ollama", "experiment=demo"])
def test_a_chosen_teacher_stays(chosen):
    assert "teacher=mistral_free" not in parse("train", ["a.pdf", chosen]).overrides


def test_a_question_with_an_equals_sign_is_a_question():
    assert parse("query", ["Is 1 + 1 = 2?"]).positional == ["Is 1 + 1 = 2?"]


@pytest.mark.parametrize("name", ["it's.pdf", "a, b.pdf", "x=y.pdf", "back\\slash.pdf", "é ü.pdf"])
def test_odd_file_names(run, home, tmp_path, name):
    from tests.helpers import result, rows
    from tests.pdfs import HARBOUR, write_pdf

    path = write_pdf(tmp_path / name, HARBOUR)
    run("extract", path).ok()
    assert {page["document"] for page in rows(result(home, "extract") / "pages.jsonl")} == {name}


def test_a_flag_that_a_verb_does_not_take(run, tmp_path):
    line = run("query", "Who built it?", "--to", tmp_path / "out").line
    assert "--to: for extract, chunk, distill, train, evaluate, export, questions" in line
