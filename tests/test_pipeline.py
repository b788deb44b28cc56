"""Promises about the flow: nothing vanishes or is computed twice, every example has a page."""

import json
import os

import pytest

from academy import records
from academy.records import Chunk, Example
from academy.templates import TEMPLATES
from academy.text import contains, units
from academy.verifier.base import UNANSWERED
from tests.echo import examines, reads
from tests.helpers import isolate, manifest, prompted, result, results, rows
from tests.pdfs import HAFEN, HARBOUR, write_pdf
from tests.server import Loopback

PROMPTS = ("qa", "facts", "mixed", "statements")


@pytest.fixture
def papers(tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    write_pdf(folder / "harbour.pdf", HARBOUR, title="Oldmouth")
    write_pdf(folder / "hafen.pdf", [*HAFEN, ()], title="Altmund")
    return folder


@pytest.mark.parametrize("prompt", PROMPTS)
def test_ledgers_add_up(run, home, papers, teacher, prompt):
    run("distill", papers, *teacher.words, *prompted(prompt), "tolerance.examples=1").ok()
    for stage, file in (("extract", "pages.jsonl"), ("distill", "examples.jsonl")):
        folder = result(home, stage)
        ledger = manifest(folder)["ledger"]
        assert ledger["kept"] == len(rows(folder / file))
        lost = {}
        for row in rows(folder / "dropped.jsonl"):
            lost[row["reason"]] = lost.get(row["reason"], 0) + row["count"]
        assert ledger["lost"] == lost
        assert ledger["given"] == ledger["kept"] + sum(lost.values())
    pages = manifest(result(home, "extract"))["ledger"]
    assert (pages["given"], pages["lost"]) == (4, {"blank": 1})
    assert manifest(result(home, "chunk"))["ledger"]["given"] == pages["kept"]


@pytest.mark.parametrize("prompt", sorted({*PROMPTS} - {"facts"}))
def test_everything_asked_for_is_in_the_ledger(run, home, papers, teacher, prompt):
    teacher.script = ["normal", "prose", "broken"]
    run("distill", papers, *teacher.words, *prompted(prompt), "tolerance.examples=1").ok()
    folder = result(home, "distill")
    asked = [wanted(body) for body in unique(teacher.requests)]
    rules = [e for e in rows(folder / "examples.jsonl") if e["teacher"] == "rule"]
    rules += [d for d in rows(folder / "dropped.jsonl") if d["content"].get("teacher") == "rule"]
    assert manifest(folder)["ledger"]["given"] == sum(asked) + len(rules)


def unique(requests):
    return [json.loads(text) for text in {json.dumps(body, sort_keys=True) for body in requests}]


def wanted(body):
    """The examples that a request asks for; none where the teacher only reads an answer."""
    if reads(body) or examines(body["messages"][0]["content"]):
        return 0
    return body["response_format"]["json_schema"]["schema"]["minItems"]


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("chunker", ["page", "words"])
def test_every_example_knows_its_page(run, home, papers, teacher, prompt, chunker):
    words = [*prompted(prompt), f"chunker={chunker}", "tolerance.examples=1"]
    run("distill", papers, *teacher.words, *words).ok()
    chunks = {c.id: c for c in records.read(result(home, "chunk") / "chunks.jsonl", Chunk)}
    examples = list(records.read(result(home, "distill") / "examples.jsonl", Example))
    texts = {(p["document"], p["number"]): p["text"] for p in pages(home)}
    assert len(examples) >= 9
    assert len({example.id for example in examples}) == len(examples)
    for example in examples:
        chunk = chunks[example.chunk]
        assert (example.document, example.pages) == (chunk.document, chunk.pages)
        said = example.quote or example.evidence
        assert said in (*units(chunk), chunk.text)
        if said != chunk.text:
            assert [n for n in example.pages if contains(texts[example.document, n], said)], example
        if example.kind not in ("statement", UNANSWERED):
            assert contains(example.evidence, example.answer)
        assert example.teacher in ("local", "rule")
        assert example.prompt in (*(path.stem for path in TEMPLATES.glob("en/*.j2")), "rule")


def pages(home):
    return rows(result(home, "extract") / "pages.jsonl")


def test_both_languages_are_written_in_their_own(run, papers, teacher):
    run("distill", papers, *teacher.words, "prompt=qa").ok()
    german = ["auf Deutsch" in body["messages"][0]["content"] for body in teacher.requests]
    reading = [wanted(body) == 0 for body in teacher.requests]
    written = [g for g, reads in zip(german, reading, strict=True) if not reads]
    assert (sum(written), len(written)) == (3, 9)
    assert 0 < sum(german) - sum(written) < sum(reading)


def test_the_second_run_computes_nothing(run, home, document, teacher):
    run("distill", document, *teacher.words, "prompt=qa").ok()
    asked = teacher.count
    before = {path: path.stat().st_mtime_ns for path in (home / ".academy/store").rglob("*")}
    outcome = run("distill", document, *teacher.words, "prompt=qa").ok()
    assert [line.split(" (")[0] for line in outcome.out.splitlines()[:3]] == [
        "extract: up to date",
        "chunk: up to date",
        "distill: up to date",
    ]
    assert teacher.count == asked
    after = {path: path.stat().st_mtime_ns for path in (home / ".academy/store").rglob("*")}
    assert after == before


@pytest.mark.parametrize(
    "word",
    [
        "lora=r8",
        "distillation.epochs=1",
        "distillation.sights=1",
        "distillation.recall=0",
        "distillation.ask=0",
        "student.system=Be short.",
        "evaluation.twin=80",
        "router=general",
        "tracking=none",
        "teacher.concurrency=1",
        "teacher.timeout_s=19",
        "teacher.retries=3",
        "seed=1",
    ],
)
def test_later_and_technical_settings_do_not_distill_again(run, document, teacher, word):
    run("distill", document, *teacher.words, "prompt=qa").ok()
    asked = teacher.count
    outcome = run("distill", document, *teacher.plain, "prompt=qa", word).ok()
    assert outcome.out.count("up to date") == 3
    assert teacher.count == asked


@pytest.mark.parametrize(
    "word", ["prompt=statements", "prompt.pairs=1", "prompt.seed=1", "teacher.model=x"]
)
def test_settings_of_the_distillation_distill_again_but_extract_nothing(
    run, home, document, teacher, word
):
    run("distill", document, *teacher.words, "prompt=qa").ok()
    asked = teacher.count
    outcome = run("distill", document, *teacher.words, "prompt=qa", word).ok()
    assert outcome.out.count("up to date") == 2
    assert teacher.count > asked
    assert len(results(home, "extract")) == len(results(home, "chunk")) == 1
    assert len(results(home, "distill")) == 2


def test_another_verifier_asks_nothing_again(run, document, teacher):
    run("distill", document, *teacher.words, "prompt=qa").ok()
    asked = teacher.count
    run("distill", document, *teacher.words, "prompt=qa", "verifier=unchecked").ok()
    assert teacher.count == asked


def test_a_document_elsewhere_is_the_same_document(run, home, tmp_path, document, teacher):
    run("distill", document, *teacher.words, "prompt=qa").ok()
    (tmp_path / "moved").mkdir()
    moved = document.rename(tmp_path / "moved" / document.name)
    assert run("distill", moved, *teacher.words, "prompt=qa").ok().out.count("up to date") == 3


def test_a_changed_document_is_read_again(run, home, document, teacher):
    run("extract", document).ok()
    write_pdf(document, HARBOUR[::-1], title="Oldmouth")
    assert "up to date" not in run("extract", document).ok().out
    assert len(results(home, "extract")) == 2


@pytest.mark.parametrize("prompt", ["qa", "mixed"])
def test_two_homes_make_the_same_bytes(run, tmp_path, monkeypatch, papers, prompt):
    made = []
    for name, workers in (("one", 1), ("two", 4)):
        isolate(monkeypatch, tmp_path / name)
        with Loopback() as teacher:
            words = [*teacher.words, *prompted(prompt), f"teacher.concurrency={workers}"]
            run("distill", papers, *words, "--to", tmp_path / f"to-{name}").ok()
        files = sorted(p for p in (tmp_path / f"to-{name}").iterdir())
        made.append({path.name: path.read_bytes() for path in files})
    assert made[0] == made[1]
    assert len(made[0]["examples.jsonl"]) > 1000


def test_a_sweep_extracts_once_and_asks_once(run, home, document, teacher):
    words = ["-m", "prompt=qa,mixed", "chunker=page", *teacher.words]
    outcome = run("distill", document, *words).ok()
    assert len(results(home, "extract")) == len(results(home, "chunk")) == 1
    assert len(results(home, "distill")) == 2
    assert outcome.out.count("extract: up to date") == 1
    assert teacher.repeated == 0
    again = run("distill", document, *words).ok()
    assert again.out.count("up to date") == 6


def test_a_sweep_leaves_nothing_in_the_working_folder(run, document, teacher):
    run("extract", "-m", document, "extractor=pymupdf,pypdf").ok()
    assert os.listdir() == []


def test_a_sweep_in_which_one_job_fails_fails(run, home, document, teacher):
    outcome = run("extract", "-m", document, "tolerance.pages=0.1", "lora.r=8,0")
    assert outcome.line.startswith("academy: lora.r: ")
    assert len(results(home, "extract")) == 1


def test_an_ordinary_run_leaves_nothing_in_the_working_folder(run, document, teacher):
    run("distill", document, *teacher.words, "prompt=qa").ok()
    assert os.listdir() == []
