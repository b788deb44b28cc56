"""Pictures of the MLflow pages for docs/comparing.md, taken by a headless Chromium.

    python scripts/screenshots.py [FOLDER]

Needs `chromium`, and runs in this checkout's `mlflow.db` (or that of `ACADEMY_HOME`). Starts a
server of its own on a free port and ends it.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import mlflow

from academy.places import ROOT, home

SIZE = "1600,1000"
PATIENCE = 90
"""Seconds for the server to come up."""
SETTLE = 45_000
"""Milliseconds of the page's own time until the picture is taken."""
MOST = 4
"""Runs that are compared."""


def main() -> int:
    """Take every picture."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        print("screenshots: chromium is not installed; `apt-get install chromium`", file=sys.stderr)
        return 1
    target.mkdir(parents=True, exist_ok=True)
    store = f"sqlite:///{home() / 'mlflow.db'}"
    client = mlflow.MlflowClient(store)
    experiment = client.get_experiment_by_name("academy")
    if experiment is None:
        print("screenshots: nothing is tracked yet; run `make demo`", file=sys.stderr)
        return 1
    runs = client.search_runs(
        [experiment.experiment_id], "tags.`academy.stage` = 'evaluate'", max_results=MOST
    )
    ids = ",".join(f'"{run.info.run_id}"' for run in runs)
    base = f"experiments/{experiment.experiment_id}"
    evaluations = "searchFilter=tags.%60academy.stage%60+%3D+%27evaluate%27"
    pages = {
        "runs": f"{base}/runs?{evaluations}",
        "charts": f"{base}/runs?{evaluations}&compareRunsMode=CHART",
        "compare": f"compare-runs?runs=[{ids}]&experiments=[%22{experiment.experiment_id}%22]",
        "run": f"{base}/runs/{runs[0].info.run_id}",
        "artifacts": f"{base}/runs/{runs[0].info.run_id}/artifacts/accuracy.png",
    }
    with served(store) as url:
        for name, page in pages.items():
            take(browser, f"{url}/#/{page.replace(chr(34), '%22')}", target / f"{name}.png")
            print(target / f"{name}.png", flush=True)
    return 0


@contextmanager
def served(store: str) -> Iterator[str]:
    """An MLflow server on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    call = [sys.executable, "-m", "mlflow", "ui", "--backend-store-uri", store]
    call += ["--workers", "1", "--port", str(port)]
    env = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    server = subprocess.Popen(
        call, cwd=home(), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{url}/health", timeout=2)  # noqa: S310 - our own server
                break
            except OSError:
                time.sleep(0.5)
        yield url
    finally:
        server.terminate()
        server.wait()


def take(browser: str, url: str, picture: Path) -> None:
    """One picture of one page."""
    with TemporaryDirectory() as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        flags += ["--no-first-run", "--disable-background-networking", "--disable-sync"]
        flags += [f"--user-data-dir={profile}", f"--window-size={SIZE}"]
        flags += [f"--virtual-time-budget={SETTLE}", f"--screenshot={picture}"]
        subprocess.run([browser, *flags, url], capture_output=True, check=True, timeout=300)


if __name__ == "__main__":
    sys.exit(main())
