"""Have the teacher write examples about every chunk, check them, and keep what is right.

    academy distill docs/ teacher=ollama prompt=qa
    python -m academy.distill teacher=mistral_free prompt.wordings=8

Writes `examples.jsonl`, `dropped.jsonl` (each with its reason), `requests.jsonl` (which answers of
the teacher the examples were made from), `spent.json` (what was asked beside the forecast) and
`chunks.jsonl` (the texts, neighbours joined where they were written about); prints a table, and the
path of a page on which the pairs can be looked through. Questions that are too close to one of the
question sets are left out.
`--dry-run` only tells the forecast: calls, tokens, money, and the days that a quota makes of it.
"""

import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from tqdm import tqdm

from academy import records
from academy.desk import Desk
from academy.evaluation.questions import read_sets
from academy.ledger import Ledger
from academy.pairs.browser import write_browser
from academy.pairs.sieve import sieve
from academy.pairs.table import summary
from academy.pipeline import Job, Stage
from academy.prompt.base import Task
from academy.records import Chunk, Dropped, Example
from academy.rehearsal import Forecast, forecast
from academy.settings import Settings
from academy.store import Result
from academy.teacher.chain import Chain, lines_to, told
from academy.teacher.line import Asked, Line
from academy.traces import spans
from academy.verifier.base import Draft

SPENT = "spent.json"
"""What was forecast and what was asked: calls, tokens in and out."""


def distill(job: Job) -> Ledger:
    """Write the examples of all chunks into the job's folder."""
    chunks = list(records.read(job.input / "chunks.jsonl", Chunk))
    expected = forecast(job.settings, chunks)
    if job.settings.teacher.live:
        print(f"distill: forecast {expected.sentence(job.settings.teacher)}", flush=True)
    desks, fresh = _ask(job, chunks)
    traced = [spans(desk) for desk in desks if desk.calls]
    if traced:
        job.settings.tracking.trace(traced)
    measured = chain.from_iterable(read_sets(job.settings.questions).values())
    kept, refused = sieve([(desk.chunk, d) for desk in desks for d in desk.kept], measured)
    examples = [_example(chunk, draft, index) for index, (chunk, draft) in enumerate(kept)]
    dropped = [*(d for desk in desks for d in desk.dropped), *refused]
    records.write(job.folder / "examples.jsonl", examples)
    records.write(job.folder / "dropped.jsonl", dropped)
    requests = [asked for desk in desks for asked in desk.asked]
    records.write(job.folder / "requests.jsonl", requests)
    records.write(job.folder / "chunks.jsonl", (desk.chunk for desk in desks))
    spent = {"forecast": asdict(expected), "spent": asdict(_spent(requests))}
    records.write_json(job.folder / SPENT, spent)
    print(told("distill", requests, fresh), flush=True)
    return Ledger.of("examples", len(examples), dropped)


def show(result: Result, settings: Settings, root: Path) -> None:
    """Print what became of what was asked for, and where the pairs can be looked through."""
    examples = list(records.read(result.folder / "examples.jsonl", Example))
    dropped = list(records.read(result.folder / "dropped.jsonl", Dropped))
    print(summary(examples, dropped))
    browser = root / "review" / f"{result.folder.name}.html"
    if not browser.exists():
        chunks = records.read(result.folder / "chunks.jsonl", Chunk)
        write_browser(browser, examples, dropped, chunks)
    print(f"each pair beside its text: {browser}", flush=True)


def check(settings: Settings) -> None:
    """Refuse a broken question set before a teacher is asked."""
    read_sets(settings.questions)


def dry_run(settings: Settings, chunked: Result) -> None:
    """Print what distilling would ask of the teacher, without asking."""
    chunks = records.read(chunked.folder / "chunks.jsonl", Chunk)
    expected = forecast(settings, chunks)
    print(f"distill: forecast {expected.sentence(settings.teacher)}; nothing was asked", flush=True)


def _spent(requests: Iterable[Asked]) -> Forecast:
    """What all answers cost that the examples were made from, each asked for once."""
    asked = {request.key: request for request in requests}.values()
    return Forecast(len(asked), sum(r.tokens_in for r in asked), sum(r.tokens_out for r in asked))


STAGE = Stage(
    "distill",
    version=9,
    depends=("teacher", "prompt", "verifier", "questions"),
    run=distill,
    check=check,
    show=show,
)


def _ask(job: Job, chunks: list[Chunk]) -> tuple[list[Desk], int]:
    """A desk for each task, the work done there; and how many answers had to be asked for."""
    settings = job.settings
    tasks = settings.prompt.tasks(chunks)
    with tqdm(desc="distill", total=len(tasks), unit="chunk", disable=None) as bar:
        tell = None if bar.disable else bar.set_postfix_str
        with lines_to(settings.teacher, job.store.root, settings.purse, tell) as lines:
            work = list(zip(tasks, _sampled(len(tasks), settings.tracking.traces), strict=True))
            first, others = work[: settings.gate.chunks], work[settings.gate.chunks :]
            desks = _sit(first, settings, lines, bar)
            looked = settings.gate.check(desks) if others else ""
            if looked and settings.teacher.live:
                tqdm.write(f"distill: {looked}")
            desks += _sit(others, settings, lines, bar)
    return desks, lines.fresh


def _sit(work: list[tuple[Task, bool]], settings: Settings, lines: Chain, bar: Any) -> list[Desk]:
    """Have each task done, by one teacher from its beginning to its end."""

    def sit(given: tuple[Task, bool]) -> Desk:
        (chunk, write), traced = given

        def written(line: Line) -> Desk:
            desk = Desk(line, settings, chunk, traced=traced)
            write(chunk, desk)
            return desk

        return lines.use(written)

    desks = []
    pool = ThreadPoolExecutor(settings.teacher.concurrency, "desk")
    try:
        for desk in pool.map(sit, work):
            desks.append(desk)
            bar.update()
    except BaseException:
        lines.give_up()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return desks


def _sampled(count: int, most: int) -> list[bool]:
    """Which of so many tasks can be followed afterwards, evenly chosen."""
    step = -(-count // most) if most else 0
    return [bool(step) and not index % step for index in range(count)]


def _example(chunk: Chunk, draft: Draft, index: int) -> Example:
    return Example(
        f"{chunk.id}:{index}",
        draft.question,
        draft.answer,
        draft.kind,
        draft.evidence,
        chunk.id,
        chunk.document,
        chunk.pages,
        draft.teacher,
        draft.prompt,
    )


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("distill"))
