"""What a system may read before it answers: the chunk with the answer, or the nearest one."""

from collections.abc import Sequence

from academy.evaluation.questions import Question
from academy.records import Chunk
from academy.retrieval import Index
from academy.text import contains


class Passages:
    """The chunks that the training rests on.

    Raises:
        IndexError: there is none.
    """

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._chunks = chunks
        self._index = Index([f"{chunk.title} {chunk.text}" for chunk in chunks])

    def nearest(self, question: Question) -> str:
        """What a search for the question finds first."""
        return self._best(question, self._chunks)

    def right(self, question: Question) -> str:
        """The chunk that answers, as far as that can be known.

        The page that the question names, else a chunk that holds an accepted answer; among several,
        and where there is none, the nearest to the question.
        """
        named = [chunk for chunk in self._chunks if _is_named(question, chunk)]
        among = named or [
            c for c in self._chunks if any(contains(c.text, a) for a in question.answers)
        ]
        return self._best(question, among or self._chunks)

    def _best(self, question: Question, among: Sequence[Chunk]) -> str:
        near = dict(zip((c.id for c in self._chunks), self._near(question), strict=True))
        return max(among, key=lambda chunk: near[chunk.id]).text

    def _near(self, question: Question) -> list[float]:
        return self._index.similarities(question.question)


def _is_named(question: Question, chunk: Chunk) -> bool:
    return question.page in chunk.pages and question.document in ("", chunk.document)
