"""Have the teacher write examples about every chunk, check them, and keep what is right.

    academy distill papers/ teacher=ollama prompt=qa
    python -m academy.distill teacher=mistral_free prompt.wordings=8

Writes `examples.jsonl`, `dropped.jsonl` (each with its reason), `unsettled.jsonl` (of these, the
questions whose answers alone are in doubt, for `distillation=recall`), `requests.jsonl` (which
answers of the teacher the examples were made from), `spent.json` (what was asked beside the
forecast) and `chunks.jsonl` (the texts, neighbours joined where they were written about); prints a
table, and the path of a page on which the pairs can be looked through. Questions that are too close
to one of the question sets are left out.
`--dry-run` only tells the forecast: calls, tokens, money, and the days that a quota makes of it.
"""

import sys
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict
from itertools import chain, count
from pathlib import Path
from typing import Any

from tqdm import tqdm

from academy import records
from academy.desk import Desk
from academy.evaluation.questions import read_sets
from academy.ledger import Ledger
from academy.pairs.browser import write_browser
from academy.pairs.sieve import sieve, unlearned
from academy.pairs.table import summary
from academy.pipeline import Job, Stage
from academy.prompt.base import Task
from academy.records import Chunk, Dropped, Example
from academy.rehearsal import Forecast, forecast
from academy.settings import Settings
from academy.store import Result
from academy.teacher.chain import Chain, lines_to, told
from academy.teacher.line import Asked, Line, paid
from academy.traces import spans
from academy.tracking.base import Span
from academy.verifier.base import Draft

DRAFTS = "drafts.jsonl"
"""What was kept of each chunk by itself, until all are there."""
DOUBTED = "doubted.jsonl"
"""Likewise, rejected questions whose answers alone are in doubt."""
UNSETTLED = "unsettled.jsonl"
"""Of these, those that are neither learned nor like a question that measures."""
SPENT = "spent.json"
"""What was forecast and what was asked: calls, tokens in and out; and the money for it."""


def distill(job: Job) -> Ledger:
    """Write the examples of all chunks into the job's folder."""
    chunks = list(records.read(job.input / "chunks.jsonl", Chunk))
    expected = forecast(job.settings, chunks)
    if job.settings.teacher.live:
        print(f"distill: forecast {_foretold(job.settings, expected)}", flush=True)
    fresh = _write_drafts(job, chunks)
    kept = _choose(job)
    requests = records.Rows(job.folder / "requests.jsonl", Asked)
    usd = paid(requests, job.settings.teacher)
    spent = {"forecast": asdict(expected), "spent": asdict(_spent(requests)), "usd": usd}
    records.write_json(job.folder / SPENT, spent)
    print(told("distill", requests, fresh), flush=True)
    return Ledger.of("examples", kept, records.Rows(job.folder / "dropped.jsonl", Dropped))


def show(result: Result, settings: Settings, root: Path) -> None:
    """Print what became of what was asked for, and where the pairs can be looked through."""
    examples = records.Rows(result.folder / "examples.jsonl", Example)
    dropped = records.Rows(result.folder / "dropped.jsonl", Dropped)
    print(summary(examples, dropped))
    browser = root / "review" / f"{result.folder.name}.html"
    if not browser.exists():
        chunks = records.read(result.folder / "chunks.jsonl", Chunk)
        write_browser(browser, examples, dropped, chunks)
    print(f"each pair beside its text: {browser}", flush=True)


def check(settings: Settings) -> None:
    """Refuse a broken question set, and one that cannot be compared, before a teacher is asked."""
    if read_sets(settings.questions):
        settings.leakage.similarity.check()


def dry_run(settings: Settings, chunked: Result) -> None:
    """Print what distilling would ask of the teacher, without asking."""
    chunks = records.read(chunked.folder / "chunks.jsonl", Chunk)
    expected = forecast(settings, chunks)
    print(f"distill: forecast {_foretold(settings, expected)}; nothing was asked", flush=True)


def _foretold(settings: Settings, expected: Forecast) -> str:
    """What will be asked; and that it is in vain, where it is not learned."""
    vain = expected.calls and not settings.distillation.of_examples
    more = "; the distillation learns none of these examples (prompt=raw asks for none)"
    return expected.sentence(settings.teacher) + (more if vain else "")


def _spent(requests: Iterable[Asked]) -> Forecast:
    """What all answers cost that the examples were made from, each asked for once."""
    asked: set[str] = set()
    tokens_in = tokens_out = 0
    for request in requests:
        if request.key not in asked:
            asked.add(request.key)
            tokens_in += request.tokens_in
            tokens_out += request.tokens_out
    return Forecast(len(asked), tokens_in, tokens_out)


STAGE = Stage(
    "distill",
    version=16,
    depends=("teacher", "prompt", "verifier", "questions", "leakage"),
    run=distill,
    more=lambda settings: {"teacher.structured": [one.held for one in settings.teacher.chain()]},
    check=check,
    show=show,
)


def _write_drafts(job: Job, chunks: list[Chunk]) -> int:
    """Have all tasks done, and write what came of each; how many answers had to be asked for.

    What a chunk came to is written before the last one is begun, so memory stays flat.
    """
    settings, folder = job.settings, job.folder
    tasks = settings.prompt.tasks(chunks)
    traced: list[Span] = []
    number = count()
    with (
        tqdm(desc="distill", total=len(tasks), unit="chunk", disable=None) as bar,
        records.writing(folder / DRAFTS) as drafts,
        records.writing(folder / "dropped.jsonl") as dropped,
        records.writing(folder / DOUBTED) as doubted,
        records.writing(folder / "requests.jsonl") as requests,
        records.writing(folder / "chunks.jsonl") as texts,
        lines_to(settings.teacher, job.store.root, settings.purse, _teller(bar)) as lines,
    ):
        work = list(zip(tasks, _sampled(len(tasks), settings.tracking.traces), strict=True))
        with closing(_desks(work, settings, lines, bar)) as desks:
            for desk in desks:
                drafts(_example(desk.chunk, draft, next(number)) for draft in desk.kept)
                doubted(_example(desk.chunk, draft, next(number)) for draft in desk.unsettled)
                dropped(desk.dropped)
                requests(desk.asked)
                texts([desk.chunk])
                traced += [spans(desk)] if desk.calls else []
    if traced:
        settings.tracking.trace(traced)
    return lines.fresh


def _choose(job: Job) -> int:
    """Write the drafts that may be learned, the others with their reasons; how many are kept."""
    drafts = records.Rows(job.folder / DRAFTS, Example)
    measured = list(chain.from_iterable(read_sets(job.settings.questions).values()))
    leakage, kept = job.settings.leakage, 0
    with (
        records.writing(job.folder / "examples.jsonl") as examples,
        records.writing(job.folder / "dropped.jsonl", more=True) as dropped,
    ):
        for draft, fault in sieve(drafts, measured, leakage):
            if fault:
                dropped([Dropped(f"rejected: {fault}", draft.chunk, 1, asdict(draft))])
            else:
                examples([draft])
                kept += 1
    doubted = records.Rows(job.folder / DOUBTED, Example)
    learned = records.Rows(job.folder / "examples.jsonl", Example)
    records.write(job.folder / UNSETTLED, unlearned(doubted, learned, measured, leakage))
    drafts.path.unlink()
    doubted.path.unlink()
    return kept


def _teller(bar: Any) -> Callable[[str], None] | None:
    return None if bar.disable else bar.set_postfix_str


def _desks(
    work: list[tuple[Task, bool]], settings: Settings, lines: Chain, bar: Any
) -> Generator[Desk, None, None]:
    """A desk for each task, the work done there; the first ones decide whether to go on."""
    first, others = work[: settings.gate.chunks], work[settings.gate.chunks :]
    desks = list(_sit(first, settings, lines, bar))
    looked = settings.gate.check(desks) if others else ""
    if looked and settings.teacher.live:
        tqdm.write(f"distill: {looked}")
    yield from desks
    yield from _sit(others, settings, lines, bar)


def _sit(
    work: list[tuple[Task, bool]], settings: Settings, lines: Chain, bar: Any
) -> Generator[Desk, None, None]:
    """Have each task done, by one teacher from its beginning to its end."""

    def sit(given: tuple[Task, bool]) -> Desk:
        (chunk, write), traced = given

        def written(line: Line) -> Desk:
            desk = Desk(line, settings, chunk, traced=traced)
            write(chunk, desk)
            return desk

        return lines.use(written)

    pool = ThreadPoolExecutor(settings.teacher.concurrency, "desk")
    try:
        for desk in pool.map(sit, work):
            bar.update()
            yield desk
    except BaseException:
        lines.give_up()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


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
        draft.quote,
    )


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("distill"))
