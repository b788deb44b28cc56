"""The durable memory of teacher answers: what was once paid for is never asked again."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from academy.store import text_hash
from academy.teacher.base import Answer, Request
from academy.teacher.database import open_database
from academy.teacher.listed import holds_list

SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    model TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, finish TEXT NOT NULL,
    tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (model, key))
"""


class AnswerCache:
    """SQLite below the home folder; safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._asking = path.parent / "asking"
        self._asking.mkdir(parents=True, exist_ok=True)
        self._database = open_database(path, SCHEMA)
        self._lock = threading.Lock()

    def ask(
        self, model: str, request: Request, ask: Callable[[Request], Answer], form: str = ""
    ) -> tuple[Answer, bool]:
        """A model's answer, and whether it had to be asked for.

        The answer is on disk before it is returned.

        Args:
            form: how the model is held to the request's schema (`Teacher.form`).
        """
        key = kept_as(request.key(), form)
        # One at a time for equal requests, also of another process: the others then find it known.
        with FileLock(self._asking / f"{text_hash([model, key])[:3]}.lock"):
            known = self.known(model, request, form)
            if known:
                return known, False
            answer = ask(request)
            row = (model, key, *_columns(answer), time.time())
            with self._lock:
                self._database.execute("INSERT INTO answers VALUES (?,?,?,?,?,?,?)", row)
        return answer, True

    def known(self, model: str, request: Request, form: str = "") -> Answer | None:
        """The answer of a model that was held to lists in this way.

        One that it gave when it was not will do, where it holds a list nevertheless.
        """
        key = request.key()
        answer = self.find(model, kept_as(key, form))
        if answer or not form:
            return answer
        free = self.find(model, key)
        return free if free and holds_list(free, request.schema) else None

    def find(self, model: str, key: str) -> Answer | None:
        """The remembered answer of a model to the request of this key (`kept_as`)."""
        query = "SELECT text, finish, tokens_in, tokens_out FROM answers WHERE model=? AND key=?"
        with self._lock:
            row = self._database.execute(query, (model, key)).fetchone()
        return Answer(*row) if row else None

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def kept_as(key: str, form: str) -> str:
    """What an answer is remembered by: the request, and how its answer was held to its schema."""
    return text_hash([key, form]) if form else key


def _columns(answer: Answer) -> tuple[str, str, int, int]:
    return answer.text, answer.finish, answer.tokens_in, answer.tokens_out
