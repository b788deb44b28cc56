"""Promises about results: changed ones are refused, a person's files are left alone."""

from pathlib import Path

import pytest

from academy.errors import AcademyError
from academy.store import Result, digest
from tests.helpers import manifest, result


def test_a_changed_result_is_refused(run, home, document, tmp_path):
    run("chunk", document, "--to", tmp_path / "chunks").ok()
    file = tmp_path / "chunks" / "chunks.jsonl"
    Result.load(tmp_path / "chunks")
    file.write_text(file.read_text().replace("Ada Kern", "Eva Korn"), encoding="utf-8")
    with pytest.raises(AcademyError, match="its files were changed after the stage 'chunk'"):
        Result.load(tmp_path / "chunks")
    line = run("distill", document, "--from", tmp_path / "chunks").line
    assert "again" in line


@pytest.mark.parametrize("text", ["", "{", "{}", "[]"])
def test_a_broken_manifest_is_refused(run, document, tmp_path, text):
    run("chunk", document, "--to", tmp_path / "chunks").ok()
    (tmp_path / "chunks" / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(AcademyError, match="chunks: "):
        Result.load(tmp_path / "chunks")


def test_a_changed_result_in_the_store_is_not_built_upon(run, home, document):
    run("extract", document).ok()
    file = result(home, "extract") / "pages.jsonl"
    file.write_text(file.read_text().replace("Ada Kern", "Eva Korn"), encoding="utf-8")
    outcome = run("chunk", document)
    if outcome.code == 0:  # made anew is as good as refused
        assert "Eva Korn" not in (result(home, "chunk") / "chunks.jsonl").read_text()
    else:
        assert str(result(home, "extract")) in outcome.line


def test_an_added_file_changes_the_digest(run, document, tmp_path):
    run("extract", document, "--to", tmp_path / "pages").ok()
    before = digest(tmp_path / "pages")
    (tmp_path / "pages" / "more.txt").write_text("", encoding="utf-8")
    assert digest(tmp_path / "pages") != before


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("prompt=mixed", "prompt"),
        ("verifier=unchecked", "verifier"),
        ("chunker=words", "chunker"),
        ("extractor=pypdf", "extractor"),
        ("teacher.model=other", "teacher"),
        ("prompt.seed=7", "prompt"),
    ],
)
def test_examples_made_otherwise_are_refused(run, document, tmp_path, teacher, word, group):
    run("distill", document, *teacher.words, "prompt=qa", "--to", tmp_path / "examples").ok()
    words = [*teacher.plain, "prompt=qa", "tracking=none", word]
    line = run("train", document, *words, "--from", tmp_path / "examples").line
    assert f"another '{group}'" in line
    assert str(tmp_path / "examples") in line


def test_to_replaces_an_earlier_result(run, document, tmp_path):
    run("extract", document, "--to", tmp_path / "pages").ok()
    run("extract", document, "extractor=pypdf", "--to", tmp_path / "pages").ok()
    assert "pypdf" in manifest(tmp_path / "pages")["config"]["extract"]["extractor"]["variant"]


def test_to_does_not_delete_a_folder_of_the_person(run, document, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work", encoding="utf-8")
    outcome = run("extract", document, "--to", tmp_path / "thesis")
    assert (tmp_path / "thesis" / "chapter.txt").exists()
    assert "thesis" in outcome.line


def test_to_works_within_the_working_folder(run, document):
    run("extract", document, "--to", "data/extract").ok()
    assert (Path("data") / "extract" / "pages.jsonl").exists()


def test_the_folder_of_another_program_stays(run, document, tmp_path):
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"name": "a web app"}', encoding="utf-8")
    (folder / "thesis.txt").write_text("mine", encoding="utf-8")
    assert "choose another --to" in run("extract", document, "--to", folder).line
    assert (folder / "thesis.txt").read_text(encoding="utf-8") == "mine"
