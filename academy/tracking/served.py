"""A specialist as a model of MLflow: `mlflow.pyfunc.load_model`, `mlflow models serve`.

MLflow runs this file when it loads the model.
"""

import json
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow.pyfunc import PythonModel

from academy.query import Duo, Library
from academy.router.base import Router
from academy.settings import construct
from academy.student.base import Student
from academy.student.specialist import Specialist


class Served(PythonModel):  # type: ignore[misc]
    """Answers questions as `academy query` does."""

    def load_context(self, context: Any) -> None:
        """Load student and adapter."""
        folder = Path(context.artifacts["specialist"])
        lineage = json.loads((folder / "adapter" / "lineage.json").read_text(encoding="utf-8"))
        student = construct("student", lineage["config"]["student"])
        router = construct("router", lineage["config"]["router"])
        assert isinstance(student, Student)
        assert isinstance(router, Router)
        self._router = router
        self._duo = Duo(Specialist(student, folder))
        self._library = Library(folder)

    # MLflow makes no signature of a table's type hint; `register` gives one.
    def predict(
        self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """Answers to questions.

        Args:
            context: not used.
            model_input: a table with the column `question`.
            params: not used.

        Returns:
            A table with `answer`, `by` (`specialist` or `general`), `confidence` (0 to 1) and
            `rests_on` (document, pages and sentence; empty for the general model).
        """
        return pd.DataFrame([self._answer(question) for question in model_input["question"]])

    def _answer(self, question: str) -> dict[str, Any]:
        reply = self._router.answer(question, self._duo)
        grounds = None
        if reply.by == "specialist":
            grounds = self._library.grounds(question, reply.text, reply.recalled)
        return {
            "answer": reply.text,
            "by": reply.by,
            "confidence": reply.confidence,
            "rests_on": grounds.sentence() if grounds else "",
        }


mlflow.models.set_model(Served())
