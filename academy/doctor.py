"""Look whether this machine and the teacher are ready, and say what to do where they are not.

    academy doctor
    academy doctor teacher=mistral_free student=tinyllama

Asks the teacher one short question. The exit code is 1 where something is missing that the
configuration needs.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from academy.errors import AcademyError
from academy.places import home
from academy.prompt.base import STRINGS
from academy.settings import Settings
from academy.teacher.base import Request, Teacher, TeacherFailure
from academy.templates import render

NEEDED_GB = 2
"""Free disk that a student, its checkpoints and the results take at least."""
GB = 1e9
WANTED = 2
"""Items in the list that the teacher is asked for."""
LIST = {**STRINGS, "minItems": WANTED, "maxItems": WANTED}
SENTENCE = "The lighthouse of Oldmouth was built in 1871 by Ada Kern."


@dataclass(frozen=True)
class Finding:
    """Something that was looked at."""

    what: str
    said: str
    good: bool = True


def doctor(settings: Settings) -> None:
    """Print what was found, a line each.

    Raises:
        AcademyError: something is missing.
    """
    missing = []
    for look in (_machine, _disk, _ocr, _student, _lora, _teacher):
        for finding in _looked(look, settings):
            print(f"{'ok' if finding.good else 'NO':3} {finding.what:9} {finding.said}", flush=True)
            missing += [finding.what] * (not finding.good)
    if missing:
        raise AcademyError(f"doctor: not ready: {', '.join(missing)} (see above what to do)")


def _looked(look: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    try:
        yield from look(settings)
    except (AcademyError, TeacherFailure) as fault:
        advice = "" if isinstance(fault, AcademyError) else "; try later, or another teacher=…"
        yield Finding(look.__name__.strip("_"), f"{fault}{advice}", good=False)


def _machine(settings: Settings) -> Iterator[Finding]:
    import torch

    if torch.cuda.is_available():
        yield Finding("machine", f"{torch.cuda.get_device_name(0)}, torch {torch.__version__}")
        return
    from academy.student.loading import bf16_pays

    precision = "bf16" if bf16_pays() else "fp32"
    cores = len(os.sched_getaffinity(0))
    said = f"{cores} CPU cores, no GPU, torch {torch.__version__}: trains in {precision}"
    yield Finding("machine", said)


def _disk(settings: Settings) -> Iterator[Finding]:
    there = next(folder for folder in (home(), *home().parents) if folder.exists())
    free = shutil.disk_usage(there).free / GB
    said = f"{free:.1f} GB free below {home()}"
    if free < NEEDED_GB:
        said += f"; {NEEDED_GB} GB are needed: free some, or let ACADEMY_HOME be on another disk"
    yield Finding("disk", said, free >= NEEDED_GB)


def _ocr(settings: Settings) -> Iterator[Finding]:
    from academy.extractor.auto import Auto
    from academy.extractor.tesseract import Tesseract, check

    extractor = settings.extractor
    ocr = extractor.ocr if isinstance(extractor, Auto) else extractor
    if isinstance(ocr, Tesseract):
        check(ocr.languages)
        yield Finding("ocr", f"Tesseract with {ocr.languages.replace('+', ', ')}")


def _student(settings: Settings) -> Iterator[Finding]:
    tokenizer = settings.student.tokenizer()
    yield Finding("student", f"{settings.student.title}, {len(tokenizer)} tokens, chat template")


def _lora(settings: Settings) -> Iterator[Finding]:
    yield Finding("lora", settings.lora.name)


def _teacher(settings: Settings) -> Iterator[Finding]:
    for at, teacher in enumerate(settings.teacher.chain()):
        yield from _asked(teacher, "teacher" + at * ".fallback")


def _asked(teacher: Teacher, name: str) -> Iterator[Finding]:
    """Whether a teacher answers, and in lists.

    Args:
        name: of its settings.
    """
    from academy.teacher.listed import listed

    if not teacher.live:
        said = "answers are replayed; for documents of your own name a live one: teacher=ollama"
        yield Finding("teacher", f"{teacher.model}: {said}")
        return
    shown = {"passage": SENTENCE, "before": "", "about": "Oldmouth", "answer": "Ada Kern"}
    request = Request(*render("wordings", "en", wanted=WANTED, **shown), LIST, 0.0, 200, 0)
    start = time.monotonic()
    answer = teacher.ask(request)
    seconds = time.monotonic() - start
    spent = f"{answer.tokens_in} tokens in, {answer.tokens_out} out"
    yield Finding("teacher", f"{teacher.model} answers in {seconds:.1f} s ({spent})")
    try:
        found = listed(answer, STRINGS["items"])
    except TeacherFailure:
        found = []
    good = len(found) == WANTED
    may_be_held = hasattr(teacher, "structured") and not teacher.held
    held = f", or {name}.structured=json_schema" if may_be_held else ""
    advice = "" if good else f"; try another model{held}"
    said = f"{len(found)} of {WANTED} questions asked for came, as a list{advice}"
    yield Finding("lists", said, good)


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("doctor"))
