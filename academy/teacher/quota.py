"""What a server allows, and how much of it is used: shared by all runs on this machine."""

import threading
from math import inf
from pathlib import Path

from pydantic import Field, PositiveInt

from academy.component import Component, component
from academy.teacher.database import open_database

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
        self._database = open_database(path, SCHEMA)
        self._lock = threading.Lock()

    def take(self, now: float) -> float:
        """Note a request if the quota allows one now; else the seconds until it does."""
        quota = self._quota
        with self._lock, self._database:
            self._database.execute("BEGIN IMMEDIATE")
            free = now
            if quota.per_minute:
                last = self._nth(quota.per_minute, now - MINUTE - SLACK)
                free = max(free, last + MINUTE + SLACK)
            midnight = now // DAY * DAY
            if quota.per_day and self._nth(quota.per_day, midnight) > -inf:
                free = max(free, midnight + DAY + SLACK)
            if free <= now:
                self._database.execute("DELETE FROM sent WHERE at < ?", (now - 2 * DAY,))
                self._database.execute("INSERT INTO sent VALUES (?, ?)", (quota.name, now))
        return free - now

    def _nth(self, n: int, since: float) -> float:
        """When the nth last request was sent, counted from a time on; long ago if there is none."""
        query = "SELECT at FROM sent WHERE quota=? AND at>? ORDER BY at DESC LIMIT 1 OFFSET ?"
        row = self._database.execute(query, (self._quota.name, since, n - 1)).fetchone()
        return float(row[0]) if row else -inf

    def close(self) -> None:
        """Close the database."""
        self._database.close()
