"""The files that other trainers read, read as they read them."""

import json

import pytest

from academy import records
from academy.export import INFO
from academy.records import Example
from tests.helpers import QA, result


@pytest.fixture
def exported(run, home, tmp_path, document, teacher):
    run("export", document, *teacher.words, *QA, "--to", tmp_path / "out").ok()
    return tmp_path / "out"


@pytest.mark.parametrize(
    ("builder", "file"), [("json", "train.jsonl"), ("parquet", "train.parquet")]
)
def test_every_example_is_a_conversation_with_its_origin(exported, home, tmp_path, builder, file):
    from datasets import load_dataset

    data = load_dataset(
        builder, data_files=str(exported / file), split="train", cache_dir=str(tmp_path / "cache")
    )
    examples = list(records.read(result(home, "distill") / "examples.jsonl", Example))
    assert len(data) == len(examples) >= 8
    for row, example in zip(data, examples, strict=True):
        system, user, assistant = row["messages"]
        assert (system["role"], user["role"], assistant["role"]) == ("system", "user", "assistant")
        assert (user["content"], assistant["content"]) == (example.question, example.answer)
        assert (row["document"], tuple(row["pages"])) == (example.document, example.pages)
        assert row["evidence"] == example.evidence
        assert row["quote"] == (example.quote or example.evidence)
    assert sorted(path.name for path in exported.iterdir()) == [
        "dataset_info.json",
        "train.jsonl",
        "train.parquet",
    ]


def test_trl_makes_the_same_text_of_it_as_the_student_sees(exported, there):
    from trl import maybe_apply_chat_template

    rows = [json.loads(line) for line in (exported / "train.jsonl").read_text("utf-8").splitlines()]
    tokenizer = there.settings.student.tokenizer()
    text = maybe_apply_chat_template({"messages": rows[0]["messages"]}, tokenizer)["text"]
    asked = there.settings.student.messages(rows[0]["messages"][1]["content"])
    prompt = tokenizer.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
    assert text.startswith(prompt + rows[0]["messages"][2]["content"])


def test_llama_factory_finds_the_columns(exported):
    info = json.loads((exported / "dataset_info.json").read_text(encoding="utf-8"))
    assert info == INFO
    (entry,) = info.values()
    (line, *_) = (exported / entry["file_name"]).read_text(encoding="utf-8").splitlines()
    chat = json.loads(line)[entry["columns"]["messages"]]
    tags = entry["tags"]
    assert [turn[tags["role_tag"]] for turn in chat] == [
        tags["system_tag"],
        tags["user_tag"],
        tags["assistant_tag"],
    ]
    assert all(turn[tags["content_tag"]] for turn in chat)


def test_without_a_place_it_lands_in_export(run, tmp_path, document, teacher):
    outcome = run("export", document, *teacher.words, *QA).ok()
    assert (tmp_path / "here" / "export" / "train.jsonl").exists()
    assert "conversations in export" in outcome.out


def test_again_it_replaces_what_is_there_and_asks_nothing(run, exported, document, teacher):
    before, asked = (exported / "train.jsonl").read_bytes(), teacher.count
    run("export", document, *teacher.words, *QA, "--to", exported).ok()
    assert (exported / "train.jsonl").read_bytes() == before
    assert teacher.count == asked


def test_a_file_in_the_way_is_one_line(run, tmp_path, document, teacher):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    outcome = run("export", document, *teacher.words, *QA, "--to", tmp_path / "out")
    assert outcome.code == 1
    assert "out: File exists" in outcome.line
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"
