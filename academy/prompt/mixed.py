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

SUBJECT = 0.35
"""Share of the questions for a sentence's other answers that name its subject."""
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
            questions = {a: self._ask_wordings(passage, a, known, teacher) for a in answers}
            fixed = () if chunk.language == "de" else passage.strong
            subjects = _subjects(questions, passage.text, fixed)
            wanted = [answer for answer in answers if answer not in subjects]
            teacher.check(
                [
                    teacher.draft(passage, "wordings", "wording", question, answer)
                    for asked, written in questions.items()
                    for question in written
                    for answer in [settled(question, asked, wanted, passage)]
                ]
            )
            gaps = [_cloze(passage, answer, chunk.language, teacher) for answer in wanted]
            teacher.check([gap for gap in gaps if gap][: self.cloze])
            if self.statements:
                question = REQUEST[chunk.language].format(answers[0] if answers else passage.about)
                teacher.check([teacher.rule(passage, "statement", question, passage.text)])

    def _ask_wordings(
        self, passage: Passage, answer: str, known: list[Draft], teacher: Conversation
    ) -> list[str]:
        missing = self.wordings - sum(contains(draft.answer, answer) for draft in known)
        if missing <= 0:
            return []
        return teacher.ask(
            "wordings", missing, STRINGS, passage=passage.text, about=passage.about, answer=answer
        )


def _subjects(questions: dict[str, list[str]], text: str, fixed: tuple[str, ...]) -> set[str]:
    """Answers that are what the sentence is about: many questions for its other answers name them.

    Numbers, the `fixed` ones and the one that stands last, where sentences put what is new, are
    never taken for it.
    """
    last = max(questions, key=text.rfind, default="")
    fixed = (*fixed, last)
    subjects = set()
    for answer in questions:
        others = [q for asked, written in questions.items() if asked != answer for q in written]
        named = sum(contains(question, answer) for question in others)
        if others and named > SUBJECT * len(others) and answer not in fixed:
            subjects.add(answer)
    return {answer for answer in subjects if not is_number(answer)}


def settled(question: str, asked: str, wanted: list[str], passage: Passage) -> str:
    """The answer that a question really has; empty where that cannot be told.

    Small teachers, told to ask for `floor` in "The floor is made of slate", ask "What is the floor
    made of?". Where the question tells the answer it was to ask for, or that answer is the
    sentence's subject or a single weak word, the question is taken to ask for the only wanted
    answer that it leaves open: the only number, if it asks for one; else the only strong one; else
    the only one at all.
    """
    lost = asked not in wanted or contains(question, asked)
    doubtful = asked in passage.weak and " " not in asked
    if not lost and not doubtful and not asks_for_number(question):
        return asked
    left = [answer for answer in wanted if not _shares_word(question, answer)]
    counts = [answer for answer in left if is_number(answer)]
    strong = [answer for answer in left if answer not in passage.weak and answer not in counts]
    if asks_for_number(question):
        strong = left = counts
    for possible in (strong, left if lost else []):
        if len(possible) == 1:
            return possible[0]
    return "" if lost else asked


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
