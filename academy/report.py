"""The report of an evaluation, to be handed on: one HTML file, and a short form in Markdown.

    academy report
    academy report RUN --to FOLDER

A RUN is the id of an evaluation in MLflow, or its beginning, or a folder that `evaluate` wrote;
without one it is the last evaluation that was made here.
"""

import shutil
import sys
from pathlib import Path

from academy.errors import AcademyError
from academy.settings import Settings
from academy.store import Store

FILES = ("report.html", "report.md")


def report(run: str | None, settings: Settings, store: Store, target: Path) -> None:
    """Copy a report into a folder.

    Raises:
        AcademyError: there is no such evaluation, or none at all.
    """
    target.mkdir(parents=True, exist_ok=True)
    if run and not Path(run).is_dir():
        settings.tracking.artifacts(run, FILES, target)
    else:
        folder = Path(run) if run else store.newest("evaluate")
        if not folder:
            raise AcademyError("there is no evaluation yet; run `academy evaluate` first")
        for name in FILES:
            if not (folder / name).is_file():
                raise AcademyError(
                    f"{folder}: holds no {name}; name a folder that `academy evaluate` of this "
                    "version wrote"
                )
            shutil.copyfile(folder / name, target / name)
    print("\n".join(str(target / name) for name in FILES), flush=True)


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("report"))
