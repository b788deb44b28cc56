"""How the student's weights are changed: low-rank adapters on all or some of its layers."""

from typing import Any, Literal

from pydantic import Field, PositiveInt

from academy.component import Component, component
from academy.errors import AcademyError


@component
class Lora(Component):
    """`lora=r8`, `r16`, `r32`, `qlora`."""

    r: PositiveInt
    """Rank of the adapter matrices."""
    alpha: PositiveInt
    """Scale; the adapter is multiplied by alpha / r."""
    dropout: float = Field(ge=0, lt=1)
    target_modules: str | tuple[str, ...]
    """`all-linear`, or the names of the layers."""
    quantization: Literal["nf4"] | None
    """The frozen weights in four bits (NF4, double quantisation), or as they are."""
    optimizer: Literal["adamw_torch", "paged_adamw_32bit"]

    def quantization_config(self) -> Any:
        """What `transformers` needs to load the frozen weights, or `None`.

        Raises:
            AcademyError: bitsandbytes cannot run here.
        """
        if self.quantization is None:
            return None
        import torch

        if not torch.cuda.is_available():
            raise AcademyError(
                "lora=qlora: bitsandbytes' paged optimiser needs an NVIDIA GPU and none is here; "
                "choose lora=r16 or lora=r32"
            )
        from transformers import BitsAndBytesConfig

        return BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
        )

    def attach(self, model: Any) -> Any:
        """The model with a new adapter, which alone is trained, in the precision of the weights."""
        from peft import LoraConfig, get_peft_model

        targets = self.target_modules
        config = LoraConfig(
            r=self.r,
            lora_alpha=self.alpha,
            lora_dropout=self.dropout,
            target_modules=targets if isinstance(targets, str) else list(targets),
            task_type="CAUSAL_LM",
        )
        return get_peft_model(model, config, autocast_adapter_dtype=False)
