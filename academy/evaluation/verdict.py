"""Whether a specialist is good enough to be given to people, and why not."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from academy.component import Component, component

SHIP, DONT = "ship", "don't ship"
CLEAR = 0.05
"""P-value below which a gain is called one, if its interval leaves out zero too."""
ROUNDING = 1e-9
"""By which the difference of two shares may be larger than it is."""


@component
class Verdict(Component):
    """What is asked of a specialist; `null` asks nothing."""

    gain: float | None = Field(ge=-1, le=1)
    """What the lower end of the interval of its gain in accuracy over the base must exceed."""
    lost: float | None = Field(ge=0, le=1)
    """The most that it may have lost of the base's accuracy on general questions."""
    refused: float | None = Field(ge=0, le=1)
    """The least share of the questions without an answer that it must refuse."""
    leaked: int | None = Field(ge=0)
    """The most questions of the set that it may have been trained on."""
    drafted: int | None = Field(ge=0)
    """The most questions of the set that the teacher of its examples may have drafted itself."""
    enforced: bool
    """Whether the command fails (exit code 4) where the verdict is `don't ship`."""

    def identity(self) -> dict[str, Any]:
        """What is asked; whether that is enforced changes no result."""
        whole = super().identity()
        del whole["enforced"]
        return whole

    def reasons(self, figures: Mapping[str, Any], retention: Mapping[str, Any] | None) -> list[str]:
        """Why a specialist with these figures shall not be shipped; none where it may be.

        Args:
            figures: of the specialist on the set that reports (`academy.evaluation.scores`).
            retention: of base and specialist on general questions, where that was measured.
        """
        return [
            *self._gain(figures),
            *self._lost(retention),
            *self._refused(figures),
            *self._leaked(figures),
            *self._drafted(figures),
        ]

    def _gain(self, figures: Mapping[str, Any]) -> Sequence[str]:
        if self.gain is None:
            return []
        gain = figures["gain"]
        if not gain:
            return ["its gain over the base was not measured"]
        if gain["low"] > self.gain:
            if self.gain < 0 or gain["p"] < CLEAR:
                return []
            return [
                f"its gain over the base ({_points(gain['value'])} points) may be chance "
                f"(p = {gain['p']:.2f}); ask more questions"
            ]
        return [
            f"its gain over the base ({_points(gain['value'])} points, 95 % interval "
            f"{_points(gain['low'])} to {_points(gain['high'])}) is not clearly over "
            f"{_points(self.gain)}"
        ]

    def _lost(self, retention: Mapping[str, Any] | None) -> Sequence[str]:
        if self.lost is None:
            return []
        if not retention:
            return ["what it forgot was not measured (evaluation.retention)"]
        lost = retention["base"]["accuracy"] - retention["specialist"]["accuracy"]
        if lost <= self.lost + ROUNDING:
            return []
        return [
            f"it lost {_points(lost)} points on general questions ({_points(self.lost)} allowed)"
        ]

    def _refused(self, figures: Mapping[str, Any]) -> Sequence[str]:
        share = figures["refused_unanswerable"]
        if self.refused is None:
            return []
        if share is None:
            return ["no question without an answer was asked, so refusals were not measured"]
        if share["value"] >= self.refused:
            return []
        return [
            f"it refuses {100 * share['value']:.0f} % of the questions without an answer "
            f"({100 * self.refused:.0f} % wanted)"
        ]

    def _leaked(self, figures: Mapping[str, Any]) -> Sequence[str]:
        if self.leaked is None or figures["leaked"] <= self.leaked:
            return []
        return [f"it was trained on {figures['leaked']} of the questions"]

    def _drafted(self, figures: Mapping[str, Any]) -> Sequence[str]:
        if self.drafted is None or figures["drafted"] <= self.drafted:
            return []
        return [f"its own teacher drafted {figures['drafted']} of the questions"]


def _points(share: float) -> str:
    return f"{100 * share:.1f}"
