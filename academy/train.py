"""Fine-tune the student on the examples; earlier stages are brought up to date first.

    academy train papers/
    python -m academy.train teacher=mistral_free lora.r=16
    python -m academy.train -m lora=r8,r16 prompt=qa,mixed

Writes the specialist: `adapter/` (loads with `peft` and `transformers` alone, its `lineage.json`
says what it was made from), `examples.jsonl` (what it was trained on), `chunks.jsonl` (what the
teacher read) and `training.json`.
"""

import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from academy import records
from academy.distill import SPENT, UNSETTLED
from academy.distillation.base import Course, Outcome
from academy.errors import AcademyError
from academy.evaluation.questions import read_questions, refuse_shared
from academy.ledger import Ledger
from academy.pairs.sieve import MEASURES
from academy.pipeline import Job, Stage
from academy.places import ROOT
from academy.records import Chunk, Dropped, Example
from academy.rehearsal import Forecast
from academy.settings import Settings
from academy.store import Result, Store, file_hash
from academy.tracking.base import Header, Run
from academy.tracking.none import SilentRun

NOT_DRAWN = "not drawn (distillation.fraction)"


def train(job: Job) -> Ledger:
    """Write the specialist into the job's folder."""
    given = list(records.read(job.input / "examples.jsonl", Example))
    if not given:
        raise AcademyError(f"{job.input}: no examples to train on; see dropped.jsonl there for why")
    settings = job.settings
    examples = settings.distillation.drawn(given, settings.seed)
    records.write(job.folder / "examples.jsonl", examples)
    shutil.copyfile(job.input / "chunks.jsonl", job.folder / "chunks.jsonl")
    fingerprint = file_hash(job.folder / "examples.jsonl")
    begun = job.folder / "run_id"
    with settings.tracking.run(_header(job, fingerprint, begun)) as run:
        begun.write_text(run.id, encoding="utf-8")
        run.dataset(job.folder / "examples.jsonl", "examples", fingerprint, "training")
        course = _course(job, examples, run)
        outcome = settings.distillation.train(course)
        paid, withheld = _paid(job), _withheld(job)
        records.write_json(course.adapter / "lineage.json", _lineage(job, fingerprint, run))
        records.write_json(
            job.folder / "training.json",
            {**dataclasses.asdict(outcome), "paid": paid, "withheld": withheld},
        )
        _log(job.folder, outcome, run)
        run.metrics({**paid, "questions_withheld": float(withheld)})
        shutil.rmtree(course.folder, ignore_errors=True)  # up to here it could be taken up again
        begun.unlink()
    left = len(given) - len(examples)
    return Ledger("examples", len(given), len(examples), {NOT_DRAWN: left} if left else {})


def join(job: Job) -> None:
    """Train with the leading process, which writes the specialist."""
    examples = list(records.read(job.input / "examples.jsonl", Example))
    if examples:
        settings = job.settings
        drawn = settings.distillation.drawn(examples, settings.seed)
        settings.distillation.train(_course(job, drawn, SilentRun()))


def check(settings: Settings) -> None:
    """Refuse what a training lacks before the teacher is asked for examples."""
    settings.student.check()
    settings.distillation.check(settings.student)
    test = settings.questions.files().get("test")
    if test:
        choosing = settings.distillation.chosen_by()
        refuse_shared("distillation.watch.questions", choosing, read_questions(test))


def show(result: Result, settings: Settings, root: Path) -> None:
    """Say how the specialist is asked, where it is the one that was trained last."""
    if Store(root.parent).newest("train") == result.folder:
        print("ask it: academy query", flush=True)


STAGE = Stage(
    "train",
    version=9,
    depends=("student", "lora", "distillation", "seed"),
    run=train,
    check=check,
    resumable=True,
    join=join,
    show=show,
)


def _course(job: Job, examples: list[Example], run: Run) -> Course:
    settings = job.settings
    chunks = records.read(job.input / "chunks.jsonl", Chunk)
    unsettled = list(records.read(job.input / UNSETTLED, Example))
    return Course(
        settings.student,
        settings.lora,
        examples,
        {chunk.id: chunk for chunk in chunks},
        settings.seed,
        job.folder / "checkpoints",
        job.folder / "adapter",
        run,
        settings.distillation.drawn(unsettled, settings.seed),
    )


def _header(job: Job, fingerprint: str, begun: Path) -> Header:
    settings = job.settings
    documents = ", ".join(path.stem for path in settings.documents.files())
    tags = {
        "academy.data": fingerprint[:16],
        "academy.key": job.key[:16],
        "academy.commit": _commit(),
        "academy.documents": documents,
    }
    resume = begun.read_text(encoding="utf-8") if begun.exists() else None
    return Header(
        "train", f"train {documents} {settings.lora.name}"[:120], settings.resolved, tags, resume
    )


def _lineage(job: Job, fingerprint: str, run: Run) -> dict[str, Any]:
    """Everything that a person needs to know where an adapter comes from."""
    settings = job.settings
    return {
        "academy": "specialist",
        "student": settings.student.identity(),
        "documents": settings.documents.identity()["files"],
        "examples_sha256": fingerprint,
        "commit": _commit(),
        "run_id": run.id,
        "key": job.key,
        "config": settings.resolved,
    }


def _log(folder: Path, outcome: Outcome, run: Run) -> None:
    from academy.evaluation.figures import loss_curve

    picture = folder / "loss.png"
    loss_curve(outcome.losses, picture, outcome.dev)
    speed = outcome.tokens / max(outcome.seconds, 1e-9)
    run.metrics({"train_seconds": outcome.seconds, "train_tokens_per_second": speed})
    run.file(picture)
    run.file(folder / "adapter", "adapter")


def _paid(job: Job) -> dict[str, float]:
    """What the teacher was asked for, beside what was forecast."""
    figures = records.read_json(job.input / SPENT)
    price = job.settings.teacher.charges
    paid: dict[str, float] = {}
    for name, prefix in (("spent", "teacher"), ("forecast", "forecast")):
        asked = Forecast(**figures[name])
        paid |= {f"{prefix}_{key}": value for key, value in dataclasses.asdict(asked).items()}
    if price:
        paid["forecast_usd"] = price.of(asked.tokens_in, asked.tokens_out)
    if figures["usd"] is not None:
        paid["teacher_usd"] = figures["usd"]
    return paid


def _withheld(job: Job) -> int:
    """How many examples were not learned because they are questions that measure."""
    dropped = records.read(job.input / "dropped.jsonl", Dropped)
    return sum(each.count for each in dropped if each.reason == f"rejected: {MEASURES}")


def _commit() -> str:
    """The git commit of the checkout, marked where files differ from it; empty without git."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("train"))
