"""Write `docs/settings.md`: every setting of `conf/`, its value in each variant, and what it does.

    python scripts/write_settings.py

What a setting does stands in the code, below the field that it sets.
"""

import ast
import importlib
import inspect
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, get_type_hints

import yaml

from academy.places import CONF, ROOT

TARGET = "docs/settings.md"
HEAD = """# Every setting

`group=variant` chooses a file of `conf/group/`, `group.setting=value` changes one value of it:
`academy train papers/ lora=r16 lora.dropout=0.1`. Where variants differ, the value of the default
comes first. Written by `python scripts/write_settings.py` out of `conf/` and the code.
"""
REFERENCE = re.compile(r"\$\{\.*([\w.]+)\}")


def page() -> str:
    """The whole document."""
    config = yaml.safe_load((CONF / "config.yaml").read_text(encoding="utf-8"))
    chosen = dict(next(iter(one.items())) for one in config["defaults"] if isinstance(one, dict))
    groups = [group for group in chosen if (CONF / group).is_dir() and group != "experiment"]
    parts = [_section(group, _variants(group, chosen[group])) for group in groups]
    own = {name: node for name, node in config.items() if isinstance(node, dict)}
    parts += [_section(name, {"": node}) for name, node in own.items() if "_target_" in node]
    return "\n".join([HEAD, *filter(None, parts)])


def _variants(group: str, default: str) -> dict[str, dict[str, Any]]:
    """The files of a group by their names, the default first."""
    paths = {path.stem: path for path in sorted((CONF / group).glob("*.yaml"))}
    names = sorted(paths, key=lambda name: name != default)
    return {name: yaml.safe_load(paths[name].read_text(encoding="utf-8")) for name in names}


def _section(name: str, variants: Mapping[str, Mapping[str, Any]]) -> str:
    """A table of a group's settings; empty where it has none."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for variant, node in variants.items():
        for setting, value, what in _settings(name, node):
            found.setdefault((setting, what), {})[variant] = value
    count = len(variants)
    rows = [f"| `{s}` | {_values(by, count)} | {what} |" for (s, what), by in found.items()]
    head = ["", f"## {name}", "", "| setting | value | what it does |", "|---|---|---|"]
    return "\n".join([*head, *rows]) if rows else ""


def _settings(
    prefix: str, node: Mapping[str, Any], cls: type | None = None
) -> Iterator[tuple[str, Any, str]]:
    """Name, value and meaning of each setting of a node and of what it is made of."""
    cls = cls or _class(node["_target_"])
    meanings, kinds = _meanings(cls), get_type_hints(cls)
    for group, package, variant in _nested(node.get("defaults", []), prefix):
        chosen = f"{group}@{prefix}.{package}={variant}"
        yield f"{prefix}.{package}", chosen, "Another variant is chosen in this way."
    for key, value in node.items():
        if isinstance(value, Mapping):
            kind = None if "_target_" in value else kinds[key]
            yield from _settings(f"{prefix}.{key}", value, kind)
        elif key not in ("_target_", "defaults"):
            yield f"{prefix}.{key}", value, meanings.get(key, "")


def _nested(defaults: Sequence[Any], own: str) -> Iterator[tuple[str, str, str]]:
    """Group, package and variant of entries like `/student@whole: tinyllama`, `tesseract@ocr`."""
    for one in defaults:
        key, variant = next(iter(one.items())) if isinstance(one, dict) else (one, "")
        group, _, package = key.lstrip("/").partition("@")
        if package and not package.startswith("_global_"):
            yield (group, package, variant) if variant else (own, package, group)


def _class(target: str) -> type:
    module, _, name = target.rpartition(".")
    found = getattr(importlib.import_module(module), name)
    assert isinstance(found, type)
    return found


@cache
def _meanings(whole: type) -> dict[str, str]:
    """What is written below each field of a class and of those that it is made of."""
    found: dict[str, str] = {}
    for cls in reversed(whole.__mro__):
        if cls.__module__.startswith("academy."):
            body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
            assert isinstance(body, ast.ClassDef)
            found |= dict(_documented(body))
    return found


def _documented(body: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(body.body):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(words))),
            ):
                yield name, " ".join(words.split()).replace("|", r"\|")


def _values(by: Mapping[str, Any], count: int) -> str:
    """The values; each with its variants, where they differ or not all of so many have one."""
    names: dict[str, list[str]] = {}
    for variant, value in by.items():
        names.setdefault(_shown(value), []).append(variant)
    if len(names) == 1 and len(by) == count:
        return next(iter(names))
    return "; ".join(f"{value} ({', '.join(who)})" for value, who in names.items())


def _shown(value: Any) -> str:
    if value == "???":
        return "to be named"
    if isinstance(value, str) and (same := REFERENCE.fullmatch(value)):
        return f"as `{same[1]}`"
    return f"`{json.dumps(value) if not isinstance(value, str) else value}`"


if __name__ == "__main__":
    (ROOT / TARGET).write_text(page(), encoding="utf-8")
