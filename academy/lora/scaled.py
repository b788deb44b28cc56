"""`peft`'s adapter of a linear layer, in fewer operations."""

from typing import Any

from peft.tuners.lora import Linear


class ScaledLinear(Linear):  # type: ignore[misc]
    """Multiplies by `scaling` between the adapter's matrices, where a token has `r` numbers.

    `peft` does so behind them, where it has as many as the layer has outputs. Where the scaling is
    a power of two, as 2 r / r, all results are the same to the last bit.
    """

    def forward(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """(…, inputs) → (…, outputs)."""
        plain = not (args or kwargs or self.disable_adapters or self.merged or self.lora_variant)
        if not plain or len(self.active_adapters) > 1:
            return super().forward(x, *args, **kwargs)
        (name,) = self.active_adapters
        result, first = self.base_layer(x), self.lora_A[name]
        read = first(self.lora_dropout[name](self._cast_input_dtype(x, first.weight.dtype)))
        return (result + self.lora_B[name](read * self.scaling[name])).to(result.dtype)
