"""The file store: stage results found again by content, written whole or not at all.

<home>/.academy/store/<stage>/<key>/   a finished result: its files and manifest.json
<home>/.academy/work/<stage>-<key>/    a result in the making; survives a crash for resuming
"""

import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from academy.errors import AcademyError

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Result:
    """A finished stage: its folder and its manifest."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 over the result's files."""
        return str(self.manifest["digest"])

    @property
    def key(self) -> str:
        """What the result is found by."""
        return str(self.manifest["key"])

    @classmethod
    def load(cls, folder: Path) -> "Result":
        """Read a result folder and check that nobody changed its files.

        Raises:
            AcademyError: the folder is no stage result, or its content does not fit its manifest.
        """
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            stage, key, wanted = manifest["stage"], manifest["key"], manifest["digest"]
        except (FileNotFoundError, NotADirectoryError):
            raise AcademyError(f"{folder}: not a stage result (no {MANIFEST})") from None
        except (ValueError, KeyError, TypeError):
            raise AcademyError(f"{folder}: {MANIFEST} is damaged; delete the folder") from None
        if digest(folder) != wanted:
            raise AcademyError(
                f"{folder}: its files were changed after the stage '{stage}' wrote them; delete "
                f"the folder and run '{stage}' again (key {key[:16]})"
            )
        return cls(folder, manifest)


class Store:
    """Results below one home folder; safe for several processes at the same time."""

    def __init__(self, home: Path) -> None:
        self.root = home / ".academy"

    def find(self, stage: str, key: str) -> Result | None:
        """The finished result of this key, if there is one."""
        folder = self._place(stage, key)
        if not (folder / MANIFEST).exists():
            return None
        return Result.load(folder)

    def newest(self, stage: str) -> Path | None:
        """The folder of the result that was finished last, if there is any."""
        found = (self.root / "store" / stage).glob(f"*/{MANIFEST}")
        last = max(found, key=lambda file: file.stat().st_mtime, default=None)
        return last.parent if last else None

    def work(self, stage: str, key: str) -> Path:
        """The folder in which a result is made."""
        return self.root / "work" / f"{stage}-{key[:16]}"

    @contextmanager
    def working(self, stage: str, key: str) -> Iterator[Path]:
        """A folder to make the result in, held by this process alone.

        What an earlier, interrupted attempt left in it is still there.
        """
        folder = self.work(stage, key)
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.with_suffix(".lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            print(f"{stage}: another process is making this result; waiting for it", flush=True)
            lock.acquire()
        try:
            yield folder
        finally:
            lock.release()

    def keep(self, folder: Path, manifest: dict[str, Any]) -> Result:
        """Make the working folder a finished result in one step."""
        manifest = {**manifest, "digest": digest(folder)}
        text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
        place = self._place(manifest["stage"], manifest["key"])
        place.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(place)
        return Result(place, manifest)

    def discard(self, result: Result) -> None:
        """Take a result out of the store in one step; one that is gone already is no matter."""
        away = self.root / "work" / f"discarded-{uuid.uuid4().hex}"
        away.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            result.folder.rename(away)
        shutil.rmtree(away, ignore_errors=True)

    def _place(self, stage: str, key: str) -> Path:
        return self.root / "store" / stage / key[:16]


def copy(result: Result, target: Path) -> None:
    """Replace `target` by a copy of a result, in one step.

    Raises:
        AcademyError: `target` is where a disk is mounted, or holds something else than an earlier
            result of the stage.
    """
    stage = result.manifest["stage"]
    if target.is_mount():
        raise AcademyError(f"{target}: a disk is mounted there; name a folder on it (--to)")
    if target.exists() and any(target.iterdir()) and _stage(target) != stage:
        raise AcademyError(
            f"{target}: holds files that are no result of the stage '{stage}'; choose another --to"
        )
    staged = target.with_name(f".{target.name}.new")
    shutil.rmtree(staged, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copytree(result.folder, staged)
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        why = error.args[0][0][2] if isinstance(error, shutil.Error) else error.strerror
        raise AcademyError(
            f"{target}: cannot be written ({why}); free the disk or choose another --to"
        ) from None
    shutil.rmtree(target, ignore_errors=True)
    staged.rename(target)


def _stage(folder: Path) -> str | None:
    """The stage that wrote a folder, if one did; other programs have a `manifest.json` too."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(manifest["stage"]) if {"key", "digest"} <= manifest.keys() else None
    except (OSError, ValueError, AttributeError, KeyError):
        return None


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of all files below a folder, the manifest left out."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST):
        whole.update(f"{path.relative_to(folder).as_posix()}\0{file_hash(path)}\n".encode())
    return whole.hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_hash(value: Any) -> str:
    """SHA-256 of a plain value's canonical JSON, in hexadecimal."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
