"""Ask base and specialist the frozen questions, without the documents, and report both.

    academy evaluate docs/slides.pdf documents.questions.test=questions.json
    python -m academy.evaluate lora=r8

An answer counts when, normalised, it contains an accepted answer and is at most
`evaluation.max_answer_tokens` long. Questions that the documents do not answer are reported apart.

Writes `scores.json`, `answers.jsonl` (one row per question and system), pictures and `report.html`.
"""

import json
import sys
from typing import Any

from tqdm import tqdm

from academy import records
from academy.errors import AcademyError
from academy.evaluation.base import Evaluation
from academy.evaluation.grading import Answered, grade, twin
from academy.evaluation.questions import Question, read_sets
from academy.evaluation.scores import score
from academy.ledger import Ledger
from academy.pipeline import Job, Stage
from academy.records import Example
from academy.settings import Settings
from academy.store import file_hash
from academy.student.specialist import Specialist
from academy.tracking.base import Header, Run

SYSTEMS = ("base", "specialist")


def evaluate(job: Job) -> Ledger:
    """Write scores, rows, pictures and report into the job's folder."""
    settings = job.settings
    lineage = json.loads((job.input / "adapter" / "lineage.json").read_text(encoding="utf-8"))
    with settings.tracking.run(_header(job, lineage)) as run:
        specialist = Specialist(settings.student, job.input)
        trained = [e.question for e in records.read(job.input / "examples.jsonl", Example)]
        rows = [
            row
            for name, questions in question_sets(settings).items()
            for row in _ask(specialist, name, questions, trained, settings.evaluation)
        ]
        scores = score(rows, settings.evaluation, settings.seed)
        records.write(job.folder / "answers.jsonl", rows)
        text = json.dumps(scores, indent=1) + "\n"
        (job.folder / "scores.json").write_text(text, encoding="utf-8")
        _report(job, rows, scores, lineage)
        _log(job, scores, run)
    _print(scores)
    return Ledger("questions", len(rows), len(rows), {})


def question_sets(settings: Settings) -> dict[str, list[Question]]:
    """The questions of each set.

    Raises:
        AcademyError: there is no set, or one has a broken row.
    """
    sets = read_sets(settings.questions)
    if not sets:
        raise AcademyError(
            "no questions to evaluate with: set documents.questions.test=questions.json "
            "(its format is in docs/questions.md)"
        )
    return sets


def check(settings: Settings) -> None:
    """Read the questions before anything is computed, so that a broken row is known at once."""
    question_sets(settings)


STAGE = Stage(
    "evaluate",
    version=2,
    depends=("questions", "evaluation", "seed"),
    run=evaluate,
    check=check,
)


def _ask(
    specialist: Specialist,
    name: str,
    questions: list[Question],
    trained: list[str],
    how: Evaluation,
) -> list[Answered]:
    rows: list[Answered] = []
    texts = [question.question for question in questions]
    twins = [twin(text, trained, how.twin) for text in texts]
    for system in SYSTEMS:
        said = specialist.answer(
            texts, how.max_answer_tokens, how.batch_size, adapter=system == "specialist"
        )
        bar = tqdm(said, f"evaluate {name} {system}", len(texts), unit="question", disable=None)
        rows += grade(name, system, questions, list(bar), twins, how)
    return rows


def _header(job: Job, lineage: dict[str, Any]) -> Header:
    settings = job.settings
    documents = ", ".join(path.stem for path in settings.documents.files())
    tags = {
        "academy.data": lineage["examples_sha256"][:16],
        "academy.training_run": lineage["run_id"],
        "academy.documents": documents,
    }
    return Header("evaluate", f"evaluate {documents}"[:120], settings.resolved, tags)


def _log(job: Job, scores: dict[str, Any], run: Run) -> None:
    for name, path in job.settings.questions.files().items():
        run.dataset(path, f"questions.{name}", file_hash(path), name)
    for name, systems in scores.items():
        for system, figures in systems.items():
            for measure in ("accuracy", "accuracy_without_twins", "token_f1"):
                if figures[measure]:
                    value = figures[measure]
                    key = f"{name}_{system}_{measure}"
                    run.metrics({key: value["value"]})
                    if measure == "accuracy":
                        run.metrics({f"{key}_low": value["low"], f"{key}_high": value["high"]})
    run.table(job.folder / "answers.jsonl", "answers")
    for file in ("accuracy.png", "report.html", "scores.json"):
        run.file(job.folder / file)


def _report(
    job: Job, rows: list[Answered], scores: dict[str, Any], lineage: dict[str, Any]
) -> None:
    from academy.evaluation.figures import accuracy_bars
    from academy.evaluation.report import write_report

    bars = {
        name: {
            system: (f["accuracy"]["value"], f["accuracy"]["low"], f["accuracy"]["high"])
            for system, f in systems.items()
            if f["accuracy"]
        }
        for name, systems in scores.items()
        if any(f["accuracy"] for f in systems.values())
    }
    accuracy_bars(bars, job.folder / "accuracy.png")
    write_report(job.folder, job.input, rows, scores, lineage)


def _print(scores: dict[str, Any]) -> None:
    for name, systems in scores.items():
        for system, figures in systems.items():
            accuracy = figures["accuracy"]
            if accuracy:
                print(
                    f"evaluate: {name:4} {system:10} {100 * accuracy['value']:5.1f} % of "
                    f"{accuracy['questions']} questions "
                    f"(95 % interval {100 * accuracy['low']:.0f} to {100 * accuracy['high']:.0f})",
                    flush=True,
                )


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("evaluate"))
