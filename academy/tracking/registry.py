"""Specialists in MLflow's registry of models."""

from collections.abc import Mapping
from pathlib import Path

import mlflow
import pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema

from academy.evaluation.verdict import SHIP
from academy.places import ROOT

SERVED = Path(__file__).with_name("served.py")
BEST = "best"
"""Alias of the best version of a registered model."""
ANSWER = {"answer": "string", "by": "string", "confidence": "double", "rests_on": "string"}


def log_model(name: str, specialist: Path) -> str:
    """Log a specialist as a `pyfunc` model of the open run; returns its version in the registry."""
    logged = mlflow.pyfunc.log_model(
        name="specialist",
        python_model=str(SERVED),
        artifacts={"specialist": str(specialist)},
        signature=ModelSignature(
            Schema([ColSpec("string", "question")]),
            Schema([ColSpec(kind, column) for column, kind in ANSWER.items()]),
        ),
        input_example=pd.DataFrame({"question": ["Who …?"]}),
        pip_requirements=[f"academy @ {ROOT.as_uri()}"],  # PyPI may have another "academy"
        registered_model_name=name,
    )
    return str(logged.registered_model_version)


def mark(name: str, version: str, marks: Mapping[str, str]) -> bool:
    """Tag a version; whether it is the best one now of those that were asked the same questions."""
    client = mlflow.MlflowClient()
    for key, value in marks.items():
        client.set_model_version_tag(name, version, key, value)
    try:
        known = client.get_model_version_by_alias(name, BEST).tags
    except MlflowException:
        known = {}
    same = known.get("academy.questions") == marks["academy.questions"]
    best = not same or _rank(marks) > _rank(known)
    if best:
        client.set_registered_model_alias(name, BEST, version)
    return best


def _rank(marks: Mapping[str, str]) -> tuple[bool, float]:
    """What makes a version better: that it may be shipped, then how accurate it is."""
    return marks["academy.verdict"] == SHIP, float(marks["academy.accuracy"])
