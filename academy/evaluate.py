"""Ask base, specialist and others the frozen questions, and report who is how good.

    academy evaluate papers/slides.pdf documents.questions.test=questions.json
    academy evaluate papers/ evaluation=systems evaluation.placebo=FOLDER
    python -m academy.evaluate lora=r8

An answer counts when, normalised, it contains an accepted answer, or names the same number or
quantity, and is at most `evaluation.max_answer_tokens` long. Questions that the documents do not
answer are reported apart.

Writes `scores.json`, `verdict.json`, `answers.jsonl` (one row per question and system),
`requests.jsonl` (which answers of a teacher were used), pictures, `report.html` and `report.md`.
"""

import math
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from academy import records
from academy.errors import AcademyError, NotGoodEnough
from academy.evaluation.answered import Answered
from academy.evaluation.grading import Known, grade
from academy.evaluation.logged import log
from academy.evaluation.passages import Passages
from academy.evaluation.questions import Question, read_sets
from academy.evaluation.retention import retention
from academy.evaluation.scores import fought, score
from academy.evaluation.systems import TAUGHT, Absent, Systems, size
from academy.evaluation.table import summary
from academy.evaluation.unfinished import Unfinished
from academy.evaluation.verdict import DONT, SHIP
from academy.ledger import Ledger
from academy.pipeline import Job, Stage
from academy.places import locate
from academy.records import Chunk, Example
from academy.settings import Settings
from academy.store import Result
from academy.student.specialist import Specialist, lineage_of
from academy.student.tuned import weights
from academy.teacher.chain import Account, told
from academy.teacher.line import say
from academy.tracking.base import Header


@dataclass
class Heard:
    """What the systems answered."""

    rows: list[Answered] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    """Systems that are not there, with the reason."""
    speeds: dict[str, dict[str, float | None]] = field(default_factory=dict)
    """Question set → system → tokens of answers per second, for the student's."""


def evaluate(job: Job) -> Ledger:
    """Write scores, verdict, rows, pictures and report into the job's folder."""
    settings, how = job.settings, job.settings.evaluation
    lineage = records.read_json(job.input / "adapter" / "lineage.json")
    account = Account(job.store.root, settings.purse)
    with settings.tracking.run(_header(job, lineage)) as run:
        specialist = Specialist(settings.student, job.input)
        chunks = list(records.read(job.input / "chunks.jsonl", Chunk))
        heard = _ask(job, specialist, account, Passages(chunks))
        judgement = how.judge.judge(heard.rows, account, settings.seed)
        for name, rows in (
            ("answers", heard.rows),
            ("grades", judgement.grades),
            ("duels", judgement.duels),
            ("requests", account.asked),
        ):
            records.write(job.folder / f"{name}.jsonl", rows)
        scores = score(heard.rows, judgement, how, settings.seed)
        verdict: dict[str, Any] = {
            "absent": heard.absent,
            "judge": judgement.credentials,
            "duels": fought(judgement.duels, how, settings.seed),
            "retention": retention(specialist, how, settings.seed, [c.text for c in chunks])
            if how.retention
            else None,
            "tokens_per_second": heard.speeds,
            "adapter_bytes": size(job.input),
        }
        reporting = list(scores)[-1]
        figures = scores[reporting]["specialist"]
        reasons = how.verdict.reasons(figures, verdict["retention"])
        verdict |= {"verdict": DONT if reasons else SHIP, "reasons": reasons, "set": reporting}
        records.write_json(job.folder / "lineage.json", lineage)
        records.write_json(job.folder / "scores.json", scores)
        records.write_json(job.folder / "verdict.json", verdict)
        _report(job, heard.rows, scores, verdict, lineage)
        log(job.folder, settings, scores, verdict, account, run)
        Unfinished(job.folder).forget()
    if account.asked:
        print(told("evaluate", account.asked, account.fresh), flush=True)
    return Ledger("answers", len(heard.rows), len(heard.rows), {})


def _ask(job: Job, specialist: Specialist, account: Account, passages: Passages) -> Heard:
    """Every system's answers to every question."""
    how, heard, unfinished = job.settings.evaluation, Heard(), Unfinished(job.folder)
    systems = Systems(how, specialist, passages, account)
    examples = list(records.read(job.input / "examples.jsonl", Example))
    made = [(asked, said) for asked, said in records.read_json(job.input / "training.json")["made"]]
    for name, questions in question_sets(job.settings).items():
        known = Known.of(questions, examples, how, made)
        heard.speeds[name] = {}
        for system in how.systems:
            spoke = unfinished.find(name, system)
            if not spoke:
                try:
                    spoke = systems.ask(system, questions, f"{name} {system}")
                except Absent as reason:
                    heard.absent[system] = str(reason)
                    continue
                if not system.startswith(TAUGHT):
                    unfinished.keep(name, system, spoke)
            heard.rows += grade(name, system, questions, spoke.answers, known, how)
            heard.speeds[name][system] = spoke.tokens_per_second
    return heard


def show(result: Result, settings: Settings, root: Path) -> None:
    """Print the table of systems and the verdict.

    Raises:
        NotGoodEnough: the verdict is `don't ship`, and is enforced.
    """
    scores, verdict = (
        records.read_json(result.folder / f"{name}.json") for name in ("scores", "verdict")
    )
    print(summary(scores, verdict), flush=True)
    print(f"report: {result.folder / 'report.html'}", flush=True)
    if settings.evaluation.verdict.enforced and verdict["verdict"] == DONT:
        raise NotGoodEnough(f"evaluate: {DONT}: {'; '.join(verdict['reasons'])}")


def dev_score(result: Result) -> float:
    """The share of the development questions that the specialist answers right, else NaN."""
    dev = records.read_json(result.folder / "scores.json").get("dev", {})
    accuracy = dev["specialist"]["accuracy"] if dev else None
    return float(accuracy["value"]) if accuracy else math.nan


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
    """Read the questions before anything is computed, so that a broken row is known at once.

    The same holds for a placebo that is none. A judge that cannot be asked is told of, but it is no
    reason to stop: what it said before is known.
    """
    question_sets(settings)
    for teacher in settings.evaluation.judge.teachers():
        obstacles = [each.obstacle() for each in teacher.chain()]
        if all(obstacles):
            say(f"evaluate: nobody can judge what was not judged before: {obstacles[0]}")
    placebo = settings.evaluation.placebo
    if placebo and not weights(locate(placebo) / "adapter"):
        raise AcademyError(
            f"evaluation.placebo={placebo}: no specialist in this folder; name one that "
            "`academy train OTHER.pdf --to FOLDER` wrote"
        )
    if placebo:
        lineage_of(locate(placebo), settings.student)


STAGE = Stage(
    "evaluate",
    version=16,
    depends=("questions", "evaluation", "seed"),
    run=evaluate,
    resumable=True,
    check=check,
    show=show,
    score=dev_score,
)


def _header(job: Job, lineage: dict[str, Any]) -> Header:
    settings = job.settings
    documents = ", ".join(path.stem for path in settings.documents.files())
    tags = {
        "academy.data": lineage["examples_sha256"][:16],
        "academy.training_run": lineage["run_id"],
        "academy.documents": documents,
    }
    return Header("evaluate", f"evaluate {documents}"[:120], settings.resolved, tags)


def _report(
    job: Job,
    rows: list[Answered],
    scores: dict[str, Any],
    verdict: dict[str, Any],
    lineage: dict[str, Any],
) -> None:
    from academy.evaluation.figures import accuracy_bars, cosines, duel_bars
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
    cosines(scores, job.folder / "cosines.png")
    trusted = verdict["judge"] and verdict["judge"]["trusted"]
    warning = "" if trusted else "no facts: see what the judge is worth"
    duel_bars(verdict["duels"], job.folder / "duels.png", warning)
    write_report(job.folder, job.input, rows, scores, verdict, lineage, job.settings)


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("evaluate"))
