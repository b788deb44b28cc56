"""Templates named in the configuration: everything that a person wants written, without code."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from pydantic import Field, PositiveInt

from academy.component import Component, component
from academy.prompt.base import (
    PAIRS,
    STRINGS,
    Conversation,
    Order,
    Passage,
    Prompt,
    passages,
    whole,
)
from academy.prompt.statements import REQUEST
from academy.records import Chunk
from academy.text import contains, content_words, stems
from academy.verifier.base import UNANSWERED, Draft

REFUSAL = {"en": "The documents do not say.", "de": "Das sagen die Dokumente nicht."}
KINDS = {"texts": "statement", "pairs": "pair", "questions": UNANSWERED}


@component
class Template(Component):
    """One entry of `prompt.templates`."""

    name: str = Field(pattern=r"^[\w-]+$")
    """`conf/templates/<language>/<name>.j2`; it is given `passage`, `before`, `about`, `wanted`."""
    about: Literal["sentence", "chunk", "neighbours"]
    """What it is shown: each sentence, each chunk, or each two chunks that follow one another."""
    writes: Literal["texts", "pairs", "questions"]
    """What it asks for, as a JSON list: texts, objects with `question` and `answer`, or questions
    that what is shown leaves open, to be answered with a refusal."""
    wanted: PositiveInt
    """How many of them; about neighbours at most so many, for some have nothing to do with each
    other."""


@component
class Written(Prompt):
    """`prompt=rewrites` and templates of your own."""

    templates: tuple[Template, ...] = Field(min_length=1)
    """What is written: files of `conf/templates`, each about chunks, sentences or neighbours."""

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Have every template filled that is about sentences or the chunk."""
        sentences = passages(chunk)
        for template in self.templates:
            if template.about != "neighbours":
                shown = sentences if template.about == "sentence" else [whole(chunk)]
                teacher.check(fill(template, shown, sentences, chunk.language, teacher))

    def link(self, joined: Chunk, teacher: Conversation) -> None:
        """Have every template filled that is about neighbours."""
        for template in self.templates:
            if template.about == "neighbours":
                teacher.check(fill(template, [whole(joined)], (), joined.language, teacher))

    @property
    def of_neighbours(self) -> bool:
        """Whether a template is about neighbours."""
        return any(template.about == "neighbours" for template in self.templates)


def fill(
    template: Template,
    shown: Sequence[Passage],
    sentences: Sequence[Passage],
    language: str,
    teacher: Conversation,
) -> list[Draft]:
    """What a teacher writes by a template about each passage.

    A pair about a chunk rests on the one of its sentences that has the answer and most of the
    question's words, before which stands the chunk where the question asks beyond that sentence.
    """
    kind, schema = KINDS[template.writes], PAIRS if template.writes == "pairs" else STRINGS
    exact = template.about != "neighbours"
    orders = [Order(template.name, kind, template.wanted, schema, p.shown(), exact) for p in shown]
    drafts = []
    for passage, items in zip(shown, teacher.ask(orders), strict=True):
        for item in items:
            source = passage
            if template.writes == "pairs":
                question, answer = item["question"], item["answer"]
                source = _source(question, answer, sentences, passage)
            elif template.writes == "questions":
                question, answer = item, REFUSAL[language]
            else:
                question, answer = request(passage, language), item
            drafts.append(teacher.draft(source, template.name, kind, question, answer))
    return drafts


def request(passage: Passage, language: str) -> str:
    """What a student is asked to tell."""
    return REQUEST[language].format(next(iter(passage.strong), passage.about))


def _source(question: str, answer: str, sentences: Iterable[Passage], passage: Passage) -> Passage:
    """What a pair rests on: a sentence, or the whole passage if none has the answer."""
    asked = stems(content_words(question))

    def shared(sentence: Passage) -> int:
        return len(asked & _known(sentence))

    fitting = (s for s in sentences if contains(s.text, answer))
    best = max(fitting, key=shared, default=passage)
    return best if best is passage or asked <= _known(best) else replace(best, before=passage.text)


def _known(passage: Passage) -> set[str]:
    return stems(content_words(f"{passage.before} {passage.text} {passage.about}"))
