"""General chat that the base student makes up itself, so that it forgets less.

After SSR (Huang et al., 2024); the questions are made as in Magpie (Xu et al., 2024).
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from tqdm import tqdm

from academy.distillation.base import Course
from academy.distillation.lessons import Lesson
from academy.distillation.prepared import Prepared
from academy.evaluation.grading import twin
from academy.evaluation.retention import general_questions
from academy.places import home
from academy.store import Store, text_hash
from academy.student.base import Student
from academy.student.decoding import decode

SYSTEM = "Answer the question in a few words."
"""What stands before the questions that the base makes up."""
MARK = "@@"
"""Stands for the question, to find where it begins in the chat template."""
QUESTION_TOKENS, ANSWER_TOKENS = 32, 16
"""The longest question; where an answer is cut off."""
TEMPERATURE = 0.7
"""At which questions are drawn."""
AT_ONCE = 128
"""Questions made up at once."""
TWIN = 85.0
"""Similarity (rapidfuzz token_sort_ratio, 0 to 100) from which a question is the same."""
ROUNDS = 3
"""Times as many rounds as would do if every question were one of its own."""
VERSION = 2
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
    import torch
    from transformers import set_seed

    from academy.distillation.soft_labels import soft_labels

    student = course.student
    what = {
        **{"version": VERSION, "seed": course.seed, "count": count, **asdict(how)},
        "answer_tokens": answer_tokens,
        "students": [one.identity() for one in (student, course.before or student)],
        "quantization": str(course.lora.quantization_config()),
        "gpu": torch.cuda.is_available(),
    }
    store, key = Store(home()), text_hash(what)
    with store.working("chat", key) as folder:
        found = store.find("chat", key)
        if not found:
            set_seed(course.seed)
            chat = general_chat(student, base(), tokenizer, count, answer_tokens)
            rows = [lesson.tokens(student, tokenizer) for lesson in chat]
            labels = soft_labels(base(), rows, how.top_k, how.temperature, 1.0) if chat else None
            Prepared(chat, labels).save(folder)
            found = store.keep(folder, {"stage": "chat", "key": key})
        return Prepared.load(found.folder)


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
    prompts = [Lesson(question, "").tokens(student, tokenizer)[0] for question in questions]
    lessons = []
    for start in tqdm(range(0, len(prompts), AT_ONCE), desc="train: general chat", disable=None):
        some = prompts[start : start + AT_ONCE]
        said = decode(model, some, {tokenizer.eos_token_id}, answer_tokens)
        for question, one in zip(questions[start:], said, strict=False):
            ends = one.tokens[-1] == tokenizer.eos_token_id
            text = tokenizer.decode(one.tokens, skip_special_tokens=True).strip()
            if text:
                lessons.append(Lesson(question, text, ends=ends))
    return lessons


def made_up(model: Any, tokenizer: Any, count: int, system: str) -> list[str]:
    """What a model thinks a person says after a system message, where it is a question."""
    messages = [{"role": "system", "content": system}, {"role": "user", "content": MARK}]
    before = tokenizer.apply_chat_template(messages, tokenize=False).partition(MARK)[0]
    prompt = tokenizer.encode(before, add_special_tokens=False)
    at_once, end = min(AT_ONCE, 2 * count), {tokenizer.eos_token_id}
    found: dict[str, None] = {}
    with tqdm(desc="train: questions made up", total=count, disable=None) as bar:
        for _ in range(ROUNDS * -(-count // at_once)):
            said = decode(model, [prompt] * at_once, end, QUESTION_TOKENS, TEMPERATURE)
            texts = tokenizer.batch_decode([one.tokens for one in said], skip_special_tokens=True)
            found |= dict.fromkeys(text for text in map(str.strip, texts) if _is_fit(text))
            bar.update(min(len(found), count) - bar.n)
            if len(found) >= count:
                break
    return list(found)[:count]


def _is_fit(text: str) -> bool:
    """Whether it is a question, and none of those by which forgetting is measured."""
    return text.endswith("?") and not twin(text, general_questions(), TWIN)
