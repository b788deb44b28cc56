"""What a teacher was asked and what it said, as the tracker shows it."""

import mlflow
import pytest

from tests.helpers import QA


def traces(home):
    client = mlflow.MlflowClient(f"sqlite:///{home}/mlflow.db")
    experiment = client.get_experiment_by_name("academy")
    found = client.search_traces(locations=[experiment.experiment_id])
    return [client.get_trace(trace.info.trace_id) for trace in found]


def test_a_conversation_can_be_followed(run, home, document, teacher):
    teacher.script = ["cut"]
    more = ["tracking.traces=1", "tolerance.examples=1", "teacher.concurrency=1"]
    words = [*teacher.words, "prompt=qa", "prompt.pairs=2", "verifier=reread", *more]
    run("distill", document, *words).ok()
    (trace,) = traces(home)
    top, *others = trace.data.spans
    assert top.name == "distill harbour.pdf#1.1"
    assert "The harbour of Oldmouth" in top.inputs["text"]
    by_type = {}
    for span in others:
        by_type.setdefault(span.span_type, []).append(span)
    asked = [span for span in by_type["CHAT_MODEL"] if span.name == "pairs"]
    assert len(asked) == 3
    assert all("Write " in span.inputs["messages"][1]["content"] for span in asked)
    (failed,) = [span for span in asked if "failed: answer cut off" in str(span.outputs)]
    assert failed.outputs["content"]
    checks = by_type["EVALUATOR"]
    assert any(span.outputs["verdict"] == "kept" for span in checks)
    reads = [span for span in by_type["CHAT_MODEL"] if span.parent_id == checks[0].span_id]
    assert {span.name for span in reads} == {"answer", "copy"}
    tokens = sum(span.attributes["mlflow.chat.tokenUsage"]["total_tokens"] for span in asked)
    assert tokens > 0


@pytest.mark.parametrize(("wanted", "there"), [(0, 0), (1, 1), (9, 2)])
def test_only_some_are_kept(run, home, document, teacher, wanted, there):
    words = [*teacher.words, *QA, f"tracking.traces={wanted}"]
    run("distill", document, *words).ok()
    if wanted == 0:
        assert not (home / "mlflow.db").exists()
    else:
        assert len(traces(home)) == there


def test_what_is_up_to_date_is_not_traced_again(run, home, document, teacher):
    words = [*teacher.words, *QA, "tracking.traces=2"]
    run("distill", document, *words).ok()
    run("distill", document, *words).ok()
    assert len(traces(home)) == 2


def test_the_key_is_in_no_trace(run, home, document, teacher, monkeypatch):
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-canary-0123456789")
    words = ["teacher=mistral_free", "teacher.quota=null", f"teacher.base_url={teacher.url}"]
    run("distill", document, *words, *QA, "tracking.traces=2").ok()
    assert teacher.keys_seen == {"Bearer sk-canary-0123456789"}
    assert traces(home)
    for path in home.rglob("*"):
        assert not path.is_file() or b"sk-canary-0123456789" not in path.read_bytes()
