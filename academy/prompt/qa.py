"""Question-answer pairs about every sentence, in the teacher's own choice of what to ask."""

from collections.abc import Sequence
from itertools import chain

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
        teacher.check([*chain.from_iterable(ask_pairs(passages(chunk), self.pairs, teacher))])


def ask_pairs(found: Sequence[Passage], most: int, teacher: Conversation) -> list[list[Draft]]:
    """Pairs about each passage; at most one pair for four words."""
    orders = [
        Order(
            "pairs",
            "pair",
            max(1, min(most, len(passage.text.split()) // 4)),
            PAIRS,
            passage.shown(),
        )
        for passage in found
    ]
    return [
        [teacher.draft(passage, "pairs", "pair", i["question"], i["answer"]) for i in items]
        for passage, items in zip(found, teacher.ask(orders), strict=True)
    ]
