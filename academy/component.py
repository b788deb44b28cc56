"""A component is its own typed, validated configuration.

Every variant of every config group is a frozen dataclass whose fields are the keys of its YAML.
Validation happens at construction, so a wrong type or range is known before any work starts.
"""

import dataclasses
from typing import Any, TypeVar, dataclass_transform

import pydantic
from pydantic.dataclasses import dataclass

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def component(cls: type[T]) -> type[T]:
    """Turn a class into a frozen, validated, keyword-only dataclass that refuses unknown keys."""
    settings = pydantic.ConfigDict(extra="forbid")
    return dataclass(frozen=True, kw_only=True, config=settings)(cls)  # type: ignore[return-value]


class Component:
    """Base of every variant."""

    def identity(self) -> dict[str, Any]:
        """What the results of this component depend on; goes into the key of its stage.

        Fields that only say *how fast* or *how patiently* work is done are left out by the
        components that have such fields.
        """
        fields = dataclasses.asdict(self)  # type: ignore[call-overload]
        parts = {name: getattr(self, name) for name in fields}
        fields |= {name: p.identity() for name, p in parts.items() if isinstance(p, Component)}
        return {"variant": f"{type(self).__module__}.{type(self).__qualname__}", **fields}
