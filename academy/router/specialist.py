"""The specialist answers everything."""

from academy.component import component
from academy.router.base import Panel, Reply, Router


@component
class SpecialistOnly(Router):
    """`router=specialist`."""

    def answer(self, question: str, panel: Panel) -> Reply:
        """Ask the specialist."""
        return panel.specialist(question)
