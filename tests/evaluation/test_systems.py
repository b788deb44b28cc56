"""Everybody who could answer, asked by the real stage: student, adapter, loopback teacher."""

import json
import shutil

import pytest

from academy.store import Result
from tests.helpers import newest, rows
from tests.trained import tracked

ALL = [
    *("base", "base_chunk", "base_retrieval"),
    *("specialist", "specialist_retrieval", "placebo"),
    *("general", "teacher", "teacher_chunk"),
]


@pytest.fixture
def sets(request):
    """Three questions that no other test asks."""
    name = request.node.name
    return [
        {"id": "q1", "question": f"Who built the harbour of {name}?", "answers": ["Ada Kern"]},
        {"id": "q2", "question": f"What does the lamp of {name} burn?", "answers": ["whale oil"]},
        {"id": "q3", "question": f"What is the telephone number of {name}?", "answers": []},
    ]


@pytest.fixture
def questions(tmp_path, sets):
    path = tmp_path / "questions.json"
    content = {"document": "harbour.pdf", "questions": sets}
    path.write_text(json.dumps(content), encoding="utf-8")
    return f"documents.questions.test={path}"


def asked(there, teacher, *others):
    """Words for the trained specialist, with the teacher of this test."""
    return [
        *there.words,
        "evaluation=systems",
        f"teacher.base_url={teacher.url}",
        *others,
    ]


def test_all_in_one_table(there, run, sets, questions, teacher):
    """The specialist is its own placebo, the teacher also the general model."""
    words = asked(
        there,
        teacher,
        questions,
        "similarity=minilm",
        f"evaluation.placebo={there.folder}",
        "+teacher@evaluation.general=llama_cpp",
        f"evaluation.general.base_url={teacher.url}",
        "evaluation.general.model=another",
    )
    out = run("evaluate", *words).ok().out
    folder = newest(there.home, "evaluate")
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))["test"]
    assert list(scores) == ALL
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    assert verdict["absent"] == {}
    for system in ALL:
        assert f"\n{system} " in out
        assert scores[system]["accuracy"]["questions"] == 2
        assert (scores[system]["gain"] is None) == (system == "base")
        assert scores[system]["cosine"]["value"] <= 1
        taught = system in ("general", "teacher", "teacher_chunk")
        assert (verdict["tokens_per_second"]["test"][system] is None) == taught
    said = {(row["system"], row["id"]): row for row in rows(folder / "answers.jsonl")}
    assert len(said) == 9 * 3
    for n in ("q1", "q2", "q3"):  # the same adapter answers the same
        assert said["placebo", n]["answer"] == said["specialist", n]["answer"]
    assert said["teacher", "q1"]["confidence"] is None
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert all(system.replace("_", " + ") in html for system in ALL)
    _, runs = tracked(there.home)
    metrics = max(runs, key=lambda r: r.info.start_time).data
    assert "test_specialist_retrieval_accuracy" in metrics.metrics
    assert metrics.tags["academy.verdict"] in ("ship", "don't ship")

    told = [body["messages"][-1]["content"] for body in teacher.requests]
    closed = [text for text in told if text == sets[0]["question"]]
    assert len(closed) == 2  # the teacher, and the general model
    (opened,) = [text for text in told if sets[0]["question"] in text and text not in closed]
    assert "harbour" in opened.partition("Question:")[0]
    assert {body["model"] for body in teacher.requests} >= {"another"}


def test_absent_ones_are_named(there, run, questions, tmp_path):
    recording = tmp_path / "recording.jsonl"
    recording.write_text("", encoding="utf-8")
    general = ["+teacher@evaluation.general=recorded", f"evaluation.general.recording={recording}"]
    systems = "evaluation.systems=[base,specialist,placebo,general]"
    out = run("evaluate", *there.words, questions, systems, *general).ok().out
    assert "absent: placebo: no adapter of another document" in out
    assert "absent: general: teacher=recorded: " in out
    assert "holds no answer to this request\n" in out


def test_a_teacher_that_fails_half_way(there, run, questions, teacher):
    systems = "evaluation.systems=[base,specialist,teacher]"
    words = asked(there, teacher, questions, systems, "teacher.concurrency=1")
    teacher.script = ["normal", "broken", "normal"]
    line = run("evaluate", *words).line
    assert "left 1 of 3 questions without an answer (HTTP 500)" in line
    assert teacher.count == 3
    run("evaluate", *words).ok()
    assert teacher.count == 4  # what was answered is not asked again


def test_a_general_model_that_is_gone(there, run, questions, teacher, monkeypatch):
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    words = [
        "evaluation.systems=[base,specialist,general]",
        "+teacher@evaluation.general=llama_free",
    ]
    words += [f"evaluation.general.base_url={teacher.url}"]
    line = run("evaluate", *asked(there, teacher, questions, *words)).line
    assert "OPENROUTER_API_KEY is not set" in line
    assert line.endswith("; without it: evaluation.systems=[base,specialist]")
    assert teacher.count == 0


def test_a_judge_without_its_key(there, run, sets, questions, teacher, monkeypatch):
    """It is told before the student answers, whose answers are not lost."""
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    words = [*there.words, questions, "judge=llm", f"judge.teacher.base_url={teacher.url}"]
    ran = run("evaluate", *words)
    assert "nobody can judge what was not judged before" in ran.out.splitlines()[0]
    assert "OPENROUTER_API_KEY is not set" in ran.line
    assert teacher.count == 0
    begun = (there.home / ".academy" / "work").glob("evaluate-*/unfinished/test.base.json")
    known = max(begun, key=lambda path: path.stat().st_mtime)
    heard = json.loads(known.read_text(encoding="utf-8"))
    assert len(heard["answers"]) == len(sets)
    heard["answers"][0]["text"] = "as heard before"
    known.write_text(json.dumps(heard), encoding="utf-8")
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-a-key")
    teacher.always = "fair"
    ran = run("evaluate", *words).ok()
    assert "nobody can judge" not in ran.out
    folder = newest(there.home, "evaluate")
    assert rows(folder / "answers.jsonl")[0]["answer"] == "as heard before"
    assert not (folder / "unfinished").exists()


def test_a_placebo_that_is_none(there, run, questions, tmp_path):
    words = [*there.words, questions, "evaluation.systems=[base,specialist,placebo]"]
    line = run("evaluate", *words, f"evaluation.placebo={tmp_path}").line
    assert "no specialist in this folder" in line


def test_a_placebo_of_another_student(there, run, questions, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(there.folder / "adapter", other / "adapter")
    lineage = other / "adapter" / "lineage.json"
    found = json.loads(lineage.read_text(encoding="utf-8"))
    found["student"] = {"source": "another/llama"}
    lineage.write_text(json.dumps(found), encoding="utf-8")
    words = [*there.words, questions, "evaluation.systems=[base,specialist,placebo]"]
    ran = run("evaluate", *words, f"evaluation.placebo={other}")
    assert "trained from another student (another/llama); choose that one with" in ran.line
    assert "base" not in ran.out  # nobody was asked


@pytest.mark.parametrize(
    ("systems", "said"),
    [
        ("[specialist,base]", "must begin with base"),
        ("[base]", "name specialist"),
        ("[base,specialist,base]", "twice"),
        ("[base,specialist,oracle]", "evaluation.systems.2"),
        ("[]", "evaluation.systems"),
    ],
)
def test_wrong_systems(there, run, questions, systems, said):
    line = run("evaluate", *there.words, questions, f"evaluation.systems={systems}").line
    assert said in line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["evaluation.placebo=other"], "placebo is set, but nobody asks it; name placebo among"),
        (["+teacher@evaluation.general=ollama"], "general is set, but nobody asks it"),
        (["judge=llm", "judge.pairs=[[specialist,teacher]]"], "judge.pairs compares teacher, whom"),
    ],
)
def test_what_nobody_would_ask(there, run, questions, words, said):
    assert said in run("evaluate", *there.words, questions, *words).line


def test_a_verdict_is_enforced(there, run, sets, questions, tmp_path, monkeypatch):
    few = tmp_path / "general.json"
    few.write_text(json.dumps({"questions": sets[:2]}), encoding="utf-8")
    monkeypatch.setattr("academy.evaluation.retention.QUESTIONS", few)
    words = [*there.words, questions, "evaluation.verdict.gain=0.9", "evaluation.retention=true"]
    words += ["evaluation.systems=[base,specialist,general]"]
    out = run("evaluate", *words).ok().out
    assert "absent: general: the base is the general model" in out
    assert "general questions: base " in out
    assert "verdict on test: don't ship: its gain over the base" in out
    target = tmp_path / "copied"
    outcome = run("evaluate", *words, "evaluation.verdict.enforced=true", "--to", target)
    assert outcome.code == 4
    assert "don't ship" in outcome.line
    Result.load(target)
