"""Every sentence said again in other words, to be learned as prose."""

from pydantic import PositiveInt

from academy.component import component
from academy.prompt.base import STRINGS, Conversation, Order, Prompt, passages
from academy.records import Chunk

REQUEST = {"en": "Tell me something about {}.", "de": "Erzähle mir etwas über {}."}


@component
class Statements(Prompt):
    """`prompt=statements`."""

    rewordings: PositiveInt
    """Rewordings of each sentence; the sentence itself is learned too."""

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Ask for rewordings of each sentence."""
        found = passages(chunk)
        orders = [Order("statements", self.rewordings, STRINGS, p.shown()) for p in found]
        for passage, said in zip(found, teacher.ask(orders), strict=True):
            about = next(iter(passage.strong), passage.about)
            question = REQUEST[chunk.language].format(about)
            drafts = [teacher.rule(passage, "statement", question, passage.text)]
            drafts += [
                teacher.draft(passage, "statements", "statement", question, text) for text in said
            ]
            teacher.check(drafts)
