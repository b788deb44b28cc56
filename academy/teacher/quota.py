"""What a server allows, and how much of it is used: shared by all runs on this machine."""

import sqlite3
import threading
from math import inf
from pathlib import Path

from pydantic import Field, PositiveInt

from academy.component import Component, component

MINUTE, DAY = 60.0, 86_400.0
SLACK = 0.25
"""Seconds by which a request may reach the server earlier, beside another one, than it was sent."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS sent (quota TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS sent_when ON sent (quota, at);
"""


@component
class Quota(Component):
    """How many requests a server answers (`teacher.quota.…`)."""

    name: str = Field(min_length=1)
    """Models of the same name draw on the same quota."""
    per_minute: PositiveInt | None
    """In any 60 seconds; `null` for no limit."""
    per_day: PositiveInt | None
    """Days begin at midnight UTC; `null` for no limit."""

    def seconds(self, requests: int) -> float:
        """How long so many requests take at least, beginning with a fresh day."""
        days = max(0, requests - 1) // self.per_day if self.per_day else 0
        last = requests - days * (self.per_day or 0)
        return days * DAY + (last / self.per_minute * MINUTE if self.per_minute else 0.0)


class Usage:
    """When requests were sent under a quota (Unix times, seconds); SQLite, for all processes."""

    def __init__(self, path: Path, quota: Quota) -> None:
        self._quota = quota
        self._database = sqlite3.connect(path, timeout=60, check_same_thread=False)
        self._lock = threading.Lock()
        with self._database:
            self._database.executescript(SCHEMA)

    def wait(self, now: float) -> float:
        """Seconds until the quota allows another request; 0 if it does now."""
        quota = self._quota
        free = now
        if quota.per_minute:
            free = max(free, self._nth(quota.per_minute, now - MINUTE - SLACK) + MINUTE + SLACK)
        midnight = now // DAY * DAY
        if quota.per_day and self._nth(quota.per_day, midnight) > -inf:
            free = max(free, midnight + DAY + SLACK)
        return free - now

    def note(self, now: float) -> None:
        """Note that a request is sent."""
        with self._lock, self._database:
            self._database.execute("DELETE FROM sent WHERE at < ?", (now - 2 * DAY,))
            self._database.execute("INSERT INTO sent VALUES (?, ?)", (self._quota.name, now))

    def _nth(self, n: int, since: float) -> float:
        """When the nth last request was sent, counted from a time on; long ago if there is none."""
        query = "SELECT at FROM sent WHERE quota=? AND at>? ORDER BY at DESC LIMIT 1 OFFSET ?"
        with self._lock:
            row = self._database.execute(query, (self._quota.name, since, n - 1)).fetchone()
        return float(row[0]) if row else -inf

    def close(self) -> None:
        """Close the database."""
        self._database.close()
