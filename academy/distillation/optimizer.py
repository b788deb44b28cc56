"""AdamW that keeps an exact copy of weights in half precision."""

from collections.abc import Iterable
from typing import Any

import torch


class MasterAdamW(torch.optim.AdamW):  # type: ignore[misc]
    """AdamW over float32 copies of bfloat16 weights (Micikevicius et al., 2018).

    bfloat16 has eight bits for the digits: late in training the steps are smaller than half the
    last of them, and adding them to the weights themselves would change nothing.
    """

    def __init__(self, weights: Iterable[torch.nn.Parameter], **settings: Any) -> None:
        self.weights = list(weights)
        self.masters = [torch.nn.Parameter(w.detach().float()) for w in self.weights]
        super().__init__(self.masters, **settings)

    def step(self, closure: Any = None) -> Any:
        """One step on the copies, which are then rounded into the weights."""
        for master, weight in zip(self.masters, self.weights, strict=True):
            master.grad = None if weight.grad is None else weight.grad.float()
        loss = super().step(closure)
        with torch.no_grad():
            for master, weight in zip(self.masters, self.weights, strict=True):
                weight.copy_(master)
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of weights and copies."""
        super().zero_grad(set_to_none)
        for weight in self.weights:
            weight.grad = None

    def state_dict(self) -> dict[str, Any]:
        """The optimiser's state with the copies, for a checkpoint."""
        return {**super().state_dict(), "masters": [m.detach() for m in self.masters]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take up the state of a checkpoint."""
        state = dict(state_dict)
        with torch.no_grad():
            for master, saved in zip(self.masters, state.pop("masters"), strict=True):
                master.copy_(saved)
        super().load_state_dict(state)
