"""The composed configuration as typed components."""

import dataclasses
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydantic

from academy.chunker.base import Chunker
from academy.component import component
from academy.distillation.base import Distillation
from academy.documents.base import Documents, QuestionSets
from academy.errors import AcademyError, concealed
from academy.evaluation.base import Evaluation
from academy.extractor.base import Extractor
from academy.extractor.cleaning import Cleaning
from academy.extractor.guard import Limits
from academy.gate import Gate
from academy.judge.base import Judge
from academy.lora.base import Tuning
from academy.pairs.leakage import Leakage
from academy.pictures.base import Pictures
from academy.prompt.base import Prompt
from academy.router.base import Router
from academy.similarity.base import Similarity
from academy.student.base import Student
from academy.teacher.base import Teacher
from academy.teacher.budget import Budget, Purse
from academy.tracking.base import Tracking
from academy.translate.base import Translation
from academy.verifier.base import Verifier

SEEDS = 2**32
"""How many there are; NumPy takes no others."""
SHOWN = 80
"""Characters of a wrong value that an error line repeats."""


@component
class Tolerance:
    """The share of a stage's units that may fail before the stage stops the pipeline."""

    pages: float = pydantic.Field(ge=0, le=1)
    """Of a document set that could not be read."""
    examples: float = pydantic.Field(ge=0, le=1)
    """That came to nothing because the teacher failed."""
    answers: float = pydantic.Field(ge=0, le=1)
    """Of the teacher to pages: descriptions and translations."""


@dataclass(frozen=True)
class Settings:
    """One component for each config group, in pipeline order."""

    documents: Documents
    extractor: Extractor
    pictures: Pictures
    translate: Translation
    chunker: Chunker
    prompt: Prompt
    verifier: Verifier
    teacher: Teacher
    student: Student
    lora: Tuning
    distillation: Distillation
    similarity: Similarity
    judge: Judge
    evaluation: Evaluation
    router: Router
    tracking: Tracking
    cleaning: Cleaning
    limits: Limits
    tolerance: Tolerance
    budget: Budget
    gate: Gate
    leakage: Leakage
    seed: int
    resolved: Mapping[str, Any]
    """The whole composed configuration as plain values, for lineage and logs: no passwords."""
    purse: Purse
    """What this run spends on its teachers."""

    @property
    def questions(self) -> QuestionSets:
        """The question sets, which measure and are never learned from."""
        return self.documents.questions

    @classmethod
    def build(cls, resolved: Mapping[str, Any]) -> "Settings":
        """Construct and validate every component.

        Raises:
            AcademyError: the first wrong value, named by its key.
        """
        wanted = {field.name for field in dataclasses.fields(cls)} - {"resolved", "purse"}
        for key in sorted(wanted ^ resolved.keys()):
            fault = "is missing" if key in wanted else "is no setting of Academy"
            raise AcademyError(f"{key}: {fault}; run `academy compose`, or see `academy --help`")
        parts = {key: construct(key, resolved[key]) for key in wanted - {"seed"}}
        seed = resolved["seed"]
        if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < SEEDS:
            raise AcademyError(
                f"seed: must be a whole number from 0 to {SEEDS - 1} (got {_shown(seed)})"
            )
        shown = _concealed(resolved)
        return cls(**parts, seed=seed, resolved=shown, purse=Purse(parts["budget"]))


def construct(group: str, node: Any) -> Any:
    """The component that a part of the composed configuration describes.

    Raises:
        AcademyError: the first wrong value, named by its key.
    """
    if not isinstance(node, Mapping) or "_target_" not in node:
        raise AcademyError(f"{group}: must be a group with `_target_` (got {_shown(node)})")
    fields = {key: _part(f"{group}.{key}", value) for key, value in node.items()}
    module, _, name = str(fields.pop("_target_")).rpartition(".")
    try:
        return getattr(importlib.import_module(module or "academy"), name)(**fields)
    except pydantic.ValidationError as error:
        raise AcademyError(_first_mistake(group, error)) from None
    except (ImportError, AttributeError):
        raise AcademyError(f"{group}._target_: there is no class {module}.{name}") from None


def _part(key: str, value: Any) -> Any:
    """A component within a component is constructed, anything else left as it is."""
    return construct(key, value) if isinstance(value, Mapping) and "_target_" in value else value


def _first_mistake(group: str, error: pydantic.ValidationError) -> str:
    mistake = error.errors()[0]
    key = ".".join([group, *(str(part) for part in mistake["loc"])])
    if mistake["type"] == "unexpected_keyword_argument":
        return f"{key}: there is no such setting"
    if mistake["type"] in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return f"{key}: this setting is missing"
    return f"{key}: {mistake['msg'].removeprefix('Value error, ')} (got {_shown(mistake['input'])})"


def _concealed(value: Any) -> Any:
    """A configuration without the passwords in its addresses."""
    if isinstance(value, Mapping):
        return {key: _concealed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_concealed(part) for part in value]
    return concealed(value) if isinstance(value, str) else value


def _shown(value: Any) -> str:
    """A person's value, short enough for one line."""
    text = concealed(repr(value))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
