"""Question sets: refused before any work where they are broken, never learned from."""

import json

from tests.helpers import manifest, results, rows


def test_broken_questions_are_named_before_any_work(run, home, document, teacher, tmp_path):
    path = tmp_path / "questions.json"
    row = {"id": "q1", "question": "Who built the harbour?"}
    path.write_text(json.dumps({"questions": [row]}), encoding="utf-8")
    teacher.always = "refused"
    words = [*teacher.plain, "tracking=none", f"documents.questions.test={path}"]
    line = run("evaluate", document, *words).line
    assert "questions.json: question 1 (id 'q1'): `answers`" in line
    assert teacher.count == 0


def test_missing_questions_are_named_before_any_work(run, document, teacher):
    teacher.always = "refused"
    line = run("evaluate", document, *teacher.plain, "tracking=none").line
    assert "documents.questions.test=" in line
    assert teacher.count == 0


def question_set(path, question, answer="Jupiter"):
    row = {"id": "1", "question": question, "answers": [answer]}
    path.write_text(json.dumps({"questions": [row]}), encoding="utf-8")
    return f"documents.questions.test={path}"


def test_a_question_that_measures_is_left_out_and_counted(run, home, tmp_path, document, teacher):
    words = [*teacher.words, "prompt=qa"]
    run("distill", document, *words).ok()
    (before,) = results(home, "distill")
    asked, known = teacher.count, rows(before / "examples.jsonl")
    near = question_set(tmp_path / "near.json", known[0]["question"], known[0]["answer"])
    run("distill", document, *words, near).ok()
    assert teacher.count == asked
    (after,) = set(results(home, "distill")) - {before}
    lost = manifest(after)["ledger"]["lost"]
    assert lost["rejected: a question that measures"] >= 1
    left = {row["question"] for row in rows(after / "examples.jsonl")}
    assert known[0]["question"] not in left


def test_a_question_set_that_takes_nothing_away_changes_nothing(
    run, home, tmp_path, document, teacher
):
    words = [*teacher.words, "prompt=qa"]
    run("distill", document, *words).ok()
    far = question_set(tmp_path / "far.json", "Which planet is the largest one?")
    run("distill", document, *words, far).ok()
    digests = [manifest(folder)["digest"] for folder in results(home, "distill")]
    assert len(digests) == 2
    assert len(set(digests)) == 1


def test_a_broken_question_set_is_refused_before_anything_is_asked(
    run, tmp_path, document, teacher
):
    (tmp_path / "broken.json").write_text('{"questions": [{}]}', encoding="utf-8")
    words = [*teacher.words, f"documents.questions.dev={tmp_path / 'broken.json'}"]
    assert "question 1" in run("distill", document, *words).line
    assert teacher.count == 0
