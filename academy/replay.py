"""Make an evaluation again from what MLflow kept of it, and compare the figures.

    academy replay RUN

A RUN is the id of an evaluation in MLflow, or its beginning. Its configuration is taken from there;
nothing else that was computed for it is, but for the specialist and the teacher's answers.
"""

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from academy import records
from academy.errors import AcademyError
from academy.pipeline import Job, bring_up, stage
from academy.settings import Settings
from academy.store import Store
from academy.tracking.none import Silent

CONFIG, SCORES = "config.yaml", "scores.json"


def replay(run: str, settings: Settings, store: Store) -> None:
    """Evaluate again under the configuration of a run.

    Raises:
        AcademyError: there is no such evaluation, its configuration is none of this version, or a
            figure is another one now.
    """
    import yaml

    with TemporaryDirectory() as name:
        folder = Path(name)
        settings.tracking.artifacts(run, (CONFIG, SCORES), folder)
        resolved = yaml.safe_load((folder / CONFIG).read_text(encoding="utf-8"))
        before = records.read_json(folder / SCORES)
        try:
            its = dataclasses.replace(Settings.build(resolved), tracking=Silent())
        except AcademyError as error:
            raise AcademyError(
                f"{run}: was made by another version ({error}); evaluate again"
            ) from None
        source = bring_up("train", its, store)
        again = folder / "again"
        again.mkdir()
        stage("evaluate").run(Job(its, source, again, store, ""))
        after = records.read_json(again / SCORES)
    changed = list(_changed("", before, after))
    if changed:
        raise AcademyError(
            f"{run}: {len(changed)} figures are others now, the first {changed[0]}; the code, a "
            "library or the machine has changed since; evaluate again before you compare"
        )
    print(f"{run}: all {sum(1 for _ in _leaves(before))} figures are the same", flush=True)


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
