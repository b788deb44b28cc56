"""The entry point of every verb: composes the configuration, runs the verb, says errors in a line.

    academy <verb> [documents …] [group=variant …] [key=value …] [-m]

Stage verbs (extract, chunk, distill, train, evaluate) also take, for DVC:
    --params FILE   the composed configuration (written by `academy compose`) instead of conf/
    --from FOLDER   the result of the stage before
    --to FOLDER     where to copy the result
distill takes --dry-run, which asks the teacher nothing; questions takes --draft and documents;
export, questions and report write into --to.
"""

import os
import re
import signal
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from academy import processes
from academy.errors import AcademyError
from academy.faults import redacted, told
from academy.places import CONF

STAGES = ("extract", "chunk", "distill", "train", "evaluate")
VERBS = (
    *STAGES,
    *("query", "questions", "compare", "replay", "report", "register"),
    *("export", "doctor", "compose"),
)
UPSTREAM = (
    *("documents", "extractor", "pictures", "translate", "cleaning", "limits"),
    *("chunker", "teacher", "prompt", "verifier", "leakage"),
    *("student", "lora", "distillation", "experiment", "seed"),
)
"""What a specialist depends on."""
STRANGE = re.compile(r"[^-\w\s/\\+.$%*@?|:=~]|[^\x00-\x7f]", re.ASCII)
"""What Hydra does not take in a value without quotes."""
STRUCTURED = re.compile(r"^['\"\[{]|^\w+\(.*\)$|\$\{|,|\\[][(){}]")
"""A list, a text in quotes, a function, an interpolation, a sweep, or brackets quoted already."""
DRY_RUN, DRAFT = "--dry-run", "--draft"
OF_ONE_VERB = {
    DRY_RUN: ("distill", "it tells what that would ask for"),
    DRAFT: ("questions", "it has a teacher write them"),
}
OWN_FLAGS = {
    "--params": STAGES,
    "--from": (*STAGES, "export"),
    "--to": (*STAGES, "export", "questions", "report"),
}
"""Flags that a path follows, with the verbs that take them."""


@dataclass
class Command:
    """A command line, taken apart."""

    verb: str
    positional: list[str] = field(default_factory=list)
    overrides: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    """Hydra's own flags, e.g. `-m`."""
    own: dict[str, str] = field(default_factory=dict)

    @property
    def multirun(self) -> bool:
        """Whether this is a sweep."""
        return "-m" in self.flags or "--multirun" in self.flags

    def chooses(self, groups: Sequence[str]) -> bool:
        """Whether an override names one of these groups."""
        return any(re.split("[=.@]", o.lstrip("+~"))[0] in groups for o in self.overrides)


def main(verb: str | None = None, argv: Sequence[str] | None = None) -> int:
    """Run a verb; the exit code is 0 only if everything went as the person wanted."""
    if argv is None:
        _be_a_program()
    if not processes.leads():
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    words = list(sys.argv[1:] if argv is None else argv)
    if verb is None:
        verb = words.pop(0) if words and not words[0].startswith("-") else "--help"
    try:
        if verb == "--help" or {"--help", "-h"} & set(words):
            print(manual(verb), flush=True)
        else:
            processes.check()
            _run(parse(verb, words))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Exception, KeyboardInterrupt) as error:
        known = told(error)
        if known is None:
            raise
        return _say(*known)
    return 0


def _be_a_program() -> None:
    """Be ended by SIGTERM as by Ctrl-C, and keep to oneself what libraries tell programmers."""
    if processes.leads():  # the others have nothing to keep, nor to say
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not sys.warnoptions:  # `python -W` shows them
        warnings.simplefilter("ignore")


def parse(verb: str, words: Sequence[str]) -> Command:
    """Take a command line apart.

    Raises:
        AcademyError: an unknown verb or flag, or a flag without its path.
    """
    if verb not in VERBS:
        raise AcademyError(f"{verb}: there is no such verb; there are {', '.join(VERBS)}")
    command = Command(verb)
    rest = iter(words)
    for word in rest:
        if word in OWN_FLAGS:
            command.own[word] = next(rest, "")
        elif word.startswith("-"):
            command.flags.append(word)
        elif _is_override(word) and not _is_there(word):
            command.overrides.append(_quoted(word))
        else:
            command.positional.append(word)
    _check(command)
    drafts = DRAFT in command.flags
    if (verb in (*STAGES, "export") or drafts) and command.positional:
        command.overrides = [*_documents(command), *command.overrides]
    if drafts and not command.chooses(("prompt",)):
        command.overrides = ["prompt=exam", *command.overrides]
    return command


def _check(command: Command) -> None:
    for flag in command.flags:
        verb, what = OF_ONE_VERB.get(flag, (command.verb, ""))
        if command.verb != verb:
            raise AcademyError(f"{flag}: for {verb} alone; {what}")
        if flag not in ("-m", "--multirun", *OF_ONE_VERB):
            raise AcademyError(
                f"{flag}: there is no such flag; see `academy {command.verb} --help`"
            )
    for flag, path in command.own.items():
        if not path:
            raise AcademyError(f"{flag}: a path must follow")
        if command.verb not in OWN_FLAGS[flag]:
            raise AcademyError(f"{flag}: for {', '.join(OWN_FLAGS[flag])} alone")
    if command.verb in ("doctor", "compose") and command.positional:
        raise AcademyError(
            f"{command.positional[0]}: {command.verb} takes group=variant and key=value"
        )


def _is_there(word: str) -> bool:
    try:
        return Path(word).exists()
    except OSError:  # longer than a path may be
        return False


def _is_override(word: str) -> bool:
    key, found, _ = word.partition("=")
    return bool(found) and bool(re.fullmatch(r"[+~]*[\w./]+(@[\w.]+)?", key))


def _quoted(override: str) -> str:
    """With quotes around signs that mean something to Hydra, and the home folder for a `~`."""
    key, _, value = override.partition("=")
    home = value.startswith("~/")
    structured = STRUCTURED.search(value) and not _is_there(value)
    if not home and (structured or not STRANGE.search(value)):
        return override
    return f"{key}='{_escaped(str(Path(value).expanduser()) if home else value)}'"


def _documents(command: Command) -> list[str]:
    """What naming files means: `documents=files`, and a live teacher unless one is chosen.

    Questions are drafted by another one than what is learned.
    """
    live = "teacher=llama_free" if DRAFT in command.flags else "teacher=mistral_free"
    quoted = ",".join("'" + _escaped(str(Path(p).absolute())) + "'" for p in command.positional)
    named = {override.partition("=")[0] for override in command.overrides}
    chosen = [] if "documents" in named else ["documents=files"]
    teacher = [] if {"teacher", "experiment"} & named else [live]
    return [*chosen, f"documents.paths=[{quoted}]", *teacher]


def _escaped(path: str) -> str:
    """For single quotes of Hydra's grammar: a backslash counts there only before a quote."""
    return re.sub(r"(\\*)('|$)", lambda m: m[1] * 2 + ("\\'" if m[2] else ""), path)


def _run(command: Command) -> None:
    if command.verb == "compose":
        import_module("academy.compose").write(command.overrides)
    elif "--params" in command.own:
        import_module("academy.compose").run_params(command)
    else:
        import_module("academy.compose").run_hydra(command)


def manual(verb: str) -> str:
    """The help text: what the verb does, and every group with its variants."""
    if verb in VERBS:
        about = import_module(f"academy.{verb}").__doc__ or ""
    else:
        about = (import_module("academy").__doc__ or "") + "\n\n    academy <verb> …\n\nVerbs:\n"
        for name in VERBS:
            first = (CONF.parent / "academy" / f"{name}.py").read_text(encoding="utf-8")
            about += f"    {name:9} {first.split(chr(10))[0].strip(chr(34))}\n"
    choose = "Choose variants with group=variant, single settings with group.key=value:"
    return f"{about.strip()}\n\n{choose}\n{groups()}"


def groups() -> str:
    """One line for each config group; the default variant stands first."""
    text = (CONF / "config.yaml").read_text(encoding="utf-8")
    lines = []
    for group, default in re.findall(r"(?m)^  - (\w+): (\w+)$", text):
        variants = sorted(path.stem for path in (CONF / group).glob("*.yaml"))
        first = [default] if default in variants else []
        lines.append(f"    {group:13} {' '.join(first + [v for v in variants if v != default])}")
    return "\n".join(lines)


def _say(message: str, code: int) -> int:
    print(f"academy: {redacted(' '.join(message.split()))}", file=sys.stderr, flush=True)
    return code
