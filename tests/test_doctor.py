"""Whether everything is ready, and what to do where it is not."""

import pytest

from tests.trained import furnish


@pytest.fixture(autouse=True)
def _with_a_student(home, models):
    """The student need not be de-quantised for each test."""
    furnish(home, models)


def findings(outcome):
    lines = [line.split(None, 2) for line in outcome.out.splitlines() if line[:3] in ("ok ", "NO ")]
    return {what: (mark == "ok", said) for mark, what, said in lines}


def test_everything_is_ready(run, teacher):
    found = findings(run("doctor", *teacher.words).ok())
    assert all(good for good, _ in found.values())
    assert {"machine", "disk", "ocr", "student", "lora", "teacher", "lists"} == found.keys()
    assert "10 tokens in, 5 out" in found["teacher"][1]
    assert teacher.count == 1


def test_a_recorded_teacher_is_asked_nothing(run):
    found = findings(run("doctor").ok())
    assert "replayed" in found["teacher"][1]
    assert "lists" not in found


@pytest.mark.parametrize(
    ("words", "what", "advice"),
    [
        (["teacher=mistral_free"], "teacher", "OPENROUTER_API_KEY is not set"),
        (["teacher=vllm", "teacher.base_url=http://127.0.0.1:9/v1"], "teacher", "start the server"),
        (["student=pretrained", "student.name=/nowhere"], "student", "give a folder with a model"),
        (["extractor.ocr.languages=deu+xyz"], "ocr", "sudo apt install"),
    ],
)
def test_what_is_missing_and_what_to_do(run, monkeypatch, words, what, advice):
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    outcome = run("doctor", *words)
    assert outcome.code == 1
    good, said = findings(outcome)[what]
    assert not good
    assert advice in said
    assert f"not ready: {what}" in outcome.err.splitlines()[-1]


@pytest.mark.parametrize("behaviour", ["refused", "unknown_model", "empty"])
def test_a_teacher_that_does_not_answer(run, teacher, behaviour):
    teacher.always = behaviour
    outcome = run("doctor", *teacher.words)
    assert outcome.code == 1
    assert not findings(outcome)["teacher"][0]


def test_a_teacher_that_writes_no_lists(run, teacher):
    teacher.always = "prose"
    outcome = run("doctor", *teacher.words)
    assert outcome.code == 1
    found = findings(outcome)
    assert found["teacher"][0]
    assert "try another model" in found["lists"][1]
    assert "structured" not in found["lists"][1]  # it is held to lists already


def test_a_teacher_that_has_to_be_held_to_lists(run, teacher):
    teacher.always = "chatty"
    found = findings(run("doctor", *teacher.words, "teacher.structured=none"))
    assert "teacher.structured=json_schema" in found["lists"][1]
    assert findings(run("doctor", *teacher.words))["lists"][0]


def test_files_are_refused(run, document):
    assert "doctor takes group=variant" in run("doctor", document).line
