"""The stages, and bringing them up to date.

    extract -> chunk -> distill -> train -> evaluate

A stage's result is found again by its key: the stage's version, the identity of the components it
depends on, and the content of what it reads. Only what has no result yet is computed.
"""

import math
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from academy import processes
from academy.errors import AcademyError, TooMuchLost
from academy.ledger import Ledger
from academy.settings import Settings
from academy.store import Result, Store, text_hash

ORDER = ("extract", "chunk", "distill", "train", "evaluate")


@dataclass(frozen=True)
class Stage:
    """What one verb does to data. Each verb module has one as `STAGE`."""

    name: str
    version: int
    """Raised when the code changes what the stage writes."""
    depends: tuple[str, ...]
    """The config groups that its result depends on."""
    run: Callable[["Job"], Ledger]
    more: Callable[[Settings], dict[str, Any]] = lambda settings: {}
    """What else it depends on, by the names that a person reads."""
    resumable: bool = False
    """Whether an interrupted attempt's folder is of use to the next one."""
    join: Callable[["Job"], None] | None = None
    """What other processes than the leading one do for it, where several can make it together."""
    check: Callable[[Settings], None] = lambda settings: None
    """Refuses what a person got wrong before any earlier stage is computed."""
    outdated: Callable[[Result, Settings], bool] = lambda result, settings: False
    """Whether a result is to be made again although its key is the same."""
    show: Callable[[Result, Settings, Path], None] = lambda result, settings, root: None
    """Shows a person the result that was asked for, new or not; the path is the store's."""
    score: Callable[[Result], float] = lambda result: math.nan
    """What a sweep that searches makes as large as it can."""


@dataclass(frozen=True)
class Job:
    """One run of one stage."""

    settings: Settings
    source: Result | None
    """The result of the stage before."""
    folder: Path
    """Where the stage writes; becomes the result when the stage returns."""
    store: Store
    key: str

    @property
    def input(self) -> Path:
        """The folder of the stage before."""
        if self.source is None:
            raise AcademyError("this stage reads the result of another one")
        return self.source.folder


def stage(name: str) -> Stage:
    """The stage of a verb."""
    found = import_module(f"academy.{name}").STAGE
    assert isinstance(found, Stage)
    return found


def bring_up(name: str, settings: Settings, store: Store, source: Result | None = None) -> Result:
    """The result of a stage, computed only as far as it does not exist yet.

    Args:
        source: the result of the stage before, given from outside; it must have been made under
            the same configuration. Without it, the earlier stages are brought up first.

    Raises:
        AcademyError: `source` is foreign, or a person's mistake further down.
        TooMuchLost: more units failed than `tolerance` allows.
    """
    this = stage(name)
    this.check(settings)
    before = ORDER[ORDER.index(name) - 1] if name != ORDER[0] else None
    if before and source is None:
        source = bring_up(before, settings, store)
    elif before and source:
        _refuse_foreign(name, before, source, settings)
    config = _config(name, settings)
    reads = source.digest if source else ""
    key = text_hash([this.name, this.version, _own(this, settings), reads])
    done = store.find(name, key)
    if done and this.outdated(done, settings):
        store.discard(done)
        done = None
    if done:
        _check_losses(this.name, Ledger(**done.manifest["ledger"]), done.folder, settings)
        print(f"{name}: up to date ({done.folder})", flush=True)
        return done
    return _compute(this, Job(settings, source, Path(), store, key), config)


def _compute(this: Stage, job: Job, config: dict[str, Any]) -> Result:
    if not processes.leads():
        if this.join:
            this.join(replace(job, folder=job.store.work(this.name, job.key)))
        return processes.awaited(lambda: job.store.find(this.name, job.key))
    with job.store.working(this.name, job.key) as folder:
        done = job.store.find(this.name, job.key)
        if done:
            return done
        if not this.resumable:
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        start = time.monotonic()
        job = replace(job, folder=folder)
        ledger = this.run(job)
        _check_losses(this.name, ledger, folder, job.settings)
        manifest = {
            "stage": this.name,
            "version": this.version,
            "key": job.key,
            "config": config,
            "source": job.source.digest if job.source else None,
            "ledger": ledger.as_dict(),
        }
        result = job.store.keep(folder, manifest)
    seconds = time.monotonic() - start
    print(f"{this.name}: {ledger.sentence()} in {seconds:.1f} s ({result.folder})", flush=True)
    return result


def _own(this: Stage, settings: Settings) -> dict[str, Any]:
    own = {group: getattr(settings, group).identity() for group in this.depends if group != "seed"}
    own |= this.more(settings)
    return {**own, "seed": settings.seed} if "seed" in this.depends else own


def _config(name: str, settings: Settings) -> dict[str, Any]:
    """The identities of every component that this result depends on, also through others."""
    stages = [stage(n) for n in ORDER[: ORDER.index(name) + 1]]
    return {s.name: _own(s, settings) for s in stages}


def _refuse_foreign(name: str, before: str, source: Result, settings: Settings) -> None:
    made_by, made = source.manifest["stage"], source.manifest["config"]
    if made_by != before:
        raise AcademyError(f"{source.folder}: '{name}' reads '{before}', this is '{made_by}'")
    for stage_name, groups in _config(before, settings).items():
        for group, identity in groups.items():
            # Through JSON, because the manifest went through it too.
            if text_hash(identity) != text_hash(made.get(stage_name, {}).get(group)):
                raise AcademyError(
                    f"{source.folder}: made under another '{group}' than this configuration's; "
                    f"run '{before}' with this configuration, or choose the one it was made with"
                )


def _check_losses(name: str, ledger: Ledger, folder: Path, settings: Settings) -> None:
    allowed = settings.resolved["tolerance"].get(ledger.unit, 1.0)
    if ledger.given and ledger.failed > allowed * ledger.given:
        raise TooMuchLost(
            f"{name}: {ledger.sentence()}; tolerance.{ledger.unit}={allowed} allows fewer failures "
            f"(each is named in {folder / 'dropped.jsonl'})"
        )
