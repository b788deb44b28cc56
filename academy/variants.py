"""Which variant of each config group a composed configuration was made of."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from academy.places import CONF


def variants(config: Mapping[str, Any]) -> dict[str, str]:
    """Group → name of its variant: the same class, the fewest other values, the most equal ones.

    A composed configuration does not say what was chosen. Groups none of whose variants has the
    class are left out.
    """
    found: dict[str, str] = {}
    for group, node in config.items():
        if isinstance(node, Mapping):
            values = dict(_leaves("", node))
            differing = {
                name: (sum(values.get(key) != value for key, value in leaves.items()), -len(leaves))
                for name, leaves in _known(group).items()
                if leaves.get("_target_") == values.get("_target_")
            }
            if differing:
                found[group] = min(differing, key=differing.__getitem__)
    return found


def settled(flat: Mapping[str, str], key: str) -> bool:
    """Whether a flat parameter is what the variant of its group sets by itself, or lacks as it."""
    group, _, leaf = key.partition(".")
    own = _known(group).get(flat.get(group, ""))
    if not leaf or own is None:
        return False
    component = str(own.get(f"{leaf}._target_", "")).rpartition(".")[2]
    return (component or str(own.get(leaf))) == str(flat.get(key))


@cache
def _known(group: str) -> dict[str, dict[str, Any]]:
    """The values that each variant of a group sets by itself."""
    import yaml

    known = {}
    for path in sorted((CONF / group).glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        leaves = _leaves("", {key: value for key, value in content.items() if key != "defaults"})
        known[path.stem] = {key: value for key, value in leaves if not _open(value)}
    return known


def _leaves(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{prefix}.{key}" if prefix else str(key), inner)
    else:
        yield prefix, value


def _open(value: Any) -> bool:
    """Whether a value is one that something else decides."""
    return isinstance(value, str) and ("${" in value or value == "???")
