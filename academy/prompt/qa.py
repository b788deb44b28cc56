"""Question-answer pairs about every sentence, in the teacher's own choice of what to ask."""

from pydantic import PositiveInt

from academy.component import component
from academy.prompt.base import PAIRS, Conversation, Order, Passage, Prompt, passages
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
            teacher.check(ask_pairs(passage, self.pairs, teacher))


def ask_pairs(passage: Passage, most: int, teacher: Conversation) -> list[Draft]:
    """Pairs about a passage; at most one pair for four words."""
    wanted = max(1, min(most, len(passage.text.split()) // 4))
    values = {"passage": passage.text, "about": passage.about}
    (items,) = teacher.ask([Order("pairs", wanted, PAIRS, values)])
    return [
        teacher.draft(passage, "pairs", "pair", item["question"], item["answer"]) for item in items
    ]
