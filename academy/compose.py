"""Compose `conf/` into one resolved configuration; write it to `params.yaml` for DVC.

academy compose lora=r16        # rewrites params.yaml as `dvc exp run -S lora=r16` does
"""

import math
import os
import re
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from academy import processes
from academy.errors import AcademyError
from academy.places import CONF, ROOT, home
from academy.store import text_hash
from academy.tracking.base import SWEEP, VARIED

if TYPE_CHECKING:
    from academy.cli import Command


CHOICE = re.compile(r"choice\((.*)\)")
"""How a sweep names variants that it may choose from."""
UNTOLD = re.compile(r"^\+*(documents|tracking|experiment|budget|tolerance|limits)\b|[/:\\]")
"""Settings that the name of a run does not tell: its documents stand there already, and what may be
a path or an address is too long for it."""


def write(overrides: Sequence[str]) -> None:
    """Rewrite `params.yaml` from `conf/`, byte for byte as DVC does."""
    from dvc.utils.hydra import compose_and_dump
    from omegaconf import OmegaConf

    path = ROOT / "params.yaml"
    with _one_line_errors():
        compose_and_dump(path, str(CONF), None, "config", str(CONF), list(overrides))
    if not any(OmegaConf.load(path).documents.questions.values()):
        print(
            "compose: no questions, so `dvc repro` will fail at its last stage, evaluate; set "
            "documents.questions.dev=questions.json, or run `dvc repro train`",
            flush=True,
        )


def run_params(command: "Command") -> None:
    """Run a verb under a configuration that is already composed."""
    from omegaconf import OmegaConf
    from yaml import YAMLError

    from academy.perform import perform

    path = Path(command.own["--params"])
    if not path.is_file():
        raise AcademyError(f"{path}: no such file; write it with `academy compose`")
    if command.overrides:
        raise AcademyError(
            "--params holds the whole configuration; change it with `academy compose`"
        )
    try:
        composed = OmegaConf.load(path)
    except (YAMLError, OSError) as error:
        raise AcademyError(f"{path}: no readable YAML ({_first_line(error)})") from None
    perform(command, _plain(composed))


class _Ended(BaseException):
    """Ends a sweep: a person did, or several processes would wait for a result that failed."""


def run_hydra(command: "Command") -> None:
    """Compose with Hydra and run the verb, or, with `-m`, sweep over it."""
    import hydra
    from hydra.core.hydra_config import HydraConfig

    from academy.cli import OF_ONE_VERB
    from academy.perform import perform

    check_variants(command.overrides)
    failed: list[BaseException] = []

    def task(config: Any) -> float:
        hydra_config, told = HydraConfig.get(), command.overrides
        if command.multirun:
            print(f"--- {' '.join(hydra_config.overrides.task)}", flush=True)
            told = [one for one in hydra_config.overrides.task if one not in command.overrides]
        os.environ[VARIED] = " ".join(one for one in told if not UNTOLD.search(one))
        try:
            return perform(command, _plain(config))
        except (Exception, KeyboardInterrupt) as error:
            # Other launchers run in other processes: only a raised error comes back from there.
            if "BasicLauncher" not in hydra_config.launcher._target_:
                raise
            failed.append(error)
            _tell(error, command)
            if isinstance(error, KeyboardInterrupt) or processes.count() > 1:
                raise _Ended from error
            return math.nan

    hydras = [flag for flag in command.flags if flag not in OF_ONE_VERB]
    flags = [*hydras, *command.overrides]
    if command.multirun:
        flags.append(f"hydra.sweep.dir='{home() / '.academy' / 'sweeps'}'")
    os.environ["HYDRA_FULL_ERROR"] = "1"
    sys.argv = [f"academy {command.verb}", *flags]
    with _sweeping(command) if command.multirun else nullcontext():
        with _one_line_errors(), suppress(_Ended):
            hydra.main(version_base="1.3", config_path=str(CONF), config_name="config")(task)()
        if failed:
            raise failed[0]


@contextmanager
def _sweeping(command: "Command") -> Iterator[None]:
    """Give a sweep its id; one that did not come to its end is gone on with by the same command."""
    what = [command.verb, command.overrides, command.own, str(Path.cwd())]
    begun = home() / ".academy" / "sweeps" / f"{text_hash(what)[:16]}.id"
    begun.parent.mkdir(parents=True, exist_ok=True)
    if not begun.exists():
        begun.write_text(uuid.uuid4().hex[:12], encoding="utf-8")
    told = [one for one in command.overrides if not UNTOLD.search(one)]
    name = " ".join(sorted(told, key=lambda one: "," not in one))  # what varies first
    os.environ[SWEEP] = f"{begun.read_text(encoding='utf-8')} {name}"
    yield
    begun.unlink(missing_ok=True)


def _tell(error: BaseException, command: "Command") -> None:
    """Say why a variant failed, below its heading; the last line tells the first one once more."""
    if command.multirun and isinstance(error, AcademyError):
        print(f"failed: {error}", flush=True)


def check_variants(overrides: Sequence[str]) -> None:
    """Refuse a variant that a group does not have, before anything is composed.

    Raises:
        AcademyError: names the group's variants.
    """
    for override in overrides:
        key, _, chosen = override.lstrip("+").partition("=")
        group = key.partition("@")[0]
        variants = sorted(path.stem for path in (CONF / group).glob("*.yaml"))
        swept = CHOICE.fullmatch(chosen)
        names = map(str.strip, (swept[1] if swept else chosen).split(","))
        for name in names if variants else ():
            if name not in variants and (group, name) != ("experiment", "null"):
                raise AcademyError(
                    f"{group}={name}: there is no such variant; there are {', '.join(variants)}"
                )


def _plain(config: Any) -> Mapping[str, Any]:
    from omegaconf import OmegaConf

    try:
        plain = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    except Exception as error:
        raise AcademyError(_first_line(error)) from None
    if not isinstance(plain, dict):
        raise AcademyError("the configuration is no mapping")
    return {str(key): value for key, value in plain.items() if key != "hydra"}


class _one_line_errors:  # noqa: N801 - reads as a statement
    """Turns what Hydra and OmegaConf raise for a person's mistake into an `AcademyError`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from hydra.errors import HydraException
        from omegaconf.errors import OmegaConfBaseException

        if isinstance(error, HydraException | OmegaConfBaseException):
            raise AcademyError(_first_line(error)) from None


def _first_line(error: BaseException) -> str:
    """What is wrong and what there is instead, without Hydra's hints for programmers."""
    from omegaconf.errors import MissingMandatoryValue

    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if isinstance(error, MissingMandatoryValue):
        return f"{error.full_key}: must be set, e.g. {error.full_key}=…"
    unknown = re.match(r"Could not override '([\w./@]+)'", lines[0])
    if unknown:
        return f"{unknown[1]}: there is no such setting{_alternatives(unknown[1])}"
    return " ".join(line for line in lines if not line.startswith(("full_key", "object_type")))


def _alternatives(key: str) -> str:
    """The settings that the group of a mistyped key has, in any of its variants."""
    group, _, name = key.partition(".")
    files = sorted((CONF / group).glob("*.yaml"))
    texts = [path.read_text(encoding="utf-8") for path in files or [CONF / "config.yaml"]]
    of_each = [re.findall(r"(?m)^(?:  - )?([a-z]\w*):", text) for text in texts]
    holders = [path.stem for path, names in zip(files, of_each, strict=False) if name in names]
    if holders:
        having = " or ".join(f"{group}={holder}" for holder in holders)
        return f" in the {group} that is chosen; {having} has it"
    names = dict.fromkeys(chain.from_iterable(of_each))
    prefix = f"{group}." if files else ""
    return "; there are " + ", ".join(prefix + name for name in names if name != "defaults")


if __name__ == "__main__":
    from academy.cli import main

    sys.exit(main("compose"))
