"""Metric for `evaluate`: does an answer contain an accepted one, and is it short enough?"""

from typing import Any

import datasets
import evaluate

from academy.evaluation.quantities import agrees
from academy.text import contains, normalize


class AcceptedAnswer(evaluate.Metric):  # type: ignore[misc]
    """Normalised containment of any accepted answer (aliases), as whole words.

    Or the same quantity in another unit or spelling.
    """

    def _info(self) -> Any:
        return evaluate.MetricInfo(
            description="1 where the answer contains an accepted one and is not too long",
            citation="",
            inputs_description="predictions: answers; references: lists of accepted answers; "
            "lengths: tokens of each answer; max_tokens: longest answer that counts; "
            "tolerance: relative difference up to which quantities are the same",
            features=datasets.Features(
                {
                    "predictions": datasets.Value("string"),
                    "references": datasets.Sequence(datasets.Value("string")),
                }
            ),
        )

    def _compute(
        self,
        predictions: list[str],
        references: list[list[str]],
        lengths: list[int],
        max_tokens: int,
        tolerance: float = 0.0,
    ) -> dict[str, Any]:
        hits = [
            float(length <= max_tokens and any(_right(prediction, r, tolerance) for r in accepted))
            for prediction, accepted, length in zip(predictions, references, lengths, strict=True)
        ]
        return {"accuracy": sum(hits) / len(hits), "hits": hits}


def _right(said: str, accepted: str, tolerance: float) -> bool:
    if not normalize(accepted):  # signs alone, as of an operator
        return " ".join(accepted.split()) in said.split()
    return contains(said, accepted) or agrees(said, accepted, tolerance)
