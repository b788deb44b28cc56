"""No tracking: every call is accepted and forgotten."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from academy.component import component
from academy.errors import AcademyError
from academy.tracking.base import Header, Run, Tracking


class SilentRun(Run):
    """Accepts everything."""

    id = ""

    def metrics(self, values: Mapping[str, float], step: int | None = None) -> None:
        """Forget the metrics."""

    def tag(self, name: str, value: str) -> None:
        """Forget the tag."""

    def file(self, path: Path, folder: str | None = None) -> None:
        """Forget the file."""

    def table(self, path: Path, name: str) -> None:
        """Forget the table."""

    def dataset(self, path: Path, name: str, digest: str, context: str) -> None:
        """Forget the data set."""


@component
class Silent(Tracking):
    """`tracking=none`."""

    def artifacts(self, run: str, names: Sequence[str], folder: Path) -> None:
        """Nothing was kept."""
        raise AcademyError(f"{run}: no such folder, and tracking=none knows no runs")

    def register(self, name: str, specialist: Path, tags: Mapping[str, str]) -> tuple[str, bool]:
        """Nothing is registered."""
        raise AcademyError(f"{name}: tracking=none registers no models; take tracking=mlflow")

    @contextmanager
    def run(self, header: Header) -> Iterator[Run]:
        """A run that leaves no trace."""
        yield SilentRun()
