"""The list in a teacher's answer, in whatever form the teacher wrote it."""

import re
from typing import Any

from json_repair import repair_json

from academy.teacher.base import Answer, TeacherFailure

NUMBERED = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s+(.+?)\s*$", re.MULTILINE)
"""An item of a list that small teachers write in place of JSON: `1. Who …?`"""


def listed(answer: Answer, schema: dict[str, Any]) -> list[Any]:
    """The well-formed items of the list in a teacher's answer.

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
        found = NUMBERED.findall(answer.text)
    if not isinstance(found, list) or not found:
        raise TeacherFailure("no list in the answer")
    if answer.finish == "length":
        found = found[:-1]
    if schema["type"] == "string":
        found = [_first_string(item) for item in found]
    return [item for item in found if _fits(item, schema)]


def _first_string(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return next((value for value in item.values() if isinstance(value, str)), None)


def _fits(item: Any, schema: dict[str, Any]) -> bool:
    if schema["type"] == "string":
        return isinstance(item, str)
    return isinstance(item, dict) and all(
        isinstance(item.get(key), str) for key in schema["required"]
    )
