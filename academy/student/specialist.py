"""A student with its adapter: answers questions with the adapter on (specialist) or off (base)."""

import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from academy.errors import AcademyError
from academy.student.base import Student


@dataclass(frozen=True)
class Spoken:
    """What a model said."""

    text: str
    tokens: int
    """Tokens of the text, the end token left out; the limit plus one where it was cut off."""
    confidence: float
    """Geometric mean of the probabilities of the tokens said, 0 to 1."""


class Specialist:
    """The student's model with the adapter of a training result."""

    def __init__(self, student: Student, folder: Path) -> None:
        """Load student and adapter.

        Raises:
            AcademyError: the folder holds no adapter, or one of another student.
        """
        from peft import PeftModel

        adapter = folder / "adapter"
        if not (adapter / "lineage.json").exists():
            raise AcademyError(f"{folder}: no specialist in this folder; run `academy train` first")
        lineage = json.loads((adapter / "lineage.json").read_text(encoding="utf-8"))
        if lineage["student"] != json.loads(json.dumps(student.identity())):
            raise AcademyError(f"{folder}: this specialist was trained from another student")
        self.student = student
        self.tokenizer = student.tokenizer()
        self.tokenizer.padding_side = "left"
        self.model = PeftModel.from_pretrained(student.model(), str(adapter)).eval()

    def answer(
        self, questions: Sequence[str], max_tokens: int, batch: int, adapter: bool = True
    ) -> Iterator[Spoken]:
        """Answer every question greedily, in order.

        Args:
            max_tokens: where an answer is cut off.
            batch: questions answered at once.
            adapter: whether the adapter is on.
        """
        messages = [self.student.messages(question) for question in questions]
        for start in range(0, len(messages), batch):
            with nullcontext() if adapter else self.model.disable_adapter():
                yield from self._generate(messages[start : start + batch], max_tokens)

    def _generate(self, messages: list[list[dict[str, str]]], max_tokens: int) -> list[Spoken]:
        import torch

        inputs = self.tokenizer.apply_chat_template(
            messages,
            add_generation_prompt=True,
            padding=True,
            return_tensors="pt",
            return_dict=True,
        ).to(self.model.device)
        with torch.inference_mode():
            output = self.model.generate(
                **inputs,
                max_new_tokens=max_tokens + 1,
                do_sample=False,
                return_dict_in_generate=True,
                output_scores=True,
                pad_token_id=self.tokenizer.pad_token_id,
            )
        said = output.sequences[:, inputs["input_ids"].shape[1] :]
        logprobs = torch.stack([s.float().log_softmax(-1) for s in output.scores], dim=1)
        chosen = logprobs.gather(-1, said.unsqueeze(-1)).squeeze(-1)
        return [self._spoken(row, probs) for row, probs in zip(said, chosen, strict=True)]

    def _spoken(self, tokens: Any, logprobs: Any) -> Spoken:
        ends = (tokens == self.tokenizer.eos_token_id).nonzero()
        length = int(ends[0]) if len(ends) else len(tokens)
        text = self.tokenizer.decode(tokens[:length], skip_special_tokens=True).strip()
        confidence = logprobs[: length + 1].mean().exp()
        return Spoken(text, length, float(confidence))
