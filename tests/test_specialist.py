"""The real specialist is evaluated and asked."""

import io
import json
import os
from math import exp

import pytest
import torch

from academy.distillation.lessons import Lesson
from academy.errors import AcademyError
from academy.query import typed
from academy.student.base import Task, turned
from academy.student.choosing import SUITS, Spoken
from academy.student.specialist import SENTENCES, Specialist
from academy.text import contains
from tests.helpers import newest, rows
from tests.student.test_choosing import SENTENCE, choice
from tests.trained import QUESTIONS, asked, tracked


@pytest.fixture
def questions(tmp_path):
    return asked(tmp_path / "questions.json")


def test_evaluate(there, run, questions):
    words = [*there.words, f"documents.questions.test={questions}"]
    outcome = run("evaluate", *words).ok()
    assert "evaluate: test, 2 questions" in outcome.out
    folder = newest(there.home, "evaluate")
    answers = rows(folder / "answers.jsonl")
    assert [(row["system"], row["id"]) for row in answers] == [
        (system, f"q{n}") for system in ("base", "specialist") for n in (1, 2, 3)
    ]
    assert all((row["correct"] is None) == (row["id"] == "q3") for row in answers)
    scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))["test"]
    for system in ("base", "specialist"):
        accuracy = scores[system]["accuracy"]
        right = [r["correct"] for r in answers if r["system"] == system and r["id"] != "q3"]
        assert accuracy["value"] == pytest.approx(sum(right) / 2)
        assert accuracy["low"] <= accuracy["value"] <= accuracy["high"]
        assert accuracy["questions"] == 2
        assert scores[system]["unanswerable"] == 1
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert QUESTIONS[0]["question"] in html
    assert "http://" not in html
    assert "https://" not in html
    _, runs = tracked(there.home)
    tracked_run = max(runs, key=lambda each: each.info.start_time)
    assert tracked_run.data.tags["academy.training_run"] == there.lineage["run_id"]
    assert "test_specialist_accuracy" in tracked_run.data.metrics
    assert run("evaluate", *words).ok().out.count("up to date") == 5


def test_evaluate_questions_that_nobody_can_answer(there, run, tmp_path):
    path = tmp_path / "none.json"
    path.write_text(json.dumps({"questions": QUESTIONS[2:]}), encoding="utf-8")
    run("evaluate", *there.words, f"documents.questions.test={path}").ok()


@pytest.mark.parametrize("router", ["specialist", "general", "consult"])
def test_query(there, run, router):
    out = run("query", "Who built the harbour of Oldmouth?", f"router={router}").ok().out
    assert ", confidence " in out
    assert "by specialist" in out or "by general" in out
    if router != "consult":
        assert f"by {router}" in out
    if router == "specialist":
        assert "rests on harbour.pdf p. " in out


def test_query_of_lines(there, run, monkeypatch):
    asked = [str(question["question"]) for question in QUESTIONS[:2]]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n" + "\n".join(asked)))
    out = run("query", "router=specialist").ok().out
    assert [line for line in out.splitlines() if line.startswith("> ")] == [f"> {q}" for q in asked]
    assert out.count("by specialist, confidence ") == 2
    latin = "Wer grub das Gr\xfcbchen?".encode("latin-1") + b"\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(latin), "utf-8"))
    assert list(typed()) == ["Wer grub das Grübchen?"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n\n"))
    assert "no question" in run("query").line
    assert "no question" in run("query", " ").line


def test_query_asks_for_questions(there, start):
    mine, theirs = os.openpty()
    process = start("query", "router=specialist", stdin=theirs)
    os.write(mine, b"Who built the harbour of Oldmouth?\n\n")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert "Ask; an empty line ends." in out
    assert out.count("by specialist, confidence ") == 1


def test_query_of_a_configuration(there, run):
    words = [word for word in there.words[1:] if word != "lora=r8"]
    where = ["documents=files", f"documents.paths=[{there.words[0]}]", "lora=r8"]
    out = run("query", "Who built it all?", *where, *words).ok().out
    assert "train: up to date" in out


def test_answers_do_not_depend_on_their_company(there):
    specialist = Specialist(there.settings.student, there.folder)
    asked = [str(question["question"]) for question in QUESTIONS]
    for adapter in (True, False):
        alone = [s.text for s in specialist.answer(asked, 12, 1, adapter=adapter)]
        together = [s.text for s in specialist.answer(asked, 12, 3, adapter=adapter)]
        assert alone == together


def test_an_answer_stands_in_the_sentence_that_is_shown_with_it(there):
    specialist = Specialist(there.settings.student, there.folder)
    assert specialist.recalls
    for said in specialist.answer([str(q["question"]) for q in QUESTIONS], 12, 2):
        assert contains(said.recalled, said.text) or not said.recalled
    (plain,) = specialist.answer(["Who built it?"], 12, 1, adapter=False)
    assert plain.recalled == ""


OTHER = "Bo Lind drew it."


@pytest.mark.parametrize(
    ("greedy", "sentences", "chosen"),
    [
        (("Ada", 0.9), {SENTENCE: 0.5}, "Ada"),  # it stands there, and is the more probable one
        (("Ada", 0.3), {SENTENCE: 0.5}, "Ada Kern"),
        (("1911", 0.9), {SENTENCE: 0.5}, "Ada Kern"),  # no name
        (("Bo Lind", 0.5), {SENTENCE: 0.5}, "Ada Kern"),  # it stands in another sentence
        (("Bo Lind", 0.5), {SENTENCE: 0.01}, "Bo Lind"),  # not recalled with certainty
        (("Bo Lind", 0.6), {SENTENCE: 0.3, OTHER: 0.2}, "Bo Lind"),  # less probable, but recalled
        (("Cy", 0.3), {SENTENCE: 0.2, OTHER: 0.7}, "Bo Lind"),  # the other sentence is likelier
    ],
)
def test_what_is_chosen(there, monkeypatch, greedy, sentences, chosen):
    specialist = Specialist(there.settings.student, there.folder)
    specialist.asks = False
    worth = {"Ada Kern": 0.4, "Bo Lind": 0.35, "1911": 0.3}
    likeliest = dict(sorted(sentences.items(), key=lambda one: -one[1]))
    monkeypatch.setattr(
        specialist, "_say", lambda model, asked, most: [Spoken(greedy[0], 0, greedy[1])]
    )
    monkeypatch.setattr(specialist, "_recall", lambda model, asked: [likeliest for _ in asked])
    monkeypatch.setattr(
        specialist,
        "_scored",
        lambda model, asked, answers: [
            [Spoken(text, 0, worth.get(text, 0)) for text in some] for some in answers
        ],
    )
    (said,) = specialist.answer(["Who built it?"], 12, 1)
    assert said.text == chosen
    holding = [sentence for sentence in likeliest if contains(sentence, chosen)]
    assert said.recalled == (holding[0] if holding else "")


def test_a_question_is_as_probable_as_it_is_learned(there):
    specialist = Specialist(there.settings.student, there.folder)
    assert specialist.asks
    tokenizer = specialist.tokenizer
    asked = [str(question["question"]) for question in QUESTIONS]
    some = [choice("Ada", 0.5), choice("1911", 0.4), choice("Bo", 0.4e-3), choice("Cy", 0.3, "")]
    with specialist.tuned.model(True) as model:
        found = specialist._suited(model, asked, [some] * len(asked))
        for question, weighed in zip(asked, found, strict=True):
            assert [one.said.text for one in weighed] == ["Ada", "1911", "Cy"]
            losses = []
            for answer in ("Ada", "1911"):
                lesson = Lesson(turned(SENTENCE, answer), question, Task.ASK)
                before, after = lesson.tokens(there.settings.student, tokenizer)
                with torch.inference_mode():
                    logits = model(input_ids=torch.tensor([before + after])).logits[0].float()
                said = logits.log_softmax(-1)[len(before) - 1 : -1]
                losses.append(float(-said[range(len(after)), after].sum()))
            ada, year, other = (one.worth for one in weighed)
            gain = exp(SUITS * (losses[1] - losses[0]))
            assert ada / year == pytest.approx(0.5 / 0.4 * gain, rel=1e-2)
            assert other / min(ada / 0.5, year / 0.4) == pytest.approx(0.3)


def test_recalled_sentences_are_distinct_and_in_order(there):
    specialist = Specialist(there.settings.student, there.folder)
    asked = [str(question["question"]) for question in QUESTIONS]
    with specialist.tuned.model(True) as model:
        together = specialist._recall(model, asked)
        alone = [specialist._recall(model, [question])[0] for question in asked]
    for sentences, same in zip(together, alone, strict=True):
        chances = list(sentences.values())
        assert 1 <= len(chances) <= SENTENCES
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) <= 1
        assert sentences == pytest.approx(same, rel=1e-2)


def test_an_answer_is_worth_what_it_is_worth_when_it_is_said(there):
    specialist = Specialist(there.settings.student, there.folder)
    asked = [str(question["question"]) for question in QUESTIONS]
    with specialist.tuned.model(True) as model:
        said = specialist._say(model, asked, 40)
        answers = [[one.text, f"{one.text} and some more"] for one in said]
        found = specialist._scored(model, asked, answers)
    for one, (scored, _) in zip(said, found, strict=True):
        assert one.tokens <= 40, "cut off: nothing to compare"
        assert scored.confidence == pytest.approx(one.confidence, rel=1e-3)
        assert scored.tokens == one.tokens


def test_a_cut_answer_says_so(there):
    specialist = Specialist(there.settings.student, there.folder)
    (said,) = specialist.answer(["Tell me a very long story."], 3, 1, adapter=False)
    assert said.tokens == 4
    assert 0 < said.confidence <= 1


def test_a_specialist_of_another_student_is_refused(there):
    import dataclasses

    other = dataclasses.replace(there.settings.student, system="Answer at length.")
    with pytest.raises(AcademyError, match="another student"):
        Specialist(other, there.folder)
