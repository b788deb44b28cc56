"""What every variant, template and verb must keep to; newcomers are picked up by themselves."""

import dataclasses
import functools
import importlib
import re

import jinja2
import pytest
import yaml
from hydra import compose, initialize_config_dir
from jinja2 import meta
from omegaconf import OmegaConf

from academy import cli
from academy.cli import UPSTREAM, VERBS, manual
from academy.component import Component
from academy.errors import AcademyError
from academy.pipeline import ORDER, stage
from academy.places import CONF, ROOT
from academy.settings import Settings
from academy.templates import TEMPLATES, render
from academy.variants import variants
from scripts import write_settings

GROUPS = sorted({path.parent.name for path in CONF.glob("*/*.yaml")})
VARIANTS = sorted((path.parent.name, path.stem) for path in CONF.glob("*/*.yaml"))
COMPONENTS = [(group, name) for group, name in VARIANTS if group != "experiment"]
FIELDS = [field.name for field in dataclasses.fields(Settings)]


@functools.cache
def settings(*overrides):
    """The composed configuration, what is mandatory filled in, as typed components."""
    with initialize_config_dir(str(CONF), version_base="1.3"):
        config = compose("config", overrides=list(overrides))
    plain = OmegaConf.to_container(config, resolve=False)
    known = OmegaConf.create(filled({k: v for k, v in plain.items() if k != "hydra"}))
    return Settings.build(OmegaConf.to_container(known, resolve=True))


def filled(value):
    if isinstance(value, dict):
        return {key: filled(inner) for key, inner in value.items()}
    return "1" if value == "???" else value


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_has_variants(group):
    assert [name for g, name in VARIANTS if g == group]


def test_there_are_as_many_groups_as_in_the_table_of_contents():
    text = (CONF / "config.yaml").read_text(encoding="utf-8")
    listed = re.findall(r"(?m)^  - (\w+): \w+$", text)
    assert sorted(listed) == GROUPS
    others = ["cleaning", "limits", "tolerance", "budget", "gate", "leakage"]
    others += ["seed", "resolved", "purse"]
    assert [*listed[:-1], *others] == FIELDS
    assert listed[-1] == "experiment"


@pytest.mark.parametrize(("group", "name"), COMPONENTS)
def test_every_variant_becomes_its_component(group, name):
    part = getattr(settings(f"{group}={name}"), group)
    assert isinstance(part, Component)
    assert type(part).__module__.startswith(f"academy.{group}.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        part.anything = 1


@pytest.mark.parametrize(("group", "name"), COMPONENTS)
def test_every_variant_is_known_by_what_it_composes(group, name):
    """So that a tracked run says which ones it was made of, with a changed value too."""
    assert variants(settings(f"{group}={name}", "distillation.epochs=9").resolved)[group] == name


@pytest.mark.parametrize(("group", "name"), COMPONENTS)
def test_every_yaml_names_every_field_and_begins_with_a_sentence(group, name):
    text = (CONF / group / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    node = yaml.safe_load(text)
    module, _, kind = node.pop("_target_").rpartition(".")
    assert module.startswith(f"academy.{group}.")
    fields = dataclasses.fields(getattr(importlib.import_module(module), kind))
    needed = {f.name for f in fields if f.default is dataclasses.MISSING}
    defaults = [p if isinstance(p, str) else next(iter(p)) for p in node.pop("defaults", [])]
    parts = {part.partition("@")[2] for part in defaults if "@" in part}
    assert needed - node.keys() - parts == set()


@pytest.mark.parametrize("name", [name for group, name in VARIANTS if group == "experiment"])
def test_every_experiment_composes(name):
    assert isinstance(settings(f"experiment={name}"), Settings)


@pytest.mark.parametrize("group", [group for group in GROUPS if group != "experiment"])
def test_a_group_has_one_abstract_base(group):
    module = importlib.import_module(f"academy.{group}.base")
    bases = [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    ]
    assert any(issubclass(kind, Component) for kind in bases)


@pytest.mark.parametrize("verb", VERBS)
def test_help_lists_every_variant(verb):
    text = manual(verb)
    for group in GROUPS:
        (line,) = re.findall(rf"(?m)^    {group} +(.*)$", text)
        assert sorted(line.split()) == [name for g, name in VARIANTS if g == group]
    assert text.startswith((importlib.import_module(f"academy.{verb}").__doc__ or "").strip()[:30])


@pytest.mark.parametrize("words", [["--help"], ["-h"], []])
def test_help_without_a_verb_lists_the_verbs(words, capsys):
    assert cli.main(argv=words) == 0
    out = capsys.readouterr().out
    for verb in VERBS:
        assert re.search(rf"(?m)^    {verb} +\S", out)


@pytest.mark.parametrize("name", ORDER)
def test_stages_depend_on_settings_that_exist(name):
    this = stage(name)
    assert this.name == name
    for group in this.depends:
        assert hasattr(settings(), group)


def test_a_query_knows_what_its_specialist_depends_on():
    """A setting of these asks for the specialist of that configuration, not for the last one."""
    needed = {group for name in ORDER[: ORDER.index("train") + 1] for group in stage(name).depends}
    assert needed - {"questions"} <= set(UPSTREAM)  # the questions are the documents'
    assert set(UPSTREAM) <= {*FIELDS, "experiment"}


def templates(language):
    return {path.stem for path in (TEMPLATES / language).glob("*.j2")}


def test_templates_exist_in_both_languages():
    assert templates("en") == templates("de") != set()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", sorted(templates("en")))
def test_every_template_renders(language, name):
    source = (TEMPLATES / language / f"{name}.j2").read_text(encoding="utf-8")
    names = meta.find_undeclared_variables(jinja2.Environment(autoescape=True).parse(source))
    values = {name: f"<{name} & more>" for name in names}
    lists = {name: [value] for name, value in values.items() if f" in {name} %" in source}
    system, user = render(name, language, **{**values, **lists})
    assert system
    assert "{{" not in system + user
    for key, value in values.items():
        assert value in user or f"if {key} %" in source
    english = (TEMPLATES / "en" / f"{name}.j2").read_text(encoding="utf-8")
    assert names == meta.find_undeclared_variables(
        jinja2.Environment(autoescape=True).parse(english)
    )


@pytest.mark.parametrize("name", sorted(templates("en")))
def test_a_template_without_a_value_is_an_error(name):
    with pytest.raises(AcademyError, match=f"{name}.j2: .* is undefined; a template is given"):
        render(name, "en")


@pytest.mark.parametrize("path", sorted(CONF.rglob("*.yaml")), ids=lambda path: path.stem)
def test_no_secrets_and_no_reserved_words(path):
    text = path.read_text(encoding="utf-8")
    assert "oc.env" not in text
    assert not re.search(r"(?m)^\s*(size|nfiles)\s*:", text)
    assert not re.search(r"sk-[A-Za-z0-9]|hf_[A-Za-z0-9]{8}", text)


def test_every_setting_is_explained():
    """`docs/settings.md` is as `scripts/write_settings.py` writes it, and leaves nothing blank."""
    written = write_settings.page()
    assert (ROOT / write_settings.TARGET).read_text(encoding="utf-8") == written
    assert "|  |" not in written
    named = set(re.findall(r"^\| `([\w.]+)`", written, re.MULTILINE))
    config = settings().resolved

    def leaves(prefix, node):
        for key, value in node.items():
            if isinstance(value, dict):
                yield from leaves(f"{prefix}{key}.", value)
            elif key != "_target_":
                yield f"{prefix}{key}"

    known = {name.rpartition(".")[2] for name in named} | {"seed"}  # a component may lie in others
    assert [leaf for leaf in leaves("", config) if leaf.rpartition(".")[2] not in known] == []


def test_params_are_what_compose_writes(run, home):
    assert "no questions" not in run("compose").ok().out
    assert (home / "params.yaml").read_bytes() == (ROOT / "params.yaml").read_bytes()


def test_compose_writes_the_chosen_variants(run, home):
    run("compose", "lora=r8", "distillation.epochs=2").ok()
    params = yaml.safe_load((home / "params.yaml").read_text(encoding="utf-8"))
    assert params["lora"]["r"] == 8
    assert params["distillation"]["epochs"] == 2


def test_params_and_overrides_make_the_same_bytes(run, home, tmp_path, document):
    words = ["documents=files", f"documents.paths=[{document}]", "chunker=words"]
    assert "no questions, so `dvc repro` will fail" in run("compose", *words).ok().out
    run("chunk", *words, "--to", tmp_path / "a").ok()
    run("extract", "--params", home / "params.yaml", "--to", tmp_path / "pages").ok()
    again = ["--params", home / "params.yaml", "--from", tmp_path / "pages", "--to", tmp_path / "b"]
    run("chunk", *again).ok()
    for name in ("chunks.jsonl", "manifest.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "matters"), [("pairs", True), ("judge_pair", False), ("open_book", False)]
)
def test_templates_of_other_stages_distill_nothing_again(name, matters, monkeypatch):
    from academy.prompt import base

    prompt = settings().prompt
    before = prompt.identity()
    known = base.template_hashes("*")
    changed = {**known, f"en/{name}.j2": "another"}
    assert changed != known
    monkeypatch.setattr(base, "template_hashes", lambda pattern: changed)
    assert (prompt.identity() != before) == matters
