"""Have the teacher write examples about every chunk, check them, and keep what is right.

    academy distill docs/ teacher=ollama prompt=qa
    python -m academy.distill teacher=mistral_free prompt.wordings=8

Writes `examples.jsonl`, `dropped.jsonl` (each with its reason) and `requests.jsonl` (which answers
of the teacher the examples were made from) and `spent.json` (what was asked beside the forecast).
`--dry-run` only tells the forecast: calls, tokens, money, and the days that a quota makes of it.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

from tqdm import tqdm

from academy import records
from academy.desk import Desk
from academy.ledger import Ledger
from academy.pipeline import Job, Stage
from academy.records import Chunk, Dropped, Example
from academy.rehearsal import Forecast, forecast
from academy.settings import Settings
from academy.store import Result
from academy.teacher.line import Asked, Line, line_to, told
from academy.text import contains, normalize
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
    dropped = [d for desk in desks for d in desk.dropped]
    examples = _distinct(desks, dropped)
    records.write(job.folder / "examples.jsonl", examples)
    records.write(job.folder / "dropped.jsonl", dropped)
    requests = [asked for desk in desks for asked in desk.asked]
    records.write(job.folder / "requests.jsonl", requests)
    spent = {"forecast": asdict(expected), "spent": asdict(_spent(requests))}
    (job.folder / SPENT).write_text(json.dumps(spent, indent=1) + "\n", encoding="utf-8")
    print(told("distill", requests, fresh), flush=True)
    return Ledger.of("examples", len(examples), dropped)


def dry_run(settings: Settings, chunked: Result) -> None:
    """Print what distilling would ask of the teacher, without asking."""
    chunks = records.read(chunked.folder / "chunks.jsonl", Chunk)
    expected = forecast(settings, chunks)
    print(f"distill: forecast {expected.sentence(settings.teacher)}; nothing was asked", flush=True)


def _spent(requests: Iterable[Asked]) -> Forecast:
    """What all answers cost that the examples were made from, each asked for once."""
    asked = {request.key: request for request in requests}.values()
    return Forecast(len(asked), sum(r.tokens_in for r in asked), sum(r.tokens_out for r in asked))


STAGE = Stage("distill", version=5, depends=("teacher", "prompt", "verifier", "seed"), run=distill)


def _ask(job: Job, chunks: list[Chunk]) -> tuple[list[Desk], int]:
    """A desk for each chunk, the work done there; and how many answers had to be asked for."""
    settings = job.settings
    with tqdm(desc="distill", total=len(chunks), unit="chunk", disable=None) as bar:
        tell = None if bar.disable else bar.set_postfix_str
        with line_to(settings.teacher, job.store.root, settings.purse, tell) as line:
            desks = [Desk(line, settings, chunk) for chunk in chunks]
            first, others = desks[: settings.gate.chunks], desks[settings.gate.chunks :]
            _work(first, line, bar)
            looked = settings.gate.check(first) if others else ""
            if looked and settings.teacher.live:
                tqdm.write(f"distill: {looked}")
            _work(others, line, bar)
    return desks, line.fresh


def _work(desks: list[Desk], line: Line, bar: Any) -> None:
    def sit(desk: Desk) -> None:
        desk.settings.prompt.write(desk.chunk, desk)

    pool = ThreadPoolExecutor(line.teacher.concurrency, "desk")
    try:
        for _ in pool.map(sit, desks):
            bar.update()
    except BaseException:
        line.give_up()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _distinct(desks: Iterable[Desk], dropped: list[Dropped]) -> list[Example]:
    """Number the drafts; drop repetitions, and questions that got different answers.

    Where one of a question's answers contains the other, the more frequent one is kept.
    """
    drafts = [(desk.chunk, draft) for desk in desks for draft in desk.kept]
    answers: dict[str, Counter[str]] = {}
    for _, draft in drafts:
        if draft.kind != "statement":
            counted = answers.setdefault(normalize(draft.question), Counter())
            counted[normalize(draft.answer)] += 1
    seen: set[tuple[str, str]] = set()
    examples: list[Example] = []
    for chunk, draft in drafts:
        question, answer = normalize(draft.question), normalize(draft.answer)
        rivals = answers.get(question, Counter([answer]))
        usual = rivals.most_common(1)[0][0]
        if not all(contains(usual, rival) or contains(rival, usual) for rival in rivals):
            dropped.append(Dropped("rejected: contradiction", chunk.id, 1, asdict(draft)))
        elif (question, answer) in seen or answer != usual:
            dropped.append(Dropped("rejected: repetition", chunk.id, 1, asdict(draft)))
        else:
            seen.add((question, answer))
            examples.append(_example(chunk, draft, len(examples)))
    return examples


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
