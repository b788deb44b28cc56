"""The way to the teacher: so many requests at a time, and results that do not depend on it."""

import pytest

from academy import records
from academy.records import Dropped, Example
from tests.helpers import manifest, prompted, result


@pytest.mark.parametrize("most", [1, 3])
@pytest.mark.parametrize("prompt", ["qa", "facts", "mixed", "statements"])
def test_no_more_requests_at_once_than_allowed(run, document, teacher, prompt, most):
    teacher.delay = 0.02
    words = [*prompted(prompt), f"teacher.concurrency={most}"]
    run("distill", document, *teacher.words, *words).ok()
    assert teacher.most_at_once == most


@pytest.mark.parametrize("prompt", ["qa", "facts", "mixed", "statements"])
def test_what_is_written_does_not_depend_on_who_answers_first(
    run, tmp_path, monkeypatch, document, teacher, prompt
):
    digests = set()
    for most in (1, 8):
        monkeypatch.setenv("ACADEMY_HOME", str(tmp_path / f"home{most}"))
        words = [*prompted(prompt), f"teacher.concurrency={most}"]
        run("distill", document, *teacher.words, *words).ok()
        digests.add(manifest(result(tmp_path / f"home{most}", "distill"))["digest"])
    assert len(digests) == 1


def test_what_is_rejected_for_its_answer_alone_is_kept_as_a_question(run, home, document, teacher):
    words = [*prompted("mixed"), "verifier=grounded", "verifier.max_answer_words=1"]
    run("distill", document, *teacher.words, *words, "tolerance.examples=1").ok()
    folder = result(home, "distill")
    kept = {one.question for one in records.read(folder / "examples.jsonl", Example)}
    dropped = list(records.read(folder / "dropped.jsonl", Dropped))
    long = {d.content["question"] for d in dropped if d.reason == "rejected: long answer"}
    lost = {d.content["question"] for d in dropped if d.count and "question" in d.content}
    unsettled = list(records.read(folder / "unsettled.jsonl", Example))
    found = {one.question for one in unsettled}
    assert long
    assert long - kept <= found <= lost - kept
    assert len(unsettled) == len(found)
    assert all(one.evidence and one.chunk for one in unsettled)
    assert not {path.name for path in folder.iterdir()} & {"drafts.jsonl", "doubted.jsonl"}
