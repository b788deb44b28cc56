"""A model in this process, without a server: several requests are answered in one batch."""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any

from pydantic import PositiveInt

from academy.component import component
from academy.errors import AcademyError
from academy.student.chat import PLAIN
from academy.teacher.base import (
    EMPTY,
    NO_END,
    Answer,
    Gone,
    Request,
    Teacher,
    TeacherFailure,
    said,
)

GATHERING = 0.05
"""Seconds for which others may join a batch."""

Waiting = tuple[Request, "Future[Answer]"]


@component
class Local(Teacher):
    """`teacher=local`."""

    model: str
    source: str
    """Folder with a model, hub name, or path of a GGUF file."""
    concurrency: PositiveInt
    """Requests of one batch."""

    def ask(self, request: Request) -> Answer:
        """Answer one request, together with those that other threads have."""
        if request.picture:
            raise Gone(f"teacher {self.model}: sees no pictures; choose another pictures.teacher")
        mine: Future[Answer] = Future()
        self._waiting.put((request, mine))
        while not mine.done():
            with self._turn:
                if not mine.done():
                    self._answer(self._gathered())
        return mine.result()

    def close(self) -> None:
        """Let the memory of the model go; it is loaded again where it is asked again."""
        self.__dict__.pop("_loaded", None)

    @cached_property
    def _waiting(self) -> "SimpleQueue[Waiting]":
        return SimpleQueue()

    @cached_property
    def _turn(self) -> Lock:
        return Lock()

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        from academy.student.loading import load_model, load_tokenizer

        try:
            tokenizer = load_tokenizer(self.source, "teacher")
            model = load_model(self.source, whose="teacher").eval()
        except AcademyError as error:
            raise Gone(str(error)) from None
        tokenizer.padding_side = "left"
        return model, tokenizer

    def _gathered(self) -> list[Waiting]:
        """What waits, as much as one batch takes; all of it is to be answered alike."""
        time.sleep(GATHERING)
        batch: list[Waiting] = []
        others: list[Waiting] = []
        while len(batch) < self.concurrency:
            try:
                waiting = self._waiting.get_nowait()
            except Empty:
                break
            (batch if not batch or _alike(waiting, batch[0]) else others).append(waiting)
        for waiting in others:
            self._waiting.put(waiting)
        return batch

    def _answer(self, batch: Sequence[Waiting]) -> None:
        try:
            answers = self._generated([request for request, _ in batch])
        except (RuntimeError, MemoryError) as error:
            reason = str(error).partition("\n")[0]
            for _, future in batch:
                future.set_exception(TeacherFailure(f"the model failed ({reason})"))
        except BaseException as error:
            for _, future in batch:
                future.set_exception(error)
        else:
            for (_, future), answer in zip(batch, answers, strict=True):
                if isinstance(answer, Answer):
                    future.set_result(answer)
                else:
                    future.set_exception(answer)

    def _generated(self, requests: Sequence[Request]) -> list[Answer | TeacherFailure]:
        import torch

        model, tokenizer = self._loaded
        chats = [
            [{"role": "system", "content": r.system}, {"role": "user", "content": r.user}]
            for r in requests
        ]
        given = tokenizer.apply_chat_template(
            chats,
            add_generation_prompt=True,
            padding=True,
            return_tensors="pt",
            return_dict=True,
            **PLAIN,
        ).to(model.device)
        heat = requests[0].temperature
        torch.manual_seed(requests[0].seed)
        with torch.inference_mode():
            made = model.generate(
                **given,
                max_new_tokens=max(request.max_tokens for request in requests),
                do_sample=heat > 0,
                **({"temperature": heat, "top_p": 1.0, "top_k": 0} if heat > 0 else {}),
                pad_token_id=tokenizer.pad_token_id,
            )
        ends = set(_ids(model.generation_config.eos_token_id)) | {tokenizer.eos_token_id}
        answers = made[:, given["input_ids"].shape[1] :].tolist()
        lengths = given["attention_mask"].sum(dim=1).tolist()
        return [
            _read(tokens, request, length, tokenizer, ends)
            for tokens, request, length in zip(answers, requests, lengths, strict=True)
        ]


def _alike(one: Waiting, other: Waiting) -> bool:
    """Whether two requests can be answered in one batch."""
    return (one[0].temperature, one[0].seed) == (other[0].temperature, other[0].seed)


def _read(
    tokens: list[int], request: Request, length: int, tokenizer: Any, ends: set[int]
) -> Answer | TeacherFailure:
    """What was generated for a request, up to its end or to the length that it allows."""
    end = next((i for i, token in enumerate(tokens) if token in ends), len(tokens))
    own = tokens[: min(end, request.max_tokens)]
    whole = end < len(tokens) and end <= request.max_tokens
    end_of_answer = "stop" if whole else "length"
    text = said(tokenizer.decode(own, skip_special_tokens=True), end_of_answer)
    if not text.strip():
        return TeacherFailure(EMPTY if whole else NO_END, length, len(own))
    return Answer(text, end_of_answer, length, len(own))


def _ids(value: Any) -> list[int]:
    return value if isinstance(value, list) else [value] if value is not None else []
