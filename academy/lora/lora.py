"""Low-rank adapters on all or some of the student's layers (Hu et al., 2022)."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, PositiveInt, field_validator

from academy import records
from academy.component import component
from academy.errors import AcademyError
from academy.lora.base import Tuning

if TYPE_CHECKING:
    from academy.student.base import Student


@component
class Lora(Tuning):
    """`lora=r8`, `r16`, `r32`, `qlora`."""

    r: PositiveInt
    """Rank of the adapter matrices."""
    alpha: PositiveInt
    """Scale; the adapter is multiplied by alpha / r."""
    dropout: float = Field(ge=0, lt=1)
    """Share of what goes into the adapter that is left out, other values at each step."""
    target_modules: str | tuple[str, ...]
    """`all-linear`, the names of the layers, or a regular expression for their whole names."""
    rslora: bool
    """Multiply by alpha / √r instead, which keeps high ranks stable (Kalajdzievski, 2023)."""
    dora: bool
    """Learn the length of each column apart from its direction (Liu et al., 2024)."""
    quantization: Literal["nf4"] | None
    """The frozen weights in four bits (NF4, double quantisation), or as they are."""

    @field_validator("target_modules")
    @classmethod
    def _expressions(cls, targets: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if not targets:
            raise ValueError("names no layer; `all-linear` takes all")
        try:
            re.compile(targets if isinstance(targets, str) else "")
        except re.error as error:
            raise ValueError(f"is no regular expression ({error})") from None
        return targets

    @property
    def name(self) -> str:
        """Rank and kind."""
        kind = "QLoRA" if self.quantization else "DoRA" if self.dora else "LoRA"
        return f"{kind} r{self.r}"

    def quantization_config(self) -> Any:
        """What `transformers` needs to load the frozen weights, or `None`."""
        if self.quantization is None:
            return None
        import torch
        from transformers import BitsAndBytesConfig

        return BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16 if torch.cuda.is_available() else torch.float32,
        )

    def attach(self, model: Any) -> Any:
        """The model with a new adapter, which alone is trained, in the precision of the weights.

        Raises:
            AcademyError: it has no such layers, or one whose weights cannot be changed so.
        """
        from peft import LoraConfig, get_peft_model
        from torch.nn import Linear

        from academy.lora.scaled import ScaledLinear

        targets = self.target_modules
        config = LoraConfig(
            r=self.r,
            lora_alpha=self.alpha,
            lora_dropout=self.dropout,
            target_modules=targets if isinstance(targets, str) else list(targets),
            use_rslora=self.rslora,
            use_dora=self.dora,
            task_type="CAUSAL_LM",
        )
        if self.quantization is None:
            config._register_custom_module({Linear: ScaledLinear})
        self._check(model, config)
        try:
            return get_peft_model(model, config, autocast_adapter_dtype=False)
        except ValueError as error:  # peft's own kinds are such
            raise self._refused(str(error).splitlines()[0], model) from None

    def weaken(self, folder: Path, student: "Student", strength: float) -> None:
        """The adapter is multiplied by less; DoRA's lengths stay as they were learned."""
        config = records.read_json(folder / "adapter_config.json")
        config["lora_alpha"] *= strength
        records.write_json(folder / "adapter_config.json", config)

    def _check(self, model: Any, config: Any) -> None:
        """See that each layer that is named is there, and may be changed."""
        from peft.tuners.tuners_utils import check_target_module_exists

        embeddings, head = model.get_input_embeddings(), model.get_output_embeddings()
        every = dict(model.named_modules())
        for name, module in every.items():
            wanted = module in (embeddings, head) and check_target_module_exists(config, name)
            if wanted and embeddings.weight is head.weight:
                raise self._refused("the head's weights are those of the embeddings", model)
            if wanted and module is head:
                raise self._refused("the head is read apart from all others", model)
        for part in () if isinstance(self.target_modules, str) else self.target_modules:
            if not any(name == part or name.endswith(f".{part}") for name in every):
                raise self._refused(f"there is no layer {part}", model)

    def _refused(self, reason: str, model: Any) -> AcademyError:
        from torch.nn import Linear

        linear = {
            name.rpartition(".")[2]
            for name, module in model.named_modules()
            if isinstance(module, Linear) and module is not model.get_output_embeddings()
        }
        return AcademyError(
            f"lora.target_modules={self.target_modules}: {reason}; this student's linear layers "
            f"are {', '.join(sorted(linear))}"
        )
