"""What each verb does, once its configuration is composed."""

import math
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from academy import processes
from academy.cli import DRAFT, DRY_RUN, STAGES, UPSTREAM, Command
from academy.errors import AcademyError
from academy.pipeline import bring_up, stage
from academy.places import home
from academy.settings import Settings
from academy.store import Result, Store, copy


def perform(command: Command, resolved: Mapping[str, Any]) -> float:
    """Run the verb under one resolved configuration.

    Returns:
        What a sweep that searches goes by: the share of the development questions that the
        specialist answers right, where the verb is `evaluate` and there are some, else NaN.
    """
    settings, store = Settings.build(resolved), Store(home())
    others = {
        "query": _query,
        "questions": _questions,
        "compare": _compare,
        "replay": _replay,
        "report": _report,
        "register": _register,
        "export": _export,
        "doctor": _doctor,
    }
    other = _dry_run if DRY_RUN in command.flags else others.get(command.verb)
    if not other:
        return _stage(command, settings, store)
    other(command, settings, store)
    return math.nan


def _stage(command: Command, settings: Settings, store: Store) -> float:
    if "--from" in command.own and command.verb == STAGES[0]:
        raise AcademyError("--from: extract reads documents, not the result of a stage")
    result = bring_up(command.verb, settings, store, _source(command))
    if "--to" in command.own and processes.leads():
        copy(result, Path(command.own["--to"]))
    stage(command.verb).show(result, settings, store.root)
    return stage(command.verb).score(result)


def _dry_run(command: Command, settings: Settings, store: Store) -> None:
    settings.purse.closed = True
    chunked = _source(command) or bring_up("chunk", settings, store)
    import_module("academy.distill").dry_run(settings, chunked)


def _export(command: Command, settings: Settings, store: Store) -> None:
    target = Path(command.own.get("--to", "export"))
    distilled = _source(command) or bring_up("distill", settings, store)
    import_module("academy.export").export(distilled, settings.student, target)


def _query(command: Command, settings: Settings, store: Store) -> None:
    if len(command.positional) > 1:
        raise AcademyError('query takes one question in quotes: academy query "Who …?"')
    query = import_module("academy.query")
    if command.chooses(UPSTREAM) and not command.chooses(("documents", "experiment")):
        raise AcademyError(
            "query: these settings choose another specialist than the one trained last, but not of "
            "which documents: add documents=files documents.paths=[…] and what else `train` was "
            "given (or experiment=demo), or leave them out"
        )
    asked = command.positional or query.typed()
    query.query(asked, settings, store, command.chooses(UPSTREAM))


def _questions(command: Command, settings: Settings, store: Store) -> None:
    target = Path(command.own.get("--to", "questions"))
    if DRAFT in command.flags:
        import_module("academy.drafting").draft(settings, store, target)
        return
    import_module("academy.questions").questions(command.positional, target)


def _compare(command: Command, settings: Settings, store: Store) -> None:
    import_module("academy.compare").compare(command.positional, settings)


def _replay(command: Command, settings: Settings, store: Store) -> None:
    run = _one(command)
    if not run:
        raise AcademyError("replay takes the run of an evaluation in MLflow: academy replay RUN")
    import_module("academy.replay").replay(run, settings, store)


def _report(command: Command, settings: Settings, store: Store) -> None:
    target = Path(command.own.get("--to", "report"))
    import_module("academy.report").report(_one(command), settings, store, target)


def _register(command: Command, settings: Settings, store: Store) -> None:
    import_module("academy.register").register(_one(command), settings, store)


def _one(command: Command) -> str | None:
    """The run that is named, if one is."""
    if len(command.positional) > 1:
        raise AcademyError(f"{command.verb} takes one run: academy {command.verb} RUN")
    return command.positional[0] if command.positional else None


def _doctor(command: Command, settings: Settings, store: Store) -> None:
    import_module("academy.doctor").doctor(settings)


def _source(command: Command) -> Result | None:
    """The result of the stage before, where a person names it."""
    return Result.load(Path(command.own["--from"])) if "--from" in command.own else None
