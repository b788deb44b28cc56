"""The specialist where it is sure; elsewhere the general model, told the specialist's guess."""

from pydantic import Field

from academy.component import component
from academy.router.base import Panel, Reply, Router


@component
class Consult(Router):
    """`router=consult`."""

    threshold: float = Field(ge=0, le=1)
    """Confidence of the specialist from which its answer stands."""

    def answer(self, question: str, panel: Panel) -> Reply:
        """Ask the specialist, and the general model if the specialist is not sure."""
        known = panel.specialist(question)
        if known.confidence >= self.threshold:
            return known
        return panel.general(question, hint=known.text)
