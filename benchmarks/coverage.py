"""How many of the facts that people ask about become examples.

    python -m benchmarks.coverage ../shared/corpora [--documents demo …] [group=variant] …

A fact is the accepted answer to a development question on its page. It is *listed* where the
teacher or a rule asked for that answer in a sentence of the page that holds it, and *kept* where
such a question passed the verifier. Prints both shares, then the facts that were listed and lost
with what their questions were rejected for. The teacher's answers are recorded; nothing is trained.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from academy import records
from academy.evaluation.questions import Question, read_questions
from academy.places import ROOT
from academy.records import Chunk, Dropped, Example
from academy.text import normalize
from benchmarks.runs import academy, document
from benchmarks.systems import DOCUMENTS

Draft = tuple[str, str, tuple[int, ...], str]
"""Answer, sentence, pages, and what became of it: `kept` or why not."""


def drafts(folder: Path) -> Iterator[Draft]:
    """Every question that was asked with an answer."""
    for example in records.read(folder / "examples.jsonl", Example):
        yield example.answer, example.evidence, example.pages, "kept"
    pages = {chunk.id: chunk.pages for chunk in records.read(folder / "chunks.jsonl", Chunk)}
    for row in records.read(folder / "dropped.jsonl", Dropped):
        if row.content.get("answer") and row.where in pages:
            found = row.content["answer"], row.content.get("evidence", "")
            yield *found, pages[row.where], row.reason.removeprefix("rejected: ")


def asks_for(draft: Draft, question: Question) -> bool:
    """Whether a draft's answer is the fact: one holds the other, and its sentence says it."""
    answer, sentence, pages, _ = draft
    said, among = (f" {normalize(text)} " for text in (answer, sentence))
    accepted = [f" {normalize(one)} " for one in question.answers]
    here = question.page in (None, *pages)
    return here and any(one in among and (one in said or said in one) for one in accepted)


def main() -> None:
    """Print the table, and the facts that were lost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--documents", nargs="+", default=DOCUMENTS)
    chosen = parser.parse_args()
    totals: Counter[str] = Counter()
    with TemporaryDirectory() as scratch:
        for name in chosen.documents:
            words = document(name, chosen.corpora.resolve(), Path(scratch))
            made = academy("distill", [*words, "tracking=none", *chosen.words], Path(scratch))
            counts = count(name, list(drafts(made)), asked(words))
            totals += counts
            show(name, counts)
    show("all", totals)


def asked(words: list[str]) -> list[Question]:
    """The development questions that a document answers."""
    named = [word.partition("=")[2] for word in words if "questions.dev=" in word]
    path = Path(named[0]) if named else ROOT / "academy" / "demo" / "questions.dev.json"
    return [question for question in read_questions(path) if question.answers]


def count(name: str, found: list[Draft], questions: list[Question]) -> Counter[str]:
    """What became of the facts of one document."""
    counts = Counter(asked=len(questions))
    for question in questions:
        fates = Counter(draft[3] for draft in found if asks_for(draft, question))
        counts["listed"] += bool(fates)
        counts["kept"] += "kept" in fates
        if "kept" not in fates:
            why = ", ".join(f"{reason} ({n})" for reason, n in fates.most_common(3))
            print(f"  {name}: {question.question} – {question.answers[0]}: {why or 'not listed'}")
    return counts


def show(name: str, counts: Counter[str]) -> None:
    """Print a document's shares."""
    print(
        f"{name}: {counts['listed']} of {counts['asked']} facts listed "
        f"({counts['listed'] / counts['asked']:.0%}), {counts['kept']} of these kept "
        f"({counts['kept'] / max(counts['listed'], 1):.0%})"
    )


if __name__ == "__main__":
    main()
