"""The list in a teacher's answer, in whatever form the teacher wrote it."""

import re
from typing import Any

from json_repair import repair_json

from academy.teacher.base import Answer, TeacherFailure

NUMBERED = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s+(.+?)\s*$", re.MULTILINE)
"""An item of a list that small teachers write in place of JSON: `1. Who …?`"""
OBJECT = re.compile(r"^\s*(\{.*\})\s*,?\s*$", re.MULTILINE)
"""An object on a line of its own."""
INTEGER = re.compile(r"\s*(\d+)(?:\.0*|\))?\s*")


def listed(answer: Answer, schema: dict[str, Any]) -> list[Any]:
    """The well-formed items of the list in a teacher's answer, in which something was wanted.

    Raises:
        TeacherFailure: there is no list, or it is empty.
    """
    found = raw_items(answer, schema)
    if not found:
        raise TeacherFailure("no list in the answer")
    return well_formed(found, schema)


def raw_items(answer: Answer, schema: dict[str, Any]) -> list[Any]:
    """The items of the list in a teacher's answer, of whatever form.

    JSON is mended where it is wrapped in prose or cut off; where strings are wanted, a numbered or
    bulleted list will do, and an object stands for the first string in it; one object, or one on
    each line, is a list too. The item in which an answer was cut off is not taken, half a question
    being worse than none.

    Args:
        schema: JSON schema of an item.

    Raises:
        TeacherFailure: there is no list.
    """
    found = repair_json(answer.text, return_objects=True, skip_json_loads=False)
    if isinstance(found, dict):
        found = _in_object(found, answer.text, schema)
    if schema["type"] == "string" and not (isinstance(found, list) and found):
        found = NUMBERED.findall(answer.text) or found
    if not isinstance(found, list):
        raise TeacherFailure("no list in the answer")
    if answer.finish == "length":
        found = found[:-1]
    if schema["type"] == "string":
        found = [_first_string(item) for item in found]
    return found


def holds_list(answer: Answer, schema: dict[str, Any] | None) -> bool:
    """Whether an answer has anything of the list that a schema wants; `None` wants none."""
    if schema is None:
        return True
    try:
        found = raw_items(answer, schema["items"])
    except TeacherFailure:
        return False
    return bool(well_formed(found, schema["items"])) or not schema.get("minItems")


def well_formed(items: list[Any], schema: dict[str, Any]) -> list[Any]:
    """The items that have what the schema requires, each in its types."""
    if schema["type"] == "string":
        items = [item for item in items if isinstance(item, str)]
    shaped = [_shaped(item, schema) for item in items]
    return [item for item in shaped if item is not None]


def _in_object(found: dict[str, Any], text: str, schema: dict[str, Any]) -> list[Any]:
    """The list in an object, or the list of the objects that an answer has one by one."""
    lines = OBJECT.findall(text)
    if len(lines) > 1:
        several = repair_json(f"[{','.join(lines)}]", return_objects=True, skip_json_loads=False)
        return several if isinstance(several, list) else [found]
    lists = [value for value in found.values() if isinstance(value, list)]
    is_item = schema["type"] == "object" and _shaped(found, schema) is not None
    return lists[0] if len(lists) == 1 and not is_item else [found]


def _first_string(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return next((value for value in item.values() if isinstance(value, str)), None)


def _shaped(item: Any, schema: dict[str, Any]) -> Any:
    """An item as the schema wants it; `None` where it lacks what is required.

    Teachers write numbers as texts (`3.`) and texts as numbers (`1911`), and leave out empty lists.
    Half a character, as a broken escape leaves it, is replaced.
    """
    kind = schema["type"]
    if kind == "array":
        parts = [] if item is None else item if isinstance(item, list) else [item]
        return well_formed(parts, schema["items"])
    if kind == "object":
        if not isinstance(item, dict):
            return None
        known = schema["properties"]
        shaped = {key: _shaped(item.get(key), known[key]) for key in schema["required"]}
        return None if None in shaped.values() else {**item, **shaped}
    if isinstance(item, bool) or not isinstance(item, str | int | float):
        return None
    if kind == "integer":
        digits = INTEGER.fullmatch(str(item))
        return int(digits[1]) if digits else None
    return str(item).encode("utf-8", "replace").decode()
