"""Every sentence said again in other words, to be learned as prose."""

from pydantic import NonNegativeInt

from academy.component import component
from academy.prompt.base import STRINGS, Conversation, Order, Prompt, passages
from academy.records import Chunk

REQUEST = {"en": "Tell me something about {}.", "de": "Erzähle mir etwas über {}."}


@component
class Statements(Prompt):
    """`prompt=statements`."""

    rewordings: NonNegativeInt
    """Rewordings of each sentence; the sentence itself is learned too. With 0 the raw text is
    learned alone: the control (`prompt=raw`)."""

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Ask for rewordings of each sentence."""
        found = passages(chunk)
        orders = [
            Order("statements", "statement", self.rewordings, STRINGS, p.shown()) for p in found
        ]
        texts = teacher.ask(orders) if self.rewordings else [[] for _ in found]
        for passage, said in zip(found, texts, strict=True):
            about = next(iter(passage.strong), passage.about)
            question = REQUEST[chunk.language].format(about)
            drafts = [teacher.rule(passage, "statement", question, passage.text)]
            drafts += [
                teacher.draft(passage, "statements", "statement", question, text) for text in said
            ]
            teacher.check(drafts)
