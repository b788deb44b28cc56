"""What becomes of an evaluation: its report, a model of MLflow, the same figures again."""

import json
import shutil
from pathlib import Path

import pytest

from academy.places import ROOT
from tests.helpers import newest
from tests.trained import tracked

QUESTIONS = [
    {"id": "q1", "question": "Who is it that built Oldmouth's port?", "answers": ["Ada Kern"]},
    {"id": "q2", "question": "What is burnt in the tower?", "answers": ["whale oil"], "page": 1},
    {"id": "q3", "question": "How many boats are there?", "answers": []},
]


@pytest.fixture
def evaluated(there, run, tmp_path):
    path = tmp_path / "questions.json"
    path.write_text(json.dumps({"questions": QUESTIONS}), encoding="utf-8")
    words = [*there.words, f"documents.questions.test={path}", "similarity=minilm"]
    run("evaluate", *words).ok()
    _, runs = tracked(there.home)
    return max(runs, key=lambda each: each.info.start_time).info.run_id


def rate(folder, verdict, accuracy):
    """Another verdict and another accuracy in a copy of an evaluation."""
    for name, change in (
        ("verdict.json", lambda found: found.update(verdict=verdict)),
        (
            "scores.json",
            lambda found: found["test"]["specialist"]["accuracy"].update(value=accuracy),
        ),
    ):
        found = json.loads((folder / name).read_text(encoding="utf-8"))
        change(found)
        (folder / name).write_text(json.dumps(found), encoding="utf-8")


@pytest.mark.filterwarnings("ignore:Operation with range")  # of pandas, in MLflow
def test_report_model_and_replay(there, run, evaluated, tmp_path, monkeypatch):
    """One evaluation, because each costs seconds."""
    html, markdown = run("report", "--to", tmp_path / "handed").ok().out.split()
    page = (tmp_path / "handed" / "report.html").read_text(encoding="utf-8")
    text = (tmp_path / "handed" / "report.md").read_text(encoding="utf-8")
    assert (html, markdown) == tuple(
        str(tmp_path / "handed" / name) for name in ("report.html", "report.md")
    )
    assert "http://" not in page
    assert "https://" not in page
    scores = json.loads((newest(there.home, "evaluate") / "scores.json").read_text())["test"]
    cosine = scores["specialist"]["cosine"]["value"]
    assert (
        f"| test | specialist | {100 * scores['specialist']['accuracy']['value']:.1f} % of 2 |"
        in text
    )
    assert f"{cosine:.2f} (" in text
    for shown in (page, text):
        assert "| who |" in shown or "<td>who</td>" in shown
        assert "harbour.pdf" in shown
        assert there.lineage["run_id"] in shown
    run("report", evaluated[:12], "--to", tmp_path / "again").ok()
    assert (tmp_path / "again" / "report.html").read_text(encoding="utf-8") == page

    assert 'alt="how near the answers are to the accepted ones"' in page
    assert 'alt="wins, ties and losses before the judge"' not in page  # nobody judged

    asked = tmp_path / "questions.json"
    asked.rename(tmp_path / "elsewhere.json")  # MLflow kept the questions as they were asked
    out = run("replay", evaluated[:12]).ok().out
    assert "figures are the same" in out
    (tmp_path / "elsewhere.json").rename(asked)

    from academy import replay

    with monkeypatch.context() as patch:
        patch.setattr(replay, "CONFIG", "scores.json")
        line = run("replay", evaluated).line
        assert "was made by another version" in line
        assert "evaluate again" in line

    name = "specialist-harbour"
    said = run("register").ok().out
    assert f"registered: {name}, version 1 (now the best)" in said
    assert f"MLFLOW_TRACKING_URI=sqlite:///{there.home}/mlflow.db mlflow models serve" in said
    assert f"{name}, version 2\n" in run("register", evaluated).ok().out  # no better than itself
    client, _ = tracked(there.home)
    rated = tmp_path / "rated"
    shutil.copytree(newest(there.home, "evaluate"), rated)
    before = json.loads((rated / "verdict.json").read_text())["verdict"]
    assert before == "don't ship"  # of two questions nothing is clear
    rate(rated, "don't ship", 1.0)
    assert "version 3 (now the best)" in run("register", rated).ok().out
    rate(rated, "ship", 0.5)
    assert "version 4 (now the best)" in run("register", rated).ok().out
    rate(rated, "don't ship", 1.0)
    assert f"{name}, version 5\n" in run("register", rated).ok().out
    client.set_registered_model_alias(name, "best", "1")
    version = client.get_model_version_by_alias(name, "best")
    assert str(version.version) == "1"
    assert version.tags["academy.training_run"] == there.lineage["run_id"]
    assert version.tags["academy.examples"] == there.lineage["examples_sha256"]
    import mlflow
    import pandas as pd

    mlflow.set_tracking_uri(f"sqlite:///{there.home}/mlflow.db")
    model = mlflow.pyfunc.load_model(f"models:/{name}@best")
    wanted = Path(mlflow.pyfunc.get_model_dependencies(f"models:/{name}@best"))
    assert f"academy @ {ROOT.as_uri()}" in wanted.read_text(encoding="utf-8").splitlines()
    asked = pd.DataFrame({"question": [each["question"] for each in QUESTIONS]})
    answers = model.predict(asked)
    assert list(answers.columns) == ["answer", "by", "confidence", "rests_on"]
    assert len(answers) == 3
    assert model.metadata.signature.inputs.input_names() == ["question"]
    from academy.student.choosing import Spoken
    from academy.student.specialist import Specialist

    with monkeypatch.context() as patch:
        wrong = Spoken("Ada Kern", 2, 0.5)
        patch.setattr(Specialist, "_say", lambda self, model, asked, *a, **k: [wrong] * len(asked))
        assert "figures are others now, the first test." in run("replay", evaluated).line

    said = run("query", QUESTIONS[0]["question"]).ok().out
    # Answered alone and beside others the sums differ in their last digits: it begins alike.
    assert said.split()[:5] == answers["answer"][0].split()[:5]


@pytest.mark.parametrize("verb", ["report", "register"])
def test_nothing_was_evaluated(run, verb):
    assert "there is no evaluation yet" in run(verb).line
    assert "neither a folder nor a run" in run(verb, "0123abcd").line


def test_replay_of_nothing(run):
    assert "takes the run of an evaluation" in run("replay").line
    assert "takes one run" in run("replay", "a", "b").line


def test_a_folder_that_is_no_evaluation(run, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "name a folder that" in run("report", tmp_path / "empty").line
    assert "no evaluation (of this version)" in run("register", tmp_path / "empty").line
