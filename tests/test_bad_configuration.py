"""Mistakes on the command line: one line each, saying what there is instead."""

import pytest

from academy.cli import VERBS, parse
from academy.places import CONF


def variants(group):
    return sorted(path.stem for path in (CONF / group).glob("*.yaml"))


def test_unknown_verb(run):
    line = run("learn").line
    assert "learn: there is no such verb" in line
    assert ", ".join(VERBS) in line


def test_unknown_group(run):
    line = run("extract", "loras=r8").line
    assert "loras: there is no such setting" in line
    assert "lora" in line
    assert "teacher" in line


@pytest.mark.parametrize("group", ["extractor", "chunker", "teacher", "prompt", "lora", "router"])
def test_unknown_variant_names_the_right_ones(run, group):
    line = run("extract", f"{group}=colourful").line
    assert f"{group}=colourful: there is no such variant" in line
    assert ", ".join(variants(group)) in line


def test_unknown_variant_in_a_sweep(run):
    line = run("extract", "-m", "lora=r8,r9").line
    assert "lora=r9: there is no such variant" in line


def test_several_variants_without_a_sweep(run):
    assert "lora" in run("extract", "lora=r8,r16").line


def test_unknown_key(run):
    line = run("extract", "lora.rank=8").line
    assert "lora.rank: there is no such setting" in line
    assert "lora.r" in line
    assert "lora.alpha" in line


def test_unknown_key_forced_into_a_group(run):
    assert "lora.rank: there is no such setting" in run("extract", "+lora.rank=8").line


def test_a_key_of_another_variant(run):
    line = run("extract", "pictures.chosen=list.tsv").line
    said = "pictures.chosen: there is no such setting in the pictures that is chosen"
    assert line == f"academy: {said}; pictures=described has it"
    line = run("train", "distillation.on_policy=0.5").line
    assert line.endswith("; distillation=catalogue has it")


def test_unknown_key_forced_onto_the_top(run, document):
    assert "colour" in run("extract", document, "+colour=red").line


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("lora.r=many", "lora.r"),
        ("lora.r=1.5", "lora.r"),
        ("distillation.epochs=[1,2]", "distillation.epochs"),
        ("documents.paths=5", "documents.paths"),
        ("seed=soon", "seed"),
        ("tolerance.pages=some", "tolerance.pages"),
        ("tracking.system_metrics=perhaps", "tracking.system_metrics"),
        ("student.system=[a]", "student.system"),
    ],
)
def test_wrong_type(run, word, key):
    assert run("extract", word).line.startswith(f"academy: {key}")


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("lora.r=0", "lora.r"),
        ("lora.dropout=1", "lora.dropout"),
        ("distillation.epochs=0", "distillation.epochs"),
        ("distillation.learning_rate=-1", "distillation.learning_rate"),
        ("prompt.temperature=2.1", "prompt.temperature"),
        ("evaluation.twin=101", "evaluation.twin"),
        ("router.threshold=1.01", "router.threshold"),
        ("tolerance.pages=1.5", "tolerance.pages"),
        ("seed=-1", "seed"),
        ("seed=4294967296", "seed"),
    ],
)
def test_out_of_range(run, word, key):
    line = run("extract", word).line
    assert line.startswith(f"academy: {key}: ")
    assert word.partition("=")[2] in line


def test_mandatory_setting_left_out(run):
    assert "student.name" in run("train", "student=pretrained").line


@pytest.mark.parametrize("group", ["lora", "teacher", "tracking"])
def test_a_group_switched_off(run, document, group):
    assert group in run("extract", document, f"{group}=null").line


@pytest.mark.parametrize("word", ["lora.r=[1,", "lora.r=${nothing}", "lora.r=${", "lora=", "seed="])
def test_malformed_value(run, document, word):
    assert len(run("extract", document, word).line) > len("academy: ")


@pytest.mark.parametrize("flag", ["--frobnicate", "-x"])
def test_unknown_flag(run, document, flag):
    assert flag in run("extract", document, flag).line


@pytest.mark.parametrize("flag", ["--from", "--to", "--params"])
def test_flag_without_its_value(run, document, flag):
    assert flag in run("extract", document, flag).line


def test_a_long_value_is_a_value_not_a_path():
    word = "student.system=" + "be brief " * 60
    assert parse("train", [word]).overrides == [word]


def test_params_file_missing(run, tmp_path):
    line = run("extract", "--params", tmp_path / "params.yaml").line
    assert "params.yaml: no such file" in line
    assert "academy compose" in line


def test_params_and_overrides_together(run, tmp_path):
    (tmp_path / "params.yaml").write_text("seed: 0\n", encoding="utf-8")
    assert "compose" in run("extract", "--params", tmp_path / "params.yaml", "seed=1").line


@pytest.mark.parametrize("text", ["seed: 0\n", "", "- 1\n", "seed: [\n", "seed: 0\nlora: {r: 8}\n"])
def test_params_file_that_is_no_configuration(run, tmp_path, text):
    (tmp_path / "params.yaml").write_text(text, encoding="utf-8")
    assert len(run("extract", "--params", tmp_path / "params.yaml").line) > len("academy: ")


def test_query_takes_one_question(run):
    assert "one question" in run("query", "Who", "built", "it?").line


def test_query_without_a_specialist(run):
    line = run("query", "Who built the harbour?").line
    assert "no specialist yet" in line
    assert "academy train" in line


def test_compose_takes_no_documents(run, home, document):
    assert str(document) in run("compose", document).line
    assert not (home / "params.yaml").exists()


def test_from_a_folder_that_is_no_result(run, document, tmp_path):
    (tmp_path / "plain").mkdir()
    assert "plain: not a stage result" in run("chunk", document, "--from", tmp_path / "plain").line


def test_from_a_file(run, document):
    line = run("chunk", document, "--from", document).line
    assert "harbour.pdf: not a stage result" in line


def test_from_the_wrong_stage(run, document, tmp_path):
    run("extract", document, "--to", tmp_path / "pages").ok()
    line = run("distill", document, "--from", tmp_path / "pages").line
    assert "'distill' reads 'chunk', this is 'extract'" in line


def test_a_sweep_tells_why_each_variant_failed(run, document):
    outcome = run("distill", "-m", document, "teacher=vllm", "prompt.max_tokens=0,-1")
    assert outcome.out.count("failed: prompt.max_tokens: Input should be greater than 0") == 2


def test_another_specialist_of_no_documents(run, home):
    assert "add documents=files documents.paths=[…]" in run("query", "Who?", "lora=r8").line
    assert not (home / ".academy" / "store").exists()
