"""The recipe: find what can be asked, then have each answer asked for in many wordings.

For every sentence: question-answer pairs; then, for every answer that a pair gave or that a rule
finds (numbers, names, table cells), further questions until it has enough wordings; and the
sentence itself with the answer left out.
"""

from pydantic import NonNegativeInt, PositiveInt

from academy.component import component
from academy.prompt.base import STRINGS, Conversation, Passage, Prompt, passages
from academy.prompt.qa import ask_pairs
from academy.prompt.statements import REQUEST
from academy.records import Chunk
from academy.text import asks_for_number, contains, is_number, stop_words
from academy.verifier.base import Draft

CLOZE = {"en": "Fill in the gap: {}", "de": "Fülle die Lücke: {}"}


@component
class Mixed(Prompt):
    """`prompt=mixed`."""

    pairs: PositiveInt
    """Most pairs asked for about one sentence; short sentences get fewer."""
    answers: PositiveInt
    """Most different answers of one sentence that are asked for in many wordings."""
    wordings: PositiveInt
    """Questions that each of these answers shall have."""
    statements: bool
    """Whether each sentence is also learned as it stands, as prose."""
    cloze: NonNegativeInt
    """Most sentences with a gap for one sentence; 0 writes none."""

    def write(self, chunk: Chunk, teacher: Conversation) -> None:
        """Ask for pairs, then for wordings, and leave gaps."""
        for passage in passages(chunk):
            known = ask_pairs(passage, self.pairs, teacher)
            found = [*(draft.answer for draft in known), *passage.strong, *passage.weak]
            answers = _distinct(found, passage.about)[: self.answers]
            for answer in answers:
                have = sum(contains(draft.answer, answer) for draft in known)
                self._ask_wordings(passage, answer, self.wordings - have, answers, teacher)
            gaps = [_cloze(passage, answer, chunk.language, teacher) for answer in answers]
            teacher.check([gap for gap in gaps if gap][: self.cloze])
            if self.statements:
                question = REQUEST[chunk.language].format(answers[0] if answers else passage.about)
                teacher.check([teacher.rule(passage, "statement", question, passage.text)])

    def _ask_wordings(
        self,
        passage: Passage,
        answer: str,
        missing: int,
        answers: list[str],
        teacher: Conversation,
    ) -> None:
        if missing <= 0:
            return
        questions = teacher.ask(
            "wordings", missing, STRINGS, passage=passage.text, about=passage.about, answer=answer
        )
        drafts = [
            teacher.draft(
                passage,
                "wordings",
                "wording",
                question,
                settled(question, answer, answers, passage),
            )
            for question in questions
        ]
        teacher.check(drafts)


def settled(question: str, wanted: str, answers: list[str], passage: Passage) -> str:
    """The answer that a question really has.

    Small teachers, told to ask for `floor` in "The floor is made of slate", ask "What is the floor
    made of?". Where the question tells the wanted answer, or the wanted answer is a single weak
    word, the question is taken to ask for the only answer of the sentence that it leaves open: the
    only number, if it asks for one; else the only strong one; else the only one at all.
    """
    tells = contains(question, wanted)
    doubtful = wanted in passage.weak and " " not in wanted
    if not tells and not doubtful and not asks_for_number(question):
        return wanted
    left = [answer for answer in answers if not _shares_word(question, answer)]
    counts = [answer for answer in left if is_number(answer)]
    if asks_for_number(question):
        return counts[0] if len(counts) == 1 else wanted
    strong = [answer for answer in left if answer not in passage.weak and answer not in counts]
    if len(strong) == 1:
        return strong[0]
    return left[0] if tells and len(left) == 1 else wanted


def _shares_word(question: str, answer: str) -> bool:
    little = stop_words("en") | stop_words("de")
    return any(contains(question, word) for word in answer.split() if word.lower() not in little)


def _distinct(answers: list[str], about: str) -> list[str]:
    """The answers without what the text is about anyway, and without one inside another."""
    distinct: list[str] = []
    for answer in answers:
        rivals = [about, *distinct]
        if not any(contains(a, answer) or contains(answer, a) for a in rivals if a):
            distinct.append(answer)
    return distinct


def _cloze(passage: Passage, answer: str, language: str, teacher: Conversation) -> Draft | None:
    before, found, after = passage.text.partition(answer)
    if not found:
        return None
    return teacher.rule(passage, "cloze", CLOZE[language].format(f"{before}___{after}"), answer)
