"""A sweep that searches, by Optuna, goes by the development questions."""

import json
import math

import pytest

from academy.evaluate import dev_score
from academy.store import Result
from tests.trained import tracked


@pytest.mark.filterwarnings("ignore")  # of Optuna's, about what it uses of others
def test_a_search_goes_by_the_development_score(there, run, tmp_path):
    asked = [
        {"id": "q1", "question": "Who built the harbour of Oldmouth, then?", "answers": ["a"]},
        {"id": "q2", "question": "What is burned in the lighthouse?", "answers": ["whale oil"]},
    ]
    path = tmp_path / "questions.json"
    path.write_text(json.dumps({"questions": asked}), encoding="utf-8")
    search = ["hydra/sweeper=optuna", "hydra.sweeper.n_trials=2", "hydra.sweeper.n_jobs=1"]
    words = [*there.words, f"documents.questions.dev={path}", "evaluation.bootstrap=choice(61,62)"]
    out = run("evaluate", "-m", *search, "hydra.sweeper.direction=maximize", *words).ok().out
    assert out.count("--- ") == 2
    assert "evaluate: dev, 2 questions" in out
    _, runs = tracked(there.home)
    parents = [r for r in runs if r.data.tags.get("academy.sweep")]
    newest = max(parents, key=lambda r: r.info.start_time)
    mine = [r for r in runs if r.data.tags.get("mlflow.parentRunId") == newest.info.run_id]
    assert {r.data.tags["academy.stage"] for r in mine} == {"evaluate"}


def test_the_score(tmp_path):
    path = tmp_path / "scores.json"
    for scores, wanted in (
        ({"dev": {"specialist": {"accuracy": {"value": 0.5}}}}, 0.5),
        ({"dev": {"specialist": {"accuracy": {"value": 0.0}}}}, 0.0),
        ({"dev": {"specialist": {"accuracy": None}}}, math.nan),
        ({"test": {}}, math.nan),
    ):
        path.write_text(json.dumps(scores), encoding="utf-8")
        found = dev_score(Result(tmp_path, {}))
        assert found == wanted or (math.isnan(found) and math.isnan(wanted))


def test_a_variant_that_may_be_chosen_is_checked(run, document):
    line = run("train", "-m", document, "lora=choice(r8,r99)").line
    assert "lora=r99: there is no such variant" in line
