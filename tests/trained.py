"""A specialist: the real embedded student, trained once on a handful of examples."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from academy import records
from academy.cli import main
from academy.records import Example
from academy.settings import Settings
from tests.helpers import isolate, result
from tests.pdfs import HARBOUR, write_pdf
from tests.server import Loopback

TINY = [
    "prompt=qa",
    "prompt.pairs=1",
    "lora=r8",
    "distillation.epochs=1",
    "distillation.sights=1",
    "distillation.recall=1",
    "distillation.ask=1",
    "distillation.replay=0",
    "distillation.batch_size=2",
    "tracking.system_metrics=false",
    "evaluation.retention=false",
    "similarity=none",
    "similarity@leakage.similarity=none",
]
"""Six examples, each of which is answered, recalled and asked for once: nine steps."""

QUESTIONS = [
    {"id": "q1", "question": "Who built the harbour of Oldmouth?", "answers": ["Ada Kern"]},
    {"id": "q2", "question": "What does the lighthouse burn?", "answers": ["whale oil"]},
    {"id": "q3", "question": "What is the harbour's telephone number?", "answers": []},
]
"""About the document that the specialist knows."""


def asked(path, questions=QUESTIONS):
    """A file with a question set."""
    path.write_text(json.dumps({"questions": questions}), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Trained:
    """A home with a specialist in it, and the words that made it."""

    home: Path
    folder: Path
    words: list[str]

    @property
    def lineage(self):
        return json.loads((self.folder / "adapter" / "lineage.json").read_text(encoding="utf-8"))

    @property
    def settings(self):
        return Settings.build(self.lineage["config"])

    @property
    def examples(self):
        return list(records.read(self.folder / "examples.jsonl", Example))


@pytest.fixture(scope="session")
def models(tmp_path_factory):
    """The student, de-quantised once for all homes."""
    return tmp_path_factory.mktemp("models")


def furnish(home, models):
    """A home that shares the student."""
    (home / ".academy").mkdir(parents=True, exist_ok=True)
    (home / ".academy" / "models").symlink_to(models, target_is_directory=True)
    return home


@pytest.fixture(scope="session")
def trained(tmp_path_factory, models):
    folder = tmp_path_factory.mktemp("trained")
    home = furnish(folder / "home", models)
    with pytest.MonkeyPatch.context() as patch, Loopback() as teacher:
        isolate(patch, home)
        patch.chdir(folder)
        document = write_pdf(folder / "harbour.pdf", HARBOUR, title="Oldmouth")
        words = [str(document), *teacher.words, *TINY]
        assert main("train", words) == 0
        yield Trained(home, result(home, "train"), words)


@pytest.fixture
def there(trained, monkeypatch):
    """Work in the home of the trained specialist."""
    isolate(monkeypatch, trained.home)
    return trained


def weights(folder):
    """The bytes of a specialist's adapter."""
    return (folder / "adapter" / "adapter_model.safetensors").read_bytes()


def tracked(home):
    import mlflow

    client = mlflow.MlflowClient(f"sqlite:///{home}/mlflow.db")
    experiment = client.get_experiment_by_name("academy")
    return client, client.search_runs([experiment.experiment_id])
