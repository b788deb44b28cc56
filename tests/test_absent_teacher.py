"""Teachers that are not there, or refuse: the run ends before anything is spent."""

import pytest

from tests.helpers import free_port, results


def test_missing_api_key_names_it_and_two_ways_without(run, document):
    line = run("distill", document, "teacher=mistral_free").line
    assert "OPENROUTER_API_KEY" in line
    assert "teacher=ollama" in line
    assert "teacher=llama_cpp" in line


def test_naming_documents_chooses_a_live_teacher(run, document):
    assert "OPENROUTER_API_KEY" in run("distill", document).line


@pytest.mark.parametrize("key", ["", "   "])
def test_empty_api_key_is_a_missing_one(run, document, monkeypatch, key):
    monkeypatch.setenv("OPENAI_API_KEY", key)
    assert "OPENAI_API_KEY" in run("distill", document, "teacher=openai").line


def test_nobody_listens(run, home, document, teacher):
    url = f"http://127.0.0.1:{free_port()}/v1"
    words = [*teacher.words, f"teacher.base_url={url}"]
    line = run("distill", document, *words).line
    assert f"nothing answers at {url}" in line
    assert results(home, "distill") == []


def test_unauthorized(run, home, document, teacher, monkeypatch):
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-wrong-key-000000")
    teacher.always = "refused"
    words = ["teacher=mistral_free", f"teacher.base_url={teacher.url}"]
    line = run("distill", document, *words).line
    assert "401" in line
    assert "OPENROUTER_API_KEY" in line
    assert "sk-wrong" not in line
    assert results(home, "distill") == []


def test_unknown_model_names_the_free_ones(run, document, teacher):
    teacher.always = "unknown_model"
    line = run("distill", document, *teacher.words, "teacher.model=old/model").line
    assert "old/model" in line
    assert "404" in line
    assert "kind/free-model:free" in line
    assert "second/free-model:free" in line
    assert "costly/model" not in line


def test_a_model_that_one_s_privacy_settings_exclude(run, document, teacher):
    teacher.always = "private"
    line = run("distill", document, *teacher.words).line
    assert "privacy settings" in line
    assert "teacher.model=" not in line


def test_unknown_model_where_no_prices_are_told(run, document, teacher):
    teacher.always = "unknown_model"
    teacher.models = [{"id": "qwen2.5:7b-instruct"}]
    assert "qwen2.5:7b-instruct" in run("distill", document, *teacher.words).line


@pytest.mark.parametrize("models", ["<html>Log in</html>", []], ids=["html", "none"])
def test_unknown_model_where_no_models_are_told(run, document, teacher, models):
    teacher.always = "unknown_model"
    teacher.models = models
    assert "does not offer this model" in run("distill", document, *teacher.words).line
