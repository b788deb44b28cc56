"""Have the teacher write examples about every chunk, check them, and keep what is right.

    academy distill docs/*.pdf teacher=ollama prompt=qa
    python -m academy.distill teacher=mistral_free prompt.wordings=8

Writes `examples.jsonl`, `dropped.jsonl` (each with its reason) and `requests.jsonl` (which answers
of the teacher the examples were made from).
"""

import sys
import threading
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any

from json_repair import repair_json
from tqdm import tqdm

from academy import records
from academy.ledger import Ledger
from academy.pipeline import Job, Stage
from academy.prompt.base import Passage, render
from academy.records import Chunk, Dropped, Example, Record
from academy.settings import Settings
from academy.teacher.base import Answer, Request, TeacherFailure
from academy.teacher.cache import AnswerCache
from academy.text import normalize
from academy.verifier.base import Draft


@dataclass(frozen=True)
class Asked(Record):
    """One request to the teacher, for the ledger and for recordings."""

    key: str
    chunk: str
    template: str
    wanted: int
    tokens_in: int
    tokens_out: int


class Stopped(Exception):
    """The run is being given up."""


@dataclass
class Desk:
    """One chunk in front of the teacher: asks, checks, keeps, and counts (a `Conversation`)."""

    settings: Settings
    cache: AnswerCache
    chunk: Chunk
    kept: list[Draft] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    requests: list[Asked] = field(default_factory=list)
    asked_for_now: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when the run is being given up: nothing more is asked."""

    def ask(self, template: str, wanted: int, schema: dict[str, Any], **values: Any) -> list[Any]:
        """Up to `wanted` items of a JSON list; empty where the request failed."""
        prompt = self.settings.prompt
        system, user = render(template, self.chunk.language, wanted=wanted, **values)
        schema = {**schema, "minItems": wanted, "maxItems": wanted}
        request = Request(
            system, user, schema, prompt.temperature, prompt.max_tokens, self.settings.seed
        )
        if self.stop.is_set():
            raise Stopped
        try:
            answer, fresh = self.cache.ask(self.settings.teacher, request)
            self.asked_for_now += fresh
            spent = answer.tokens_in, answer.tokens_out
            self.requests.append(Asked(request.key(), self.chunk.id, template, wanted, *spent))
            items = _items(answer, schema["items"])[:wanted]
        except TeacherFailure as failure:
            self._drop(f"failed: {failure}", wanted, {"template": template, **values})
            return []
        if len(items) < wanted:
            reason = "failed: answer cut off" if answer.finish == "length" else "not written"
            self._drop(reason, wanted - len(items), {"template": template, **values})
        return items

    def draft(
        self, passage: Passage, template: str, kind: str, question: str, answer: str
    ) -> Draft:
        """Something that the teacher wrote."""
        said = question.strip(), answer.strip()
        teacher = self.settings.teacher.model
        return Draft(*said, kind, passage.text, passage.about, teacher, template)

    def rule(self, passage: Passage, kind: str, question: str, answer: str) -> Draft:
        """Something that was made without the teacher."""
        return Draft(question, answer, kind, passage.text, passage.about, "rule", "rule")

    def check(self, drafts: list[Draft]) -> list[Draft]:
        """Those drafts that the verifier accepts; the others are kept as dropped."""
        accepted = []
        for draft in drafts:
            fault = self.settings.verifier.fault(draft)
            if fault:
                self._drop(f"rejected: {fault}", 1, asdict(draft))
            else:
                accepted.append(draft)
        self.kept += accepted
        return accepted

    def _drop(self, reason: str, count: int, content: dict[str, Any]) -> None:
        self.dropped.append(Dropped(reason, self.chunk.id, count, content))


def distill(job: Job) -> Ledger:
    """Write the examples of all chunks into the job's folder."""
    chunks = list(records.read(job.input / "chunks.jsonl", Chunk))
    cache = AnswerCache(job.store.root / "answers.sqlite")
    try:
        desks = _work([Desk(job.settings, cache, chunk) for chunk in chunks], job.settings)
    finally:
        cache.close()
    dropped = [d for desk in desks for d in desk.dropped]
    examples = _distinct(desks, dropped)
    records.write(job.folder / "examples.jsonl", examples)
    records.write(job.folder / "dropped.jsonl", dropped)
    requests = [asked for desk in desks for asked in desk.requests]
    records.write(job.folder / "requests.jsonl", requests)
    _tell(requests, sum(desk.asked_for_now for desk in desks))
    return Ledger.of("examples", len(examples), dropped)


STAGE = Stage("distill", version=1, depends=("teacher", "prompt", "verifier", "seed"), run=distill)


def _work(desks: list[Desk], settings: Settings) -> list[Desk]:
    def sit(desk: Desk) -> None:
        settings.prompt.write(desk.chunk, desk)

    pool = ThreadPoolExecutor(settings.teacher.concurrency, "teacher")
    try:
        done = pool.map(sit, desks)
        for _ in tqdm(done, "distill", total=len(desks), unit="chunk", disable=None):
            pass
    except BaseException:
        for desk in desks:
            desk.stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return desks


def _distinct(desks: Iterable[Desk], dropped: list[Dropped]) -> list[Example]:
    """Number the drafts; drop repetitions, and questions that got several answers."""
    drafts = [(desk.chunk, draft) for desk in desks for draft in desk.kept]
    answers: dict[str, Counter[str]] = {}
    for _, draft in drafts:
        if draft.kind != "statement":
            counted = answers.setdefault(normalize(draft.question), Counter())
            counted[normalize(draft.answer)] += 1
    seen: set[tuple[str, str]] = set()
    examples: list[Example] = []
    for chunk, draft in drafts:
        pair = normalize(draft.question), normalize(draft.answer)
        rivals = answers.get(pair[0], Counter()).most_common(2)
        if pair in seen:
            dropped.append(Dropped("rejected: repetition", chunk.id, 1, asdict(draft)))
        elif rivals and (rivals[0][0] != pair[1] or len({n for _, n in rivals}) < len(rivals)):
            dropped.append(Dropped("rejected: contradiction", chunk.id, 1, asdict(draft)))
        else:
            seen.add(pair)
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


def _items(answer: Answer, schema: dict[str, Any]) -> list[Any]:
    """The well-formed items of the list in a teacher's answer.

    The JSON is mended where it is wrapped in prose or cut off; the item in which it was cut off is
    not taken, half a question being worse than none.
    """
    found = repair_json(answer.text, return_objects=True, skip_json_loads=False)
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if len(lists) == 1 else [found]
    if not isinstance(found, list) or not found:
        raise TeacherFailure("no JSON list in the answer")
    if answer.finish == "length":
        found = found[:-1]
    return [item for item in found if _fits(item, schema)]


def _fits(item: Any, schema: dict[str, Any]) -> bool:
    if schema["type"] == "string":
        return isinstance(item, str)
    return isinstance(item, dict) and all(
        isinstance(item.get(key), str) for key in schema["required"]
    )


def _tell(requests: list[Asked], fresh: int) -> None:
    tokens_in, tokens_out = (
        sum(getattr(r, n) for r in requests) for n in ("tokens_in", "tokens_out")
    )
    print(
        f"distill: {len(requests)} answers of the teacher ({fresh} asked for now, the rest known), "
        f"{tokens_in} tokens in, {tokens_out} out",
        flush=True,
    )


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("distill"))
