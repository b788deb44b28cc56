"""The report of evaluations that are out of the ordinary."""

from types import SimpleNamespace

import pytest

from academy import records
from academy.evaluation.report import write_report
from academy.records import Chunk
from tests.evaluation.test_grading import answered

LINEAGE = {
    "documents": {"harbour.pdf": "ab" * 32},
    "examples_sha256": "cd" * 32,
    "run_id": "1234",
    "commit": "",
    "config": {
        "lora": {"r": 8},
        "teacher": {"model": "kind"},
    },
}
FOLDER = {
    **{"_target_": "academy.student.pretrained.Pretrained", "system": "", "recall": "", "ask": ""},
    "name": "tiny/llama",
}
FULL = {"_target_": "academy.lora.full.Full", "optimizer": "adamw_torch"}
PAID = {"teacher_calls": 2.0, "teacher_tokens_in": 30.0, "teacher_tokens_out": 10.0}
EMPTY = dict.fromkeys(
    [
        *("accuracy", "accuracy_without_twins", "token_f1", "rouge_l", "cosine", "cosine_median"),
        *("cosine_wins", "judged_correct", "judged_refused", "judged_refused_unanswerable"),
        *("refused_unanswerable", "refused", "calibration", "gain"),
    ]
)
JUDGE = {
    **{"model": "kind", "agreement": None, "kappa": None, "trusted": None},
    **{"like_the_rule": None, "unclear": 1},
}


@pytest.fixture
def specialist(tmp_path):
    folder = tmp_path / "specialist"
    folder.mkdir()
    training = {"seconds": 2.0, "tokens": 100, "made": [], "paid": PAID, "withheld": 3}
    records.write_json(folder / "training.json", training)
    chunk = Chunk("harbour.pdf#1.0", "harbour.pdf", "Oldmouth", (1,), "en", "Ada Kern built it.")
    records.write(folder / "chunks.jsonl", [chunk])
    (folder / "loss.png").write_bytes(b"")
    return folder


def written(folder, specialist, rows, student, **verdict):
    folder.mkdir()
    (folder / "accuracy.png").write_bytes(b"")
    systems = {name: {**EMPTY, "unanswerable": 1} for name in ("base", "specialist")}
    whole = {
        **{"verdict": "ship", "reasons": [], "set": "test", "absent": {}, "retention": None},
        **{"tokens_per_second": {"test": {"base": 1.0, "specialist": None}}, "adapter_bytes": 5},
        **{"judge": None, "duels": [], **verdict},
    }
    config = {**LINEAGE["config"], "student": student, "lora": FULL}
    lineage = {**LINEAGE, "config": config}
    settings = SimpleNamespace(
        evaluation=SimpleNamespace(bootstrap=50, max_answer_tokens=31), seed=0
    )
    write_report(folder, specialist, rows, {"test": systems}, whole, lineage, settings)
    assert "at most 31 tokens long" in (folder / "report.html").read_text(encoding="utf-8")
    return [(folder / name).read_text(encoding="utf-8") for name in ("report.html", "report.md")]


def both(correct, **worth):
    known = {"question": "Who | built it?", "accepted": ("Ada Kern",), "answer": "Bob", **worth}
    return [
        answered("q1", system, "harbour.pdf", correct=correct, confidence=0.5, page=1, **known)
        for system in ("base", "specialist")
    ]


def test_a_student_from_a_folder(tmp_path, specialist):
    for text in written(tmp_path / "out", specialist, both(0.0), FOLDER):
        assert "tiny/llama" in text
        assert "all weights" in text
        assert "too few" in text


def test_nothing_that_can_be_answered_and_a_judge(tmp_path, specialist):
    rows = both(None, accepted=())
    for text in written(tmp_path / "out", specialist, rows, FOLDER, judge=JUDGE):
        assert "its agreement with people was not measured" in text


def test_mistakes_stand_beside_the_page(tmp_path, specialist):
    html, markdown = written(tmp_path / "out", specialist, both(0.0), FOLDER)
    assert "<pre>Ada Kern built it.</pre>" in html
    assert r"- Who \| built it? – Bob (accepted: Ada Kern)" in markdown
