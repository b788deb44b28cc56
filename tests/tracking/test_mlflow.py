"""The tracker on its own SQLite store, without a model."""

import sqlite3

import mlflow
import pytest

from academy.errors import AcademyError
from academy.tracking.base import SWEEP, Header
from academy.tracking.mlflow import MLflow, _runs, parameters

CONFIG = {"lora": {"_target_": "academy.lora.lora.Lora", "r": 8}, "router": {"name": "a"}}


def tracker(**changed):
    return MLflow(**{"uri": None, "experiment": "academy", "system_metrics": False, **changed})


def header(config=CONFIG, resume=None, stage="train"):
    return Header(stage, f"{stage} a", config, {"academy.data": "abc"}, resume)


def client(home):
    return mlflow.MlflowClient(f"sqlite:///{home}/mlflow.db")


@pytest.fixture
def examples(tmp_path):
    path = tmp_path / "examples.jsonl"
    path.write_text('{"id": "1", "pages": [1, 2]}\n{"id": "2", "pages": [3]}\n', encoding="utf-8")
    return path


def test_a_run_holds_everything(home, examples):
    with tracker().run(header()) as run:
        run.metrics({"loss": 2.0}, step=1)
        run.metrics({"loss": 1.5}, step=2)
        run.dataset(examples, "examples", "f" * 64, "training")
        run.table(examples, "rows")
        run.file(examples)
    found = client(home).get_run(run.id)
    assert found.info.status == "FINISHED"
    assert found.data.params["lora.r"] == "8"
    assert found.data.params["lora"] == "r8"
    assert found.data.tags["academy.stage"] == "train"
    assert found.data.tags["academy.data"] == "abc"
    history = client(home).get_metric_history(run.id, "loss")
    assert [(entry.step, entry.value) for entry in history] == [(1, 2.0), (2, 1.5)]
    (data,) = found.inputs.dataset_inputs
    assert data.dataset.name == "examples"
    assert data.dataset.digest == "f" * 32
    kept = {artifact.path for artifact in client(home).list_artifacts(run.id)}
    assert {"config.yaml", "rows.json", "examples.jsonl"} <= kept
    assert sorted(path.name for path in home.iterdir()) >= [".academy", "mlflow.db", "mlruns"]


def test_lines_end_where_json_lines_do(home, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": "one\u2028two"}\n{"a": "\x85"}\n', encoding="utf-8")
    with tracker().run(header()) as run:
        run.table(path, "rows")
    (kept,) = [a.path for a in client(home).list_artifacts(run.id) if a.path == "rows.json"]
    assert "two" in mlflow.artifacts.load_text(f"runs:/{run.id}/{kept}")


def test_all_runs_are_found_however_few_come_at_a_time(home, tmp_path):
    ids = set()
    for _ in range(3):
        with tracker().run(header()) as run:
            ids.add(run.id)
    whole = client(home)

    class OneByOne:
        def search_runs(self, experiments, page_token):
            return whole.search_runs(experiments, max_results=1, page_token=page_token)

    experiment = whole.get_experiment_by_name("academy").experiment_id
    assert {each.info.run_id for each in _runs(OneByOne(), experiment)} == ids


def test_a_failed_run_is_a_failed_run(home):
    with pytest.raises(RuntimeError), tracker().run(header()) as run:
        raise RuntimeError
    assert client(home).get_run(run.id).info.status == "FAILED"


def test_an_interrupted_run_goes_on(home):
    with tracker().run(header()) as run:
        run.metrics({"loss": 2.0}, step=1)
    with tracker().run(header(resume=run.id)) as again:
        again.metrics({"loss": 1.0}, step=2)
    assert again.id == run.id
    assert len(client(home).get_metric_history(run.id, "loss")) == 2


def test_an_interrupted_run_goes_on_where_something_unimportant_changed(home):
    """The router has no part in a training, so its result is found again, and its run too."""
    with tracker().run(header()) as run:
        run.metrics({"loss": 2.0}, step=1)
    changed = {**CONFIG, "router": {"name": "b"}}
    with tracker().run(header(config=changed, resume=run.id)) as again:
        again.metrics({"loss": 1.0}, step=2)
    assert client(home).get_run(again.id).info.status == "FINISHED"


def test_a_run_that_is_unknown_begins_anew(home):
    with tracker().run(header(resume="0" * 32)) as run:
        pass
    assert run.id != "0" * 32


def test_the_runs_of_a_sweep_have_one_parent(home, monkeypatch):
    monkeypatch.setenv(SWEEP, "abc123")
    ids = []
    for _ in range(2):
        with tracker().run(header()) as run:
            ids.append(run.id)
    monkeypatch.delenv(SWEEP)
    with tracker().run(header()) as alone:
        pass
    parents = {client(home).get_run(i).data.tags["mlflow.parentRunId"] for i in ids}
    (parent,) = parents
    assert client(home).get_run(parent).data.tags["academy.sweep"] == "abc123"
    assert "mlflow.parentRunId" not in client(home).get_run(alone.id).data.tags


def test_a_store_that_does_not_work(home):
    (home / ".academy").mkdir()
    (home / "mlflow.db").write_text("scribble " * 2000, encoding="utf-8")
    with (
        pytest.raises((AcademyError, sqlite3.Error), match="tracking") as error,
        tracker().run(header()),
    ):
        pass
    assert isinstance(error.value, AcademyError)
    assert "tracking=none" in str(error.value)


def test_parameters_are_flat_and_short():
    flat = parameters({"a": {"_target_": "academy.x.y.Z", "b": {"c": [1, 2]}}, "d": "x" * 9000})
    assert flat["a"] == "Z"
    assert flat["a.b.c"] == "[1, 2]"
    assert len(flat["d"]) <= 500
