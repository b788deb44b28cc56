"""The SQLite files below the home folder, which several threads and processes use at once."""

import sqlite3
from pathlib import Path

from filelock import FileLock

from academy.errors import AcademyError

PATIENCE_S = 60
"""How long one process waits for what another one writes."""


def open_database(path: Path, schema: str) -> sqlite3.Connection:
    """The database of a file, each statement its own transaction unless one is begun.

    Raises:
        AcademyError: the file cannot be opened, or it is no database.
    """
    try:
        # Turning WAL on does not wait for another process that does the same.
        with FileLock(path.with_suffix(".lock")):
            database = sqlite3.connect(
                path, timeout=PATIENCE_S, check_same_thread=False, isolation_level=None
            )
            database.execute("PRAGMA journal_mode=WAL")
            database.executescript(schema)
    except sqlite3.Error as error:
        raise AcademyError(f"{path}: {error} (SQLite); move it away or free the disk") from None
    return database
