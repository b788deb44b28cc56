"""Requests and replies as OpenAI-compatible servers write them."""

from typing import Any

from academy.teacher.base import (
    EMPTY,
    NO_END,
    Answer,
    Passing,
    Request,
    TeacherFailure,
    said,
)

CHARACTERS = 4
"""Of a token, where a server does not tell how many there were."""
BROKEN = ("content_filter", "error")
"""Ends of an answer that is none."""
LONGEST_ANSWER = 200_000
"""Characters from which an answer is none."""


def is_refused(error: BaseException | None) -> bool:
    """Whether no connection was made at all."""
    while error:
        if type(error).__name__ == "ConnectError" or isinstance(error, ConnectionRefusedError):
            return True
        error = error.__cause__ or error.__context__
    return False


def wanted_format(schema: dict[str, Any], structured: str) -> dict[str, Any]:
    """The `response_format` that holds a server to a schema, in its way."""
    if structured == "json_schema":
        wrapped = {"name": "answer", "strict": True, "schema": schema}
        return {"type": "json_schema", "json_schema": wrapped}
    return {"type": "json_object", "schema": schema}


def content(request: Request) -> str | list[dict[str, Any]]:
    """The words, and the picture behind them where there is one."""
    if not request.picture:
        return request.user
    picture = {"url": f"data:image/jpeg;base64,{request.picture}"}
    return [{"type": "text", "text": request.user}, {"type": "image_url", "image_url": picture}]


def read(reply: Any, request: Request) -> Answer:
    """The answer in a reply.

    Raises:
        TeacherFailure: there is none.
    """
    choices = getattr(reply, "choices", None)
    if not choices:
        raise Passing("the reply holds no answer")
    end = str(choices[0].finish_reason)
    text = said(choices[0].message.content or "", end)
    asked = request.system + request.user
    spent = (
        getattr(reply.usage, "prompt_tokens", None) or len(asked) // CHARACTERS,
        getattr(reply.usage, "completion_tokens", None) or len(text) // CHARACTERS,
    )
    if end in BROKEN:
        raise TeacherFailure(f"the answer was broken off ({end})", *spent)
    if not text.strip():
        raise (TeacherFailure(NO_END, *spent) if end == "length" else Passing(EMPTY, *spent))
    if len(text) > LONGEST_ANSWER:
        raise TeacherFailure("endless answer", *spent)
    return Answer(text, end, *spent)
