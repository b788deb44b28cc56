"""Question-answer pairs about every sentence, in the teacher's own choice of what to ask."""

from pydantic import PositiveInt

from academy.component import component
from academy.prompt.base import PAIRS, Conversation, Passage, Prompt, passages
from academy.records import Chunk
from academy.verifier.base import Draft


@component
class QA(Prompt):
    """`prompt=qa`."""

    pairs: PositiveInt
    """Most pairs asked for about one sentence; short sentences get fewer."""

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Ask for pairs about each sentence."""
        for passage in passages(chunk):
            ask_pairs(passage, self.pairs, teacher)


def ask_pairs(passage: Passage, most: int, teacher: Conversation) -> list[Draft]:
    """The accepted pairs about a passage; at most one pair for four words."""
    wanted = max(1, min(most, len(passage.text.split()) // 4))
    items = teacher.ask("pairs", wanted, PAIRS, passage=passage.text, about=passage.about)
    drafts = [
        teacher.draft(passage, "pairs", "pair", item["question"], item["answer"]) for item in items
    ]
    return teacher.check(drafts)
