"""Metric for `evaluate`: token F1 of SQuAD, over the best of the accepted answers."""

from collections import Counter
from typing import Any

import datasets
import evaluate

from academy.text import normalize


class TokenF1(evaluate.Metric):  # type: ignore[misc]
    """Harmonic mean of precision and recall of the normalised words (Rajpurkar et al., 2016)."""

    def _info(self) -> Any:
        return evaluate.MetricInfo(
            description="token F1 against the best of the accepted answers, 0 to 1",
            citation="",
            inputs_description="predictions: answers; references: lists of accepted answers",
            features=datasets.Features(
                {
                    "predictions": datasets.Value("string"),
                    "references": datasets.Sequence(datasets.Value("string")),
                }
            ),
        )

    def _compute(self, predictions: list[str], references: list[list[str]]) -> dict[str, Any]:
        scores = [
            max(_f1(prediction, reference) for reference in accepted)
            for prediction, accepted in zip(predictions, references, strict=True)
        ]
        return {"f1": sum(scores) / len(scores), "scores": scores}


def _f1(prediction: str, reference: str) -> float:
    said, wanted = normalize(prediction).split(), normalize(reference).split()
    shared = (Counter(said) & Counter(wanted)).total()
    return 2 * shared / (len(said) + len(wanted)) if shared else 0.0
