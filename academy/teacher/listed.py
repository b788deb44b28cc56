"""The list in a teacher's answer, in whatever form the teacher wrote it."""

import re
from typing import Any

from json_repair import repair_json

from academy.teacher.base import Answer, TeacherFailure

NUMBERED = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s+(.+?)\s*$", re.MULTILINE)
"""An item of a list that small teachers write in place of JSON: `1. Who …?`"""


def listed(answer: Answer, schema: dict[str, Any]) -> list[Any]:
    """The well-formed items of the list in a teacher's answer, in which something was wanted.

    Raises:
        TeacherFailure: there is no list, or it is empty.
    """
    found = raw_items(answer, schema)
    if not found:
        raise TeacherFailure("no list in the answer")
    return [item for item in found if fits(item, schema)]


def raw_items(answer: Answer, schema: dict[str, Any]) -> list[Any]:
    """The items of the list in a teacher's answer, of whatever form.

    JSON is mended where it is wrapped in prose or cut off; where strings are wanted, a numbered or
    bulleted list will do, and an object stands for the first string in it. The item in which an
    answer was cut off is not taken, half a question being worse than none.

    Args:
        schema: JSON schema of an item.

    Raises:
        TeacherFailure: there is no list.
    """
    found = repair_json(answer.text, return_objects=True, skip_json_loads=False)
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if len(lists) == 1 else [found]
    if schema["type"] == "string" and not (isinstance(found, list) and found):
        found = NUMBERED.findall(answer.text) or found
    if not isinstance(found, list):
        raise TeacherFailure("no list in the answer")
    if answer.finish == "length":
        found = found[:-1]
    if schema["type"] == "string":
        found = [_first_string(item) for item in found]
    return found


def _first_string(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return next((value for value in item.values() if isinstance(value, str)), None)


def fits(item: Any, schema: dict[str, Any]) -> bool:
    """Whether an item has what is required; a number may be written as a text."""
    kind = schema["type"]
    if kind == "integer":
        return isinstance(item, int) or (isinstance(item, str) and item.isdecimal())
    if kind == "array":
        return isinstance(item, list) and all(fits(one, schema["items"]) for one in item)
    if kind == "object":
        known = schema["properties"]
        return isinstance(item, dict) and all(
            fits(item.get(key), known[key]) for key in schema["required"]
        )
    return isinstance(item, str)
