"""What a distillation will ask of its teacher, found out without one.

The prompt's plan is carried out with a teacher that is not there: requests are rendered and
counted, and what comes back has the form of an answer. How much of it the verifier would look at
and keep is taken from what other teachers did (docs/experiments.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from academy.prompt.base import Order, Passage, whole
from academy.records import Chunk
from academy.settings import Settings
from academy.teacher.base import Teacher
from academy.templates import render
from academy.verifier.base import Draft

READ, KEPT = (0.69, 0.98), (0.52, 0.94)
"""Of what is asked for the share that comes and is sound enough to be read, and that is kept: by a
small teacher, who reads question by question, and by one that reads many together."""
LISTED = 0.75
"""Share of what is asked for *at most* that there is."""
CHARACTERS = {"en": 4.1, "de": 3.2}
"""Of a request for one token, by its language."""
FRAME = 12
"""Tokens of a request beside its words."""
ITEM_TOKENS = {"string": 17, "object": 42, "facts": 75, "questions": 30}
"""Tokens of one item of a list, by the template or else by what it is."""
READING_TOKENS, NUMBERED_TOKENS = 6, 18
"""Tokens of an answer that is read, alone and among others."""
QUESTION = "What is said about that in the sentence, and of whom?"
"""As long as the questions of a teacher are."""
QUOTED = 40
"""Characters that a teacher quotes."""
HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True)
class Forecast:
    """What will be asked where no answer is known yet."""

    calls: int
    tokens_in: int
    tokens_out: int

    def sentence(self, teacher: Teacher) -> str:
        """For a person: with what it costs, and how long a quota makes it take."""
        price, quota = teacher.charges, teacher.quota
        asked = f"about {self.calls:,} calls, {self.tokens_in:,} tokens in, {self.tokens_out:,} out"
        cost = f"the price of {teacher.model} is not known (teacher.price)"
        if price:
            cost = f"${price.of(self.tokens_in, self.tokens_out):.2f}"
        if not quota:
            return f"{asked}; {cost}"
        time = _duration(quota.seconds(self.calls))
        return f"{asked}; {cost}; {time} under the quota {quota.name}"


class Rehearsal:
    """A conversation about one chunk without a teacher; counts."""

    def __init__(self, settings: Settings, chunk: Chunk) -> None:
        self._settings = settings
        self._chunk = chunk
        self._random = Random(chunk.text)  # noqa: S311 - no secret
        self.calls = 0
        self.items = 0
        self.tokens_in = 0.0
        self.tokens_out = 0.0

    def ask(self, orders: Sequence[Order]) -> list[list[Any]]:
        """As many items as are wanted, of the wanted form."""
        return [self._answer(order) for order in orders]

    def _answer(self, order: Order) -> list[Any]:
        item = order.schema["items"]
        count = order.wanted if order.exact else max(1, round(LISTED * order.wanted))
        request = render(order.template, self._chunk.language, wanted=order.wanted, **order.values)
        tokens = ITEM_TOKENS.get(order.template, ITEM_TOKENS[item["type"]])
        self._count(request, self._chunk.language, count * tokens)
        self.items += count
        return [_item(item, self.items - number, self._chunk.text) for number in range(count)]

    def check(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Some of the teacher's drafts, and all that were made without it."""
        kept, read = [], []
        able = self._settings.verifier.together > 1
        for draft in drafts:
            if draft.teacher == "rule":
                kept.append(draft)
                continue
            if self._random.random() < READ[able]:
                read.append(draft)
            if self._random.random() < KEPT[able]:
                kept.append(draft)
        self._read(read)
        return kept

    def _read(self, drafts: Sequence[Draft]) -> None:
        """Count what is asked for reading some questions, one by one or many together."""
        verifier, language = self._settings.verifier, self._chunk.language
        asked = [(draft, name) for draft in drafts for name in verifier.readings(draft)]
        if verifier.together == 1:
            for draft, name in asked:
                shown = {"passage": draft.evidence, "before": draft.before, "about": draft.about}
                request = render(name, language, question=QUESTION, **shown)
                self._count(request, language, READING_TOKENS)
            return
        for start in range(0, len(asked), verifier.together):
            group = asked[start : start + verifier.together]
            questions = [QUESTION] * len(group)
            shown = whole(self._chunk).shown()
            request = render(group[0][1], language, questions=questions, **shown)
            self._count(request, language, len(group) * NUMBERED_TOKENS)

    def draft(
        self,
        passage: Passage,
        template: str,
        kind: str,
        question: str,
        answer: str,
        aliases: tuple[str, ...] = (),
    ) -> Draft:
        """Something that a teacher would write."""
        return passage.draft(question, answer, kind, self._chunk.language, "", template, aliases)

    def drop(self, reason: str, count: int, content: dict[str, Any]) -> None:
        """Nothing is lost."""

    def rule(self, passage: Passage, kind: str, question: str, answer: str) -> Draft:
        """Something that is made without a teacher."""
        return passage.draft(question, answer, kind, self._chunk.language, "rule", "rule")

    def _count(self, request: tuple[str, str], language: str, tokens_out: float) -> None:
        self.calls += 1
        self.tokens_in += FRAME + sum(map(len, request)) / CHARACTERS[language]
        self.tokens_out += tokens_out


def forecast(settings: Settings, chunks: Iterable[Chunk]) -> Forecast:
    """What distilling these chunks will ask of the teacher."""
    calls, tokens_in, tokens_out = 0, 0.0, 0.0
    for chunk, write in settings.prompt.tasks(list(chunks)):
        rehearsal = Rehearsal(settings, chunk)
        write(chunk, rehearsal)
        calls += rehearsal.calls
        tokens_in += rehearsal.tokens_in
        tokens_out += rehearsal.tokens_out
    return Forecast(calls, round(tokens_in), round(tokens_out))


def _item(schema: dict[str, Any], number: int, text: str) -> Any:
    """An item of the wanted form; what questions ask and answer is not known."""
    if schema["type"] == "string":
        return QUESTION
    known = schema["properties"]
    numbered = {key: 1 + number % at["maximum"] for key, at in known.items() if "maximum" in at}
    fact = {"fact": f"{QUESTION} {number}", "aliases": [], "quote": text[:QUOTED]}
    return {**dict.fromkeys(schema["required"], ""), **fact, **numbered}


def _duration(seconds: float) -> str:
    if seconds < 2 * HOUR:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / HOUR:.0f} hours" if seconds < 2 * DAY else f"{seconds / DAY:.1f} days"
