"""Make an evaluation again from what MLflow kept of it, and compare the figures.

    academy replay RUN

A RUN is the id of an evaluation in MLflow, or its beginning. Its configuration and its questions
are taken from there; nothing else that was computed for it is, but for the specialist and the
teacher's answers.
"""

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from academy import records
from academy.errors import AcademyError
from academy.evaluation.logged import question_file
from academy.pipeline import Job, bring_up, stage
from academy.settings import Settings
from academy.store import Store
from academy.tracking.none import Silent

CONFIG, FIGURES = "config.yaml", ("scores.json", "verdict.json")
SPEEDS = "tokens_per_second"
"""The one figure of a verdict that is another one each time."""


def replay(run: str, settings: Settings, store: Store) -> None:
    """Evaluate again under the configuration of a run.

    Raises:
        AcademyError: there is no such evaluation, its configuration is none of this version, or a
            figure is another one now.
    """
    import yaml

    with TemporaryDirectory() as name:
        folder = Path(name)
        settings.tracking.artifacts(run, (CONFIG, *FIGURES), folder)
        resolved = yaml.safe_load((folder / CONFIG).read_text(encoding="utf-8"))
        before = _figures(folder)
        try:
            sets = Settings.build(resolved).questions
            kept = {path: question_file(name) for name, path in vars(sets).items() if path}
            settings.tracking.artifacts(run, list(kept.values()), folder)
            places = {path: str(folder / file) for path, file in kept.items()}
            its = Settings.build(_replaced(resolved, places))
        except AcademyError as error:
            raise AcademyError(
                f"{run}: was made by another version ({error}); evaluate again"
            ) from None
        its = dataclasses.replace(its, tracking=Silent())
        source = bring_up("train", its, store)
        again = folder / "again"
        again.mkdir()
        stage("evaluate").run(Job(its, source, again, store, ""))
        after = _figures(again)
    changed = list(_changed("", before, after))
    if changed:
        raise AcademyError(
            f"{run}: {len(changed)} figures are others now, the first {changed[0]}; the code, a "
            "library or the machine has changed since; evaluate again before you compare"
        )
    print(f"{run}: all {sum(1 for _ in _leaves(before))} figures are the same", flush=True)


def _replaced(tree: Any, by: dict[str, str]) -> Any:
    """A tree with some of its texts replaced by others."""
    if isinstance(tree, dict):
        return {key: _replaced(value, by) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_replaced(value, by) for value in tree]
    return by.get(tree, tree) if isinstance(tree, str) else tree


def _figures(folder: Path) -> dict[str, Any]:
    """What was found in an evaluation."""
    scores, verdict = (records.read_json(folder / name) for name in FIGURES)
    return {**scores, "verdict": {key: verdict[key] for key in verdict if key != SPEEDS}}


def _changed(place: str, before: Any, after: Any) -> Iterator[str]:
    """Where two trees of figures differ."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        for key in before:
            yield from _changed(f"{place}.{key}" if place else key, before[key], after[key])
    elif before != after:
        yield f"{place}: {before} then, {after} now"


def _leaves(tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict):
        for value in tree.values():
            yield from _leaves(value)
    else:
        yield tree


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("replay"))
