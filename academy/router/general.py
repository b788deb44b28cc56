"""The general model answers everything: what a person would get without Academy."""

from academy.component import component
from academy.router.base import Panel, Reply, Router


@component
class GeneralOnly(Router):
    """`router=general`."""

    def answer(self, question: str, panel: Panel) -> Reply:
        """Ask the general model."""
        return panel.general(question)
