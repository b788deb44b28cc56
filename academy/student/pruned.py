"""Some of the layers of a larger model, and what it learned again without the others."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock
from pydantic import PositiveInt

from academy import processes, records
from academy.component import component
from academy.distillation.base import Course
from academy.distillation.head import body_of
from academy.distillation.lessons import Lesson
from academy.distillation.replay import general_chat
from academy.errors import AcademyError
from academy.lora.full import Full
from academy.places import home
from academy.store import text_hash
from academy.student.base import Student
from academy.student.loading import exact, quantised
from academy.student.pretrained import Pretrained
from academy.student.recovery import Recovery
from academy.tracking.none import SilentRun

LAYER = re.compile(r"\blayers\.(\d+)\.")
CALIBRATION = 64
"""Conversations on which the influence of layers is measured."""
CARD = "pruned.json"
LONGEST = 80
"""Characters of a title in a folder's name."""


@component
class Pruned(Student):
    """`student=pruned`."""

    whole: Student
    layers: PositiveInt
    """How many are kept."""
    keep: Literal["spaced", "influence"]
    """Evenly spaced ones with the first and the last (as in EduLLama), or those that change what
    goes through them most (ShortGPT, Men et al., 2024)."""
    recovery: Recovery | None
    """What it learns again; `null` leaves it as it is, which hardly speaks."""

    @property
    def title(self) -> str:
        """The whole model's name and the number of layers."""
        return f"{self.whole.title}, {self.layers} layers"

    def check(self) -> None:
        """As the whole model's."""
        self.whole.check()

    def tokenizer(self) -> Any:
        """The whole model's."""
        return self.whole.tokenizer()

    def source(self) -> str:
        """An ordinary model folder, made once; an interrupted recovery is taken up again.

        Raises:
            AcademyError: the whole model has fewer layers, or none of the usual kind.
        """
        title = re.sub(r"[^\w.-]+", "-", self.title)[-LONGEST:]
        name = f"{title}-{text_hash(self.identity())[:12]}"
        folder = home() / ".academy" / "models" / name
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{name}.lock")):
            if not folder.exists() and processes.count() > 1:
                raise AcademyError(
                    "student.layers: several processes cannot take layers away; run the "
                    "same in one process first (without `accelerate launch`)"
                )
            if not folder.exists():
                self._make(folder)
        return str(folder)

    def _make(self, folder: Path) -> None:
        work = folder.with_name(f".{folder.name}.new")
        cut = work / "cut"
        if not (work / CARD).exists():
            shutil.rmtree(work, ignore_errors=True)
            card = self._cut(cut)
            records.write_json(work / CARD, card)
        made = cut
        if self.recovery:
            made = work / "recovered"
            student = Pretrained(
                system=self.system, recall=self.recall, ask=self.ask, name=str(cut)
            )
            outcome = self.recovery.train(
                Course(
                    student=student,
                    before=self.whole,
                    lora=Full(optimizer="adamw_torch"),
                    examples=(),
                    chunks={},
                    seed=0,
                    folder=work / "checkpoints",
                    adapter=made,
                    run=SilentRun(),
                )
            )
            learned = {"losses": outcome.losses, "tokens": outcome.tokens}
            chat = {"seconds": outcome.seconds, "chat": outcome.made[:CALIBRATION]}
            card = {**records.read_json(work / CARD), **learned, **chat}
            records.write_json(work / CARD, card)
        shutil.copyfile(work / CARD, made / CARD)
        made.rename(folder)
        shutil.rmtree(work)

    def _cut(self, folder: Path) -> dict[str, Any]:
        """Write the model with fewer layers; tell which were kept."""
        from transformers import set_seed

        model, tokenizer = self.whole.model(), self.tokenizer()
        before = int(model.config.num_hidden_layers)
        if self.layers > before:
            raise AcademyError(
                f"student.layers={self.layers}: {self.whole.title} has {before} layers"
            )
        if quantised(model):
            raise AcademyError(
                f"student.whole: the weights of {self.whole.title} are quantised, and cannot learn "
                "again; choose one that is not"
            )
        influence: list[float] = []
        kept = spaced(before, self.layers)
        if self.keep == "influence":
            reader = exact(model)
            layers_of(reader)
            set_seed(0)
            chat = general_chat(self.whole, reader, tokenizer, CALIBRATION)
            if not chat:
                raise AcademyError(
                    f"student.keep=influence: {self.whole.title} makes up no questions to be read; "
                    "take a chat model, or student.keep=spaced"
                )
            influence = block_influence(reader, chat, self.whole, tokenizer)
            most = sorted(range(before), key=lambda layer: -influence[layer])
            kept = sorted(most[: self.layers])
            model = self.whole.model()
        cut(model, kept).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return {"kept": kept, "of": before, "influence": influence}


def spaced(before: int, kept: int) -> list[int]:
    """So many layers, evenly spaced, the first and (of two and more) the last among them."""
    if kept == 1:
        return [0]
    return [round(i * (before - 1) / (kept - 1)) for i in range(kept)]


def cut(model: Any, kept: Sequence[int]) -> Any:
    """A model with these layers, in this order, and everything else as it was.

    Raises:
        AcademyError: its layers are not called `layers`.
    """
    from transformers import AutoConfig, AutoModelForCausalLM

    layers_of(model)
    places = {layer: place for place, layer in enumerate(kept)}
    weights = {}
    for name, weight in model.state_dict().items():
        layer = LAYER.search(name)
        if not layer:
            weights[name] = weight
        elif int(layer[1]) in places:
            place = places[int(layer[1])]
            weights[LAYER.sub(f"layers.{place}.", name, count=1)] = weight
    config = AutoConfig.for_model(**model.config.to_dict())
    config.num_hidden_layers = len(kept)
    before = model.config.num_hidden_layers
    for name, value in model.config.to_dict().items():
        if isinstance(value, list) and len(value) == before:  # one for each layer
            setattr(config, name, [value[layer] for layer in kept])
    smaller = AutoModelForCausalLM.from_config(config, dtype=model.dtype)
    smaller.load_state_dict(weights)
    smaller.generation_config = model.generation_config
    return smaller


def layers_of(model: Any) -> Any:
    """The layers of a model, in their order.

    Raises:
        AcademyError: they are not called `layers`.
    """
    layers = getattr(body_of(model), "layers", None)
    if layers is None:
        raise AcademyError(
            f"student=pruned: {type(model).__name__} has no layers of the usual kind; choose "
            "another student.whole"
        )
    return layers


def block_influence(
    model: Any, chat: Sequence[Lesson], student: Student, tokenizer: Any
) -> list[float]:
    """How much each layer changes what goes through it: 1 - mean cosine of its input and output."""
    import torch

    layers = layers_of(model)
    sums = [0.0] * len(layers)
    read = 0

    def watch(layer: int) -> Any:
        def hook(_: Any, given: Any, output: Any) -> None:
            after = output[0] if isinstance(output, tuple) else output
            near = torch.nn.functional.cosine_similarity(given[0].float(), after.float(), dim=-1)
            sums[layer] += float((1 - near).sum())

        return hook

    hooks = [one.register_forward_hook(watch(i)) for i, one in enumerate(layers)]
    try:
        with torch.inference_mode():
            for lesson in chat:
                before, after = lesson.tokens(student, tokenizer)
                model(input_ids=torch.tensor([before + after], device=model.device))
                read += len(before) + len(after)
    finally:
        for hook in hooks:
            hook.remove()
    return [total / max(read, 1) for total in sums]
