"""Evaluations side by side, from folders and from MLflow."""

import json
import re

import pytest

from academy import records
from academy.evaluation.answered import Answered
from tests.trained import tracked

LINEAGE = {"config": {"lora": {"_target_": "academy.lora.lora.Lora", "r": 8}, "seed": 0}}


def row(number, correct, questions="test", question=None):
    return Answered(
        *(questions, f"q{number}", "", None, "specialist", question or f"Question {number}?", "x"),
        *(("x",), correct, correct, correct, None, False, 1, 0.5, "", None, False, False),
    )


@pytest.fixture
def write(tmp_path):
    def written(name, rows, r=8, seed=0, threads=0):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        records.write(folder / "answers.jsonl", rows)
        lora = {**LINEAGE["config"]["lora"], "r": r}
        how = {**LINEAGE["config"].get("distillation", {}), "threads": threads}
        config = {**LINEAGE["config"], "lora": lora, "distillation": how, "seed": seed}
        lineage = {"config": config}
        (folder / "lineage.json").write_text(json.dumps(lineage), encoding="utf-8")
        return folder

    return written


def test_a_clear_difference(run, write):
    first = write("first", [row(i, 0.0) for i in range(20)])
    other = write("other", [row(i, float(i < 15)) for i in range(20)], r=16)
    out = run("compare", first, other).ok().out
    assert re.search(
        r"other +20 +75\.0 % +\+75\.0 \(\+55 to \+9\d\) better +0\.000 +lora=r16$",
        out,
        re.MULTILINE,
    )
    assert "lora=r8" in out


def test_what_a_variant_does_not_say_is_shown(run, write):
    rows = [row(i, 0.0) for i in range(4)]
    out = run("compare", write("first", rows), write("other", rows, r=12)).ok().out
    assert "lora.r=8" in out
    assert "lora.r=12" in out


def test_no_difference_is_not_called_one(run, write):
    first = write("first", [row(i, float(i % 2)) for i in range(20)])
    other = write("other", [row(i, float(i % 2 or i == 0)) for i in range(20)])
    out = run("compare", first, other).ok().out
    assert "+5.0 (" in out
    assert "better" not in out


def test_three_runs_are_corrected_for(run, write):
    first = write("first", [row(i, 0.0) for i in range(12)])
    others = [write(f"other{n}", [row(i, float(i < 6)) for i in range(12)]) for n in (1, 2)]
    one = run("compare", first, others[0]).ok().out
    both = run("compare", first, *others).ok().out
    assert "better  0.031" in one  # two of the 64 ways to choose six signs
    assert both.count("0.062") == 2
    assert "better" not in both


def several(write, name, right, r):
    """Three seeds, of 20 questions so many right in each."""
    return [
        write(f"{name}{seed}", [row(i, float(i < n)) for i in range(20)], r, seed)
        for seed, n in enumerate(right)
    ]


def test_seeds_are_one_variant_and_the_noise(run, write):
    runs = [*several(write, "small", (8, 10, 12), 8), *several(write, "large", (14, 16, 18), 16)]
    out = run("compare", *runs).ok().out
    assert re.search(r"×3 +20 +50\.0 %", out)
    assert re.search(r"×3 +20 +80\.0 % +\+30\.0 \(.*\) better", out)
    assert "by 10.0 points (standard deviation, 4 degrees of freedom)" in out
    assert "seed=" not in out


def test_how_fast_it_was_made_is_no_variant(run, write):
    rows = [row(i, 0.0) for i in range(4)]
    alike = [write(f"a{seed}", rows, seed=seed, threads=seed) for seed in (0, 1)]
    out = run("compare", *alike, write("other", rows, r=16)).ok().out
    assert "a0 ×2" in out
    assert "threads" not in out


def test_names_of_the_store(run, write, home):
    stored = home / ".academy" / "store" / "evaluate"
    for name, r in (("0123456789abcdef", 8), ("fedcba9876543210", 16)):
        write(stored / name, [row(1, 1.0)], r=r)
    assert "lora=r16" in run("compare", "0123456789abcdef", "fedcba9876543210").ok().out


def test_what_other_seeds_do_too_is_no_gain(run, write):
    runs = [*several(write, "small", (2, 10, 18), 8), *several(write, "large", (4, 15, 20), 16)]
    out = run("compare", *runs).ok().out
    assert "+15.0" in out
    assert "within the noise" in out
    assert "better" not in out
    line = run("compare", *runs[:3]).line
    assert "differ in their seed alone" in line


def test_only_common_questions_count(run, write):
    first = write("first", [row(i, 0.0) for i in range(6)])
    other = write("other", [row(1, 1.0), row(2, 1.0, question="Another one?"), row(9, 1.0)])
    assert "+100.0" in run("compare", first, other).ok().out
    apart = write("apart", [row(9, 1.0)])
    line = run("compare", first, apart).line
    assert "no question of `test` in common" in line


def test_each_set_has_its_table(run, write):
    folders = [
        write(name, [row(1, 1.0, "dev"), row(1, 1.0), row(2, None)]) for name in ("first", "other")
    ]
    out = run("compare", *folders).ok().out
    assert "dev:" in out
    assert "test:" in out


def test_a_set_that_only_one_was_asked_is_left_out(run, write):
    first = write("first", [row(1, 1.0, "dev"), row(1, 1.0)])
    other = write("other", [row(1, None, "dev"), row(1, 0.0)])
    out = run("compare", first, other).ok().out
    assert "dev:" not in out
    assert "test:" in out
    assert "no question set was asked in all" in run("compare", first, write("none", [])).line


@pytest.mark.parametrize("words", [[], ["one"]])
def test_too_few(run, words):
    assert "takes two runs or more" in run("compare", *words).line


def test_a_run_that_is_none(run, write, tmp_path):
    first = write("first", [row(1, 1.0)])
    assert "neither a folder nor a run" in run("compare", first, "0123abcd").line
    (tmp_path / "empty").mkdir()
    assert "no evaluation" in run("compare", first, tmp_path / "empty").line
    (first / "answers.jsonl").write_text("{}\n", encoding="utf-8")
    assert "no evaluation" in run("compare", first, first).line


def test_runs_of_mlflow(there, run, tmp_path):
    path = tmp_path / "questions.json"
    asked = [
        {"id": "q1", "question": "Who built the harbour of Oldmouth?", "answers": ["Ada Kern"]}
    ]
    path.write_text(json.dumps({"questions": asked}), encoding="utf-8")
    words = [*there.words, f"documents.questions.test={path}"]
    for resamples in (100, 101):
        run("evaluate", *words, f"evaluation.bootstrap={resamples}").ok()
    _, runs = tracked(there.home)
    newest = sorted(runs, key=lambda r: r.info.start_time)[-2:]
    ids = [each.info.run_id[:12] for each in newest]
    out = run("compare", *ids).ok().out
    assert f"{ids[0][:8]} " in out
    assert "+0.0 (" in out
    training = next(r for r in runs if r.data.tags["academy.stage"] == "train").info.run_id
    assert "is it an evaluation?" in run("compare", ids[0], training).line
