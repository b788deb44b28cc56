"""Have the teacher write examples about every chunk, check them, and keep what is right.

    academy distill docs/ teacher=ollama prompt=qa
    python -m academy.distill teacher=mistral_free prompt.wordings=8

Writes `examples.jsonl`, `dropped.jsonl` (each with its reason) and `requests.jsonl` (which answers
of the teacher the examples were made from).
"""

import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from tqdm import tqdm

from academy import records
from academy.desk import Desk
from academy.ledger import Ledger
from academy.pipeline import Job, Stage
from academy.records import Chunk, Dropped, Example
from academy.teacher.line import Line, line_to, told
from academy.text import contains, normalize
from academy.verifier.base import Draft


def distill(job: Job) -> Ledger:
    """Write the examples of all chunks into the job's folder."""
    chunks = list(records.read(job.input / "chunks.jsonl", Chunk))
    with line_to(job.settings.teacher, job.store.root) as line:
        desks = _work([Desk(line, job.settings, chunk) for chunk in chunks], line)
    dropped = [d for desk in desks for d in desk.dropped]
    examples = _distinct(desks, dropped)
    records.write(job.folder / "examples.jsonl", examples)
    records.write(job.folder / "dropped.jsonl", dropped)
    requests = [asked for desk in desks for asked in desk.asked]
    records.write(job.folder / "requests.jsonl", requests)
    print(told("distill", requests, line.fresh), flush=True)
    return Ledger.of("examples", len(examples), dropped)


STAGE = Stage("distill", version=4, depends=("teacher", "prompt", "verifier", "seed"), run=distill)


def _work(desks: list[Desk], line: Line) -> list[Desk]:
    def sit(desk: Desk) -> None:
        desk.settings.prompt.write(desk.chunk, desk)

    pool = ThreadPoolExecutor(line.teacher.concurrency, "desk")
    try:
        done = pool.map(sit, desks)
        for _ in tqdm(done, "distill", total=len(desks), unit="chunk", disable=None):
            pass
    except BaseException:
        line.give_up()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return desks


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
