"""Questions that a teacher drafts, and a person approves of."""

import json
import re

import pytest

from academy.evaluation.questions import read_questions
from academy.evaluation.refusals import refuses
from academy.prompt.written import REFUSAL
from tests.helpers import newest, rows
from tests.pdfs import HAFEN, write_pdf


def words(teacher):
    return [*teacher.words, "verifier=grounded", "verifier.min_known=0.2"]


def drafts(folder):
    page = (folder / "drafts.html").read_text(encoding="utf-8")
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    return json.loads(data[1])


def test_drafts_become_question_sets(run, home, tmp_path, document, teacher):
    out = run("questions", "--draft", document, *words(teacher), "--to", tmp_path / "sets").ok().out
    assert "drafts.html" in out
    assert "academy questions approved.json" in out
    found = drafts(tmp_path / "sets")
    assert {row["page"] for row in found} == {1, 2}
    assert {row["document"] for row in found} == {"harbour.pdf"}
    open_ones = [row for row in found if not row["answers"]]
    assert len(open_ones) == 2  # one for each page
    assert len(found) > 6
    for row in found:
        assert row["evidence"] in row["text"]
        assert all(answer in row["evidence"] for answer in row["answers"])

    approved = tmp_path / "approved.json"
    kept = [{k: v for k, v in row.items() if k not in ("about", "text")} for row in found]
    approved.write_text(json.dumps({"questions": kept}), encoding="utf-8")
    run("questions", approved, "--to", tmp_path / "sets").ok()
    sets = [q for n in ("dev", "test") for q in read_questions(tmp_path / "sets" / f"{n}.json")]
    assert {q.question for q in sets} == {row["question"] for row in found}
    assert {q.drafted_by for q in sets} == {found[0]["drafted_by"]}
    assert found[0]["drafted_by"]

    run("distill", document, *words(teacher), "prompt=exam", "--to", tmp_path / "learned").ok()
    chosen = [f"documents.questions.test={tmp_path / 'sets' / 'test.json'}"]
    run("distill", document, *words(teacher), "prompt=exam", *chosen).ok()
    before, after = (
        {row["question"] for row in rows(folder / "examples.jsonl")}
        for folder in (tmp_path / "learned", newest(home, "distill"))
    )
    measured = {q.question for q in read_questions(tmp_path / "sets" / "test.json")}
    assert measured <= before
    assert not measured & after  # nobody learns what measures, also where it is to be refused


def test_german_drafts(run, tmp_path, teacher):
    document = write_pdf(tmp_path / "hafen.pdf", HAFEN)
    run("questions", "--draft", document, *words(teacher), "--to", tmp_path / "sets").ok()
    found = drafts(tmp_path / "sets")
    assert any(not row["answers"] for row in found)
    assert all("Schreibe" in body["messages"][1]["content"] for body in teacher.requests)


def test_a_teacher_that_drafts_nothing_of_use(run, tmp_path, document, teacher):
    teacher.always = "prose"
    more = ["tolerance.examples=1", "gate.kept=0", "--to", tmp_path / "sets"]
    line = run("questions", "--draft", document, *words(teacher), *more).line
    assert "no draft is of use" in line
    assert not (tmp_path / "sets").exists()


def test_drafting_is_for_questions_alone(run, document):
    assert "--draft: for questions alone" in run("train", document, "--draft").line


@pytest.mark.parametrize("language", REFUSAL)
def test_a_refusal_that_is_learned_counts_as_one(language):
    assert refuses(REFUSAL[language])
