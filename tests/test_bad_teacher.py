"""Teachers that stutter, babble or fail: retried, counted, and nothing is lost."""

import re
import time

import pytest

from tests.helpers import QA, manifest, result, results, rows
from tests.pdfs import write_pdf


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("broken", "failed: HTTP 500"),
        ("hanging", "failed: no answer within 0.5 s"),
        ("cut", "failed: answer cut off"),
        ("prose", "failed: no list in the answer"),
        ("empty", "failed: empty answer"),
        ("html", "failed: the reply holds no answer"),
        ("half_json", "failed: the reply is no valid JSON"),
        ("error_200", "failed: the reply holds no answer"),
        ("bad_gateway", "failed: HTTP 502"),
        ("reset", "failed: the connection was lost"),
        ("endless", "failed: endless answer"),
    ],
)
class TestFailures:
    def test_all_fail(self, run, home, document, teacher, behaviour, reason):
        teacher.always = behaviour
        outcome = run("distill", document, *teacher.words, *QA, "teacher.timeout_s=0.5")
        assert outcome.code == 3
        assert reason in outcome.line
        assert "tolerance.examples=0.05" in outcome.line
        assert results(home, "distill") == []

    def test_one_fails(self, run, home, document, teacher, behaviour, reason):
        teacher.script = [behaviour]
        words = [*teacher.words, *QA, "teacher.timeout_s=0.5", "tolerance.examples=0.5"]
        outcome = run("distill", document, *words).ok()
        ledger = manifest(result(home, "distill"))["ledger"]
        assert ledger["lost"][reason] in (1, 2)
        assert ledger["kept"] >= 8
        assert f" {reason}" in outcome.out
        dropped = rows(result(home, "distill") / "dropped.jsonl")
        assert sum(d["count"] for d in dropped if d["reason"] == reason) == ledger["lost"][reason]


def test_one_that_wrote_no_lists_is_asked_again_where_it_is_held_to_them(run, document, teacher):
    teacher.always = "chatty"
    free = [*teacher.words, *QA, "teacher.structured=none"]
    assert run("distill", document, *free).code == 3
    asked = teacher.count
    assert run("distill", document, *free).code == 3
    assert teacher.count == asked
    run("distill", document, *teacher.words, *QA).ok()
    assert teacher.count > asked
    asked = teacher.count
    run("distill", document, *teacher.words, *QA, "tolerance.examples=0.9").ok()
    assert teacher.count == asked


def test_one_that_writes_none_even_so_is_asked_once(run, document, teacher):
    teacher.always = "prose"
    assert run("distill", document, *teacher.words, *QA).code == 3
    asked = teacher.count
    assert run("distill", document, *teacher.words, *QA).code == 3
    assert teacher.count == asked


def test_retries_are_made_and_end(run, document, teacher):
    teacher.always = "broken"
    words = [*teacher.words, *QA, "teacher.retries=2"]
    assert run("distill", document, *words).code == 3
    assert teacher.count == 6 * 3


def test_a_pause_that_the_server_asks_for_is_kept(run, document, teacher):
    teacher.script = ["limited"]
    words = [*teacher.words, *QA, "teacher.retries=1", "teacher.concurrency=1"]
    start = time.monotonic()
    run("distill", document, *words).ok()
    assert time.monotonic() - start > 1
    assert teacher.count == 7


def test_refusals_are_waited_for_even_without_retries(run, home, document, teacher):
    teacher.script = ["limited_shortly"]
    run("distill", document, *teacher.words, *QA, "teacher.concurrency=1").ok()
    assert manifest(result(home, "distill"))["ledger"]["kept"] >= 8
    assert teacher.count == 7


def test_a_teacher_that_refuses_everything_ends_the_run(run, home, document, teacher):
    teacher.always = "limited_shortly"
    outcome = run("distill", document, *teacher.words, *QA)
    assert outcome.code == 1
    assert "refuses every request (rate limit (HTTP 429))" in outcome.line
    assert "what it said so far is kept" in outcome.line
    assert results(home, "distill") == []
    teacher.always = "normal"
    run("distill", document, *teacher.words, *QA).ok()


def test_a_teacher_that_writes_nothing_of_use_is_stopped_early(run, home, tmp_path, teacher):
    pages = [[f"Ada Kern built mill {i} there."] for i in range(20)]
    path = write_pdf(tmp_path / "long.pdf", pages)
    teacher.always = "odd_items"
    words = [*teacher.words, "prompt=qa", "verifier=grounded", "tolerance.examples=1"]
    outcome = run("distill", path, *words, "teacher.concurrency=1", "gate.chunks=2")
    assert outcome.code == 1
    assert "0 of 2 (0%) of the first 2 chunks" in outcome.line
    assert "try another teacher" in outcome.line
    assert teacher.count == 2
    run("distill", path, *words, "gate.kept=0").ok()


def test_the_first_examples_are_shown(run, document, teacher):
    out = run("distill", document, *teacher.words, *QA, "gate.chunks=1").ok().out
    assert re.search(r"kept \d of 6 .*of the first 1 chunks, e.g.\n  .+ – .+", out)


def test_failed_requests_are_asked_again_the_next_time(run, document, teacher):
    teacher.always = "broken"
    assert run("distill", document, *teacher.words, *QA).code == 3
    teacher.always = "normal"
    run("distill", document, *teacher.words, *QA).ok()
    assert teacher.count == 12


@pytest.mark.parametrize("prompt", ["qa", "facts", "mixed", "statements"])
def test_items_of_another_shape_are_counted(run, home, document, teacher, prompt):
    teacher.always = "odd_items"
    words = [*teacher.words, f"prompt={prompt}", "tolerance.examples=1"]
    run("distill", document, *words).ok()
    folder = result(home, "distill")
    wanted = sum(asked["wanted"] for asked in rows(folder / "requests.jsonl"))
    made = [e for e in rows(folder / "examples.jsonl") if e["teacher"] == "rule"]
    dropped = rows(folder / "dropped.jsonl")
    made += [d for d in dropped if d["content"].get("teacher") == "rule"]
    odd = sum(d["count"] for d in dropped if d["reason"] == "not of the wanted form")
    assert (odd > 0) == (prompt == "facts")
    assert manifest(folder)["ledger"]["given"] == wanted + len(made) + odd
    for example in rows(folder / "examples.jsonl"):
        assert "{" not in example["question"] + example["answer"]


@pytest.mark.parametrize("prompt", ["qa", "facts", "mixed", "statements"])
def test_nothing_half_said_is_learned(run, home, document, teacher, prompt):
    teacher.always = "cut"
    words = [*teacher.words, f"prompt={prompt}", "verifier=unchecked", "tolerance.examples=1"]
    run("distill", document, *words).ok()
    teacher.always = "normal"
    whole = said(teacher)
    for example in rows(result(home, "distill") / "examples.jsonl"):
        if example["teacher"] != "rule":
            assert {example["question"], example["answer"]} & whole, example


def said(teacher):
    """Every question and text that the echo would have said in full."""
    from tests.echo import listed

    whole = set()
    for body in teacher.requests:
        for item in listed(*(message["content"] for message in body["messages"])):
            found = item if isinstance(item, dict) else {"question": item}
            whole |= {found[key] for key in ("question", "fact") if key in found}
    return whole


def test_documents_with_nothing_to_ask_about(run, home, tmp_path, teacher):
    path = write_pdf(tmp_path / "short.pdf", [("Title",), ("1",)])
    run("distill", path, *teacher.words).ok()
    assert teacher.count == 0
    assert "no examples" in run("train", path, *teacher.words).line


def test_nothing_is_asked_for_a_configuration_that_is_wrong(run, document, teacher):
    assert "lora.r" in run("distill", document, *teacher.words, "lora.r=0").line
    assert teacher.count == 0


@pytest.mark.parametrize("address", ["https://ada:sesame@host/v1", "host:8000/v1"])
def test_an_address_that_is_none(run, home, document, address):
    outcome = run("distill", document, "teacher=vllm", f"teacher.base_url={address}")
    assert "teacher.base_url: must be an address" in outcome.line
    assert "sesame" not in outcome.line


def test_a_password_of_a_tracker_stays_out_of_what_is_logged(tmp_path):
    import yaml

    from academy.places import ROOT
    from academy.settings import Settings

    resolved = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    resolved["tracking"]["uri"] = "https://ada:sesame@tracker/"
    settings = Settings.build(resolved)
    assert settings.tracking.uri == "https://ada:sesame@tracker/"
    assert settings.resolved["tracking"]["uri"] == "https://…@tracker/"
