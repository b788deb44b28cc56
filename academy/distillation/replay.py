"""General chat that the base student makes up itself, so that it forgets less.

After SSR (Huang et al., 2024); the questions are made as in Magpie (Xu et al., 2024).
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from tqdm import tqdm

from academy.distillation.base import Course
from academy.distillation.lessons import Lesson
from academy.distillation.prepared import Prepared, once, teacher_identity
from academy.evaluation.grading import twin
from academy.evaluation.retention import general_questions
from academy.student.base import Student
from academy.student.chat import MARK, ends, prompt, text
from academy.student.decoding import Decoded, decode

SYSTEM = "Answer the question in a few words."
"""What stands before the questions that the base makes up."""
QUESTION_TOKENS, ANSWER_TOKENS = 32, 16
"""The longest question; where an answer is cut off."""
TEMPERATURE = 0.7
"""At which questions are drawn."""
AT_ONCE = 128
"""Questions made up at once."""
TWIN = 85.0
"""Similarity (rapidfuzz token_sort_ratio, 0 to 100) from which a question is the same."""
CUT = "\N{REPLACEMENT CHARACTER}"
"""What is left of a character that an answer was cut off in."""
ROUNDS = 3
"""Times as many rounds as would do if every question were one of its own."""
VERSION = 3
"""Of what the code below makes of the same base and seed."""


@dataclass(frozen=True)
class Kept:
    """How the base's probabilities of its own answers are kept."""

    top_k: int
    """As `Training.top_k`."""
    temperature: float
    """At which they are."""


def replayed(
    course: Course,
    base: Callable[[], Any],
    tokenizer: Any,
    count: int,
    answer_tokens: int,
    how: Kept,
) -> Prepared:
    """General chat, and the base's probabilities of it: made once, found again by every training.

    Args:
        base: gives the model that makes it up; called only where it is not there yet.
        count: how many questions are wanted.
        answer_tokens: where an answer is cut off.
    """
    from transformers import set_seed

    from academy.distillation.soft_labels import soft_labels

    student = course.student
    what = {
        **{"version": VERSION, "seed": course.seed, "count": count, **asdict(how)},
        "answer_tokens": answer_tokens,
        **teacher_identity(None, course),
    }

    def made() -> Prepared:
        set_seed(course.seed)
        chat = general_chat(student, base(), tokenizer, count, answer_tokens)
        rows = [lesson.tokens(student, tokenizer) for lesson in chat]
        labels = soft_labels(base(), rows, how.top_k, how.temperature, 1.0) if chat else None
        return Prepared(chat, labels)

    return once("chat", what, made)


def general_chat(
    student: Student,
    model: Any,
    tokenizer: Any,
    count: int,
    answer_tokens: int = ANSWER_TOKENS,
) -> list[Lesson]:
    """Questions that a base student makes up, and its own answers.

    Args:
        model: the student without an adapter.
        count: how many are wanted; a base that makes up nothing but the same gives fewer.
        answer_tokens: where an answer is cut off.
    """
    questions = made_up(model, tokenizer, count, SYSTEM)
    prompts = [prompt(tokenizer, student.messages(question)) for question in questions]
    lessons, known = [], ends(tokenizer, model)
    for start in tqdm(range(0, len(prompts), AT_ONCE), desc="train: general chat", disable=None):
        some = prompts[start : start + AT_ONCE]
        said = decode(model, some, known, answer_tokens)
        for question, one in zip(questions[start:], said, strict=False):
            lesson = answered_by(one, question, tokenizer, known)
            if lesson.answer:
                lessons.append(lesson)
    return lessons


def answered_by(said: Decoded, question: str, tokenizer: Any, known: set[int]) -> Lesson:
    """The lesson of what a model said; where it was cut off, without its end."""
    whole = said.tokens[-1] in known
    answer = tokenizer.decode(said.tokens, skip_special_tokens=True)
    return Lesson(question, (answer if whole else answer.rstrip(CUT)).strip(), ends=whole)


def made_up(model: Any, tokenizer: Any, count: int, system: str) -> list[str]:
    """What a model thinks a person says after a system message, where it is a question."""
    messages = [{"role": "system", "content": system}, {"role": "user", "content": MARK}]
    before = text(tokenizer, messages).partition(MARK)[0]
    begun = tokenizer.encode(before, add_special_tokens=False)
    at_once, known = min(AT_ONCE, 2 * count), ends(tokenizer, model)
    found: dict[str, None] = {}
    with tqdm(desc="train: questions made up", total=count, disable=None) as bar:
        for _ in range(ROUNDS * -(-count // at_once)):
            said = decode(model, [begun] * at_once, known, QUESTION_TOKENS, TEMPERATURE)
            texts = tokenizer.batch_decode([one.tokens for one in said], skip_special_tokens=True)
            found |= dict.fromkeys(one for one in map(str.strip, texts) if _is_fit(one))
            bar.update(min(len(found), count) - bar.n)
            if len(found) >= count:
                break
    return list(found)[:count]


def _is_fit(question: str) -> bool:
    """Whether it is a question, and none of those by which forgetting is measured."""
    return question.endswith("?") and not twin(question, general_questions(), TWIN)
