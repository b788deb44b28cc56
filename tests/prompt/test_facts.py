"""`prompt=facts`: the facts of a chunk are listed, and asked about some at a time."""

import pytest

from tests.helpers import prompted, result, rows


def distilled(run, home, document, teacher, *words):
    few = [*prompted("facts"), "prompt.templates=[]", *words]
    run("distill", document, *teacher.words, *few).ok()
    folder = result(home, "distill")
    return rows(folder / "examples.jsonl"), rows(folder / "dropped.jsonl")


def asked(teacher, beginning):
    users = [body["messages"][-1]["content"] for body in teacher.requests]
    return [user for user in users if user.startswith(beginning)]


def test_every_fact_is_told_and_asked_for(run, home, document, teacher):
    examples, dropped = distilled(run, home, document, teacher)
    told = [one for one in examples if one["kind"] == "statement"]
    questions = [one for one in examples if one["kind"] == "wording"]
    assert len(told) == 6  # two pages of three sentences
    assert len(questions) == 12
    assert {one["prompt"] for one in told} == {"facts"}
    assert {one["prompt"] for one in questions} == {"questions"}
    assert {one["evidence"] for one in questions} == {one["answer"] for one in told}
    assert all(one["answer"] in one["evidence"] for one in questions)
    assert not [row for row in dropped if row["count"]]


def test_it_takes_few_requests(run, home, document, teacher):
    distilled(run, home, document, teacher)
    assert len(asked(teacher, "List the facts")) == 4  # two rounds for each page
    assert len(asked(teacher, "Write up to 2 questions")) == 2
    assert len(asked(teacher, "Answer each question from the text alone")) == 2
    assert teacher.count == 8


def test_the_second_round_shows_what_is_listed(run, home, document, teacher):
    distilled(run, home, document, teacher)
    first, second = (asked(teacher, "List the facts")[i::2] for i in (0, 1))
    again = [user for user in (*first, *second) if "listed already" in user]
    assert len(again) == 2
    assert any("- The harbour of Oldmouth was built by Ada Kern in 1911." in user for user in again)


@pytest.mark.parametrize("at_once", [1, 2])
def test_so_many_facts_are_asked_about_at_once(run, home, document, teacher, at_once):
    distilled(run, home, document, teacher, f"prompt.at_once={at_once}")
    groups = asked(teacher, "Write up to 2 questions")
    assert len(groups) == 2 * -(-3 // at_once)


def test_a_long_list_is_asked_for_in_parts(run, home, document, teacher):
    distilled(run, home, document, teacher, "prompt.words=1", "prompt.max_tokens=1000")
    lists = asked(teacher, "List the facts")
    assert all(user.endswith("List at most 11 facts.") for user in lists)
    assert len(lists) == 4  # on each page, until none is missing


def test_few_questions_are_asked_for_again(run, home, document, teacher):
    examples, _ = distilled(run, home, document, teacher, "prompt.second_pass=3")
    again = [
        user for user in asked(teacher, "Write up to 2 questions") if "Write others than" in user
    ]
    assert len(again) == 2
    assert len([one for one in examples if one["kind"] == "wording"]) > 12


WELL = {"fact": "The keeper of Oldmouth is Jonas Wirt.", "answer": "Jonas Wirt", "aliases": []}
INVENTED = {**WELL, "quote": "Jonas Wirt was born in a castle far away"}
QUOTED = {**WELL, "quote": "Its  keeper Jonas Wirt opens the green gate"}


@pytest.mark.parametrize(("fact", "kept"), [(INVENTED, False), (QUOTED, True)])
def test_a_quotation_stands_in_the_chunk(run, home, document, teacher, monkeypatch, fact, kept):
    monkeypatch.setattr("tests.echo.facts", lambda user: [fact])
    examples, dropped = distilled(run, home, document, teacher, "tolerance.examples=1")
    lost = [row["where"] for row in dropped if row["reason"] == "rejected: quote not in the source"]
    assert ("harbour.pdf#1.1" not in lost) == kept
    assert "harbour.pdf#2.1" in lost
    assert any(one["kind"] == "statement" for one in examples) == kept


def test_a_question_about_no_fact_of_the_list(run, home, document, teacher, monkeypatch):
    foreign = [{"number": 99, "question": "Who painted the keeper of Oldmouth?"}]
    monkeypatch.setattr("tests.echo.questions", lambda user: foreign)
    words = ["tolerance.examples=1", "gate.kept=0"]
    examples, dropped = distilled(run, home, document, teacher, *words)
    assert {one["kind"] for one in examples} == {"statement"}
    lost = [row for row in dropped if row["reason"] == "rejected: about no fact of the list"]
    assert lost
    assert all(row["count"] == 1 for row in lost)


def test_a_chunk_without_a_list_is_lost_with_the_reason(run, home, document, teacher, monkeypatch):
    monkeypatch.setattr("tests.echo.facts", lambda user: "nothing")
    outcome = run("distill", document, *teacher.words, *prompted("facts"), "prompt.templates=[]")
    assert "no list in the answer" in outcome.line


def test_what_the_templates_say_is_written_too(run, home, document, teacher):
    few = [*teacher.words, *prompted("facts")]
    run("distill", document, *few, "tolerance.examples=1").ok()
    examples = rows(result(home, "distill") / "examples.jsonl")
    assert {"facts", "questions", "rewrites"} <= {one["prompt"] for one in examples}
