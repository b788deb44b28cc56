"""What went wrong, in the one line that a person is told."""

import errno
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator

from academy.errors import AcademyError
from academy.places import home

DISK = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS),
    *(errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EBUSY),
)
"""What goes wrong with a disk, a quota or a folder; not a defect of the program."""
FULL = re.compile(
    r"no space left on device|disk quota exceeded|disk is full|file write failed", re.IGNORECASE
)
"""How libraries say it that raise errors of their own."""
WRITERS = ("safetensors", "sqlalchemy", "mlflow")
"""These; torch has a `RuntimeError`."""
SECRET = ("KEY", "TOKEN", "SECRET", "PASSWORD")
"""In the name of an environment variable."""


def told(error: BaseException) -> tuple[str, int] | None:
    """The line and the exit code; `None` for a defect of the program."""
    if isinstance(error, AcademyError):
        return str(error), error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return "interrupted; the same command goes on where this one stopped", 130
    if isinstance(error, sqlite3.Error):
        return f"{home() / '.academy'}: {error} (SQLite); is the disk full?", 1
    if isinstance(error, OSError) and error.errno in DISK:
        where = error.filename or home()
        return f"{where}: {error.strerror}; nothing half-written was kept", 1
    for one in _causes(error):
        said = FULL.search(str(one))
        writes = type(one).__module__.startswith(WRITERS)
        if said and (writes or isinstance(one, RuntimeError | OSError | sqlite3.Error)):
            places = f"{home()} or {tempfile.gettempdir()}"
            return f"{places}: {said[0]}; free some, and run the same again", 1
    return None


def redacted(message: str) -> str:
    """The message without the value of any environment variable that looks like a secret."""
    for name, value in os.environ.items():
        if len(value) >= 8 and any(word in name for word in SECRET):
            message = message.replace(value, f"${name}")
    return message


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
