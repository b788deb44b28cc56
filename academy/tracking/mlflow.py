"""Runs in MLflow; models in its registry are beside it (`registry.py`, `served.py`).

The project's own store is `mlflow.db` with artifacts in `mlruns/`, both in the home folder, where a
bare `mlflow ui` finds them.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from academy.component import component
from academy.errors import AcademyError, concealed
from academy.places import home
from academy.tracking.base import SWEEP, VARIED, Header, Run, Span, Tracking, parameters

LONGEST = 240
"""Characters of a run's name, without what joins its parts."""


class MLflowRun(Run):
    """A run that is open in this process."""

    def __init__(self, run_id: str) -> None:
        self.id = run_id

    def metrics(self, values: Mapping[str, float], step: int | None = None) -> None:
        """Log metrics."""
        import mlflow

        mlflow.log_metrics(dict(values), step=step)

    def tag(self, name: str, value: str) -> None:
        """Set a tag."""
        import mlflow

        mlflow.set_tag(name, value)

    def file(self, path: Path, folder: str | None = None) -> None:
        """Keep a file or a folder as artifact."""
        import mlflow

        if path.is_dir():
            mlflow.log_artifacts(str(path), folder)
        else:
            mlflow.log_artifact(str(path), folder)

    def table(self, path: Path, name: str) -> None:
        """Keep JSON lines as a table of the run."""
        import mlflow

        rows = _lines(path.read_text(encoding="utf-8"))
        columns = {key: [_cell(row[key]) for row in rows] for key in (rows[0] if rows else {})}
        mlflow.log_table(columns, f"{name}.json")

    def dataset(self, path: Path, name: str, digest: str, context: str) -> None:
        """Log a data set as an input of the run, under our own digest."""
        import mlflow
        import pandas as pd

        text = path.read_text(encoding="utf-8-sig")
        rows = json.loads(text)["questions"] if path.suffix == ".json" else _lines(text)
        frame = pd.DataFrame([{key: _cell(value) for key, value in row.items()} for row in rows])
        data = mlflow.data.from_pandas(frame, source=str(path), name=name, digest=digest[:32])
        mlflow.log_input(data, context=context)


@component
class MLflow(Tracking):
    """`tracking=mlflow`."""

    uri: str | None
    """A tracking server; `null` for the project's own store."""
    experiment: str
    """Experiment that the runs belong to."""
    system_metrics: bool
    """Whether CPU, memory and disk use are logged while a run is open."""

    @property
    def address(self) -> str:
        """As `MLFLOW_TRACKING_URI` names it."""
        return concealed(self.uri or f"sqlite:///{home() / 'mlflow.db'}")

    def trace(self, spans: Iterable[Span]) -> None:
        """Write a trace for each span; `mlflow ui` shows them under Traces."""
        import mlflow

        self._open()
        for span in spans:
            _write_span(span, None)
        mlflow.flush_trace_async_logging(terminate=True)

    @contextmanager
    def run(self, header: Header) -> Iterator[Run]:
        """A run in MLflow; below its sweep's parent run, if it belongs to one."""
        import mlflow

        self._open()
        tags = {"academy.stage": header.stage, **header.tags, **self._parent(header)}
        with mlflow.start_run(
            run_id=_known(header.resume),
            run_name=_named(header.name, os.environ.get(VARIED, "")),
            tags=tags,
            log_system_metrics=self.system_metrics,
        ) as active:
            if not active.data.params:
                mlflow.log_params(parameters(header.config))
                mlflow.log_dict(dict(header.config), "config.yaml")
            yield MLflowRun(active.info.run_id)

    def artifacts(self, run: str, names: Sequence[str], folder: Path) -> None:
        """Fetch files of a run, named by its id or the beginning of it."""
        import mlflow
        from mlflow.exceptions import MlflowException

        self._open()
        experiment = mlflow.get_experiment_by_name(self.experiment)
        assert experiment is not None
        client = mlflow.MlflowClient()
        known = (each.info.run_id for each in _runs(client, experiment.experiment_id))
        found = [each for each in known if run and each.startswith(run)]
        if len(found) != 1:
            fault = "several runs begin so" if found else "neither a folder nor a run of MLflow"
            raise AcademyError(
                f"{run}: {fault} (experiment {self.experiment}); `make ui` shows run ids"
            )
        try:
            for name in names:
                client.download_artifacts(found[0], name, str(folder))
        except (MlflowException, OSError):
            raise AcademyError(f"{run}: holds no {name}; is it an evaluation?") from None

    def register(self, name: str, specialist: Path, tags: Mapping[str, str]) -> tuple[str, bool]:
        """Log the specialist as a `pyfunc` model in a run of its own, and register it."""
        from academy.tracking.registry import log_model, mark

        marks = {f"academy.{key}": value for key, value in tags.items()}
        with self.run(Header("register", f"register {name}", {}, marks)):
            version = log_model(name, specialist)
        return version, mark(name, version, marks)

    def _open(self) -> None:
        """Choose store and experiment; the first opening creates both, one process at a time."""
        import mlflow
        from mlflow.exceptions import MlflowException
        from sqlalchemy.exc import SQLAlchemyError

        os.environ.setdefault("MLFLOW_DISABLE_AUTOLOGGING_TELEMETRY", "true")
        os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
        for name in ("mlflow.store.db.utils", "mlflow.system_metrics"):
            logging.getLogger(name).setLevel(logging.WARNING)
        where = self.uri or str(home() / "mlflow.db")
        mlflow.set_tracking_uri(self.uri or f"sqlite:///{where}")
        place = None if self.uri else (home() / "mlruns").as_uri()
        try:
            with FileLock(home() / ".academy" / "mlflow.lock"):
                if mlflow.get_experiment_by_name(self.experiment) is None:
                    mlflow.create_experiment(self.experiment, artifact_location=place)
                mlflow.set_experiment(self.experiment)
        except (MlflowException, SQLAlchemyError) as error:
            reason = str(error).splitlines()[0]
            raise AcademyError(
                f"tracking: MLflow at {concealed(where)} does not work ({concealed(reason)}); "
                "mend it, or run with tracking=none"
            ) from None

    def _parent(self, header: Header) -> dict[str, str]:
        """The tag that puts this run below its sweep's parent, which the first job creates."""
        import mlflow

        sweep, _, name = os.environ.get(SWEEP, "").partition(" ")
        if not sweep:
            return {}
        client = mlflow.MlflowClient()
        experiment = mlflow.get_experiment_by_name(self.experiment)
        assert experiment is not None
        with FileLock(home() / ".academy" / "mlflow.lock"):
            query = f"tags.`academy.sweep` = '{sweep}'"
            found = client.search_runs([experiment.experiment_id], query, max_results=1)
            if not found:
                tags = {"academy.sweep": sweep, "academy.stage": f"sweep of {header.stage}"}
                parent = client.create_run(
                    experiment.experiment_id,
                    tags=tags,
                    run_name=f"sweep {name or sweep}"[:LONGEST],
                )
                client.set_terminated(parent.info.run_id)
                return {"mlflow.parentRunId": parent.info.run_id}
        return {"mlflow.parentRunId": found[0].info.run_id}


def _write_span(span: Span, parent: Any) -> None:
    import mlflow

    live = mlflow.start_span_no_context(
        span.name,
        span_type=span.kind,
        parent_span=parent,
        inputs=span.inputs,
        attributes=dict(span.attributes),
        start_time_ns=span.began,
    )
    for part in span.parts:
        _write_span(part, live)
    live.end(
        outputs=span.outputs,
        status="ERROR" if span.failed else "OK",
        end_time_ns=span.ended,
    )


def _named(what: str, varied: str) -> str:
    """What was varied first: a table or a legend shows the beginning of a name."""
    return f"{varied[: LONGEST - len(what)]} · {what}" if varied else what


def _known(run_id: str | None) -> str | None:
    """The id, if there is such a run."""
    import mlflow
    from mlflow.exceptions import MlflowException

    try:
        return str(mlflow.get_run(run_id).info.run_id) if run_id else None
    except MlflowException:
        return None


def _runs(client: Any, experiment: str) -> Iterator[Any]:
    """All runs of an experiment; a search gives a thousand at a time."""
    token = None
    while True:
        found = client.search_runs([experiment], page_token=token)
        yield from found
        token = found.token
        if not token:
            return


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.split("\n") if line]


def _cell(value: Any) -> Any:
    return " | ".join(map(str, value)) if isinstance(value, list) else value
