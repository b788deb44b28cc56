"""Answers that a named real model gave once, replayed: no key, no network, the same every time."""

import json
from functools import cached_property
from typing import Any, ClassVar

from academy.component import component
from academy.errors import AcademyError
from academy.places import locate
from academy.store import file_hash
from academy.teacher.base import Answer, Gone, Request, Teacher


@component
class Recorded(Teacher):
    """`teacher=recorded`; recordings are made by `scripts/record.py`."""

    live: ClassVar[bool] = False
    model: str
    recording: str
    """JSON lines with key, model, text, finish, tokens_in and tokens_out."""
    concurrency: int = 1

    def ask(self, request: Request) -> Answer:
        """Look the answer up."""
        try:
            row = self._rows[request.key()]
        except KeyError:
            raise Gone(
                f"teacher=recorded: {self.recording} holds no answer to this request (it knows "
                "the documents, prompt and chunker that it was recorded with); name a live one, "
                "e.g. teacher=ollama, teacher=llama_cpp or teacher=mistral_free"
            ) from None
        return Answer(row["text"], row["finish"], row["tokens_in"], row["tokens_out"])

    def identity(self) -> dict[str, Any]:
        """The model that was recorded, and the recording's content."""
        return {**super().identity(), "recording": file_hash(locate(self.recording))}

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        path = locate(self.recording)
        try:
            rows = [
                json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line
            ]
            return {row["key"]: row for row in rows}
        except (ValueError, KeyError, TypeError):
            raise AcademyError(f"{path}: no recording; make one with scripts/record.py") from None
