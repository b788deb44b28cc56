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
        request = REQUEST[chunk.language]
        for passage in passages(chunk):
            question = request.format(next(iter(passage.strong), passage.about))
            values = {"passage": passage.text, "about": passage.about}
            (said,) = teacher.ask([Order("statements", self.rewordings, STRINGS, values)])
            drafts = [teacher.rule(passage, "statement", question, passage.text)]
            drafts += [
                teacher.draft(passage, "statements", "statement", question, text) for text in said
            ]
            teacher.check(drafts)
