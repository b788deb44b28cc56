"""General chat that the base student makes up itself, so that it forgets less.

After SSR (Huang et al., 2024); the questions are made as in Magpie (Xu et al., 2024).
"""

from typing import Any

from academy.distillation.lessons import Lesson
from academy.evaluation.grading import twin
from academy.evaluation.retention import general_questions
from academy.student.base import Student
from academy.student.decoding import greedy

SYSTEM = "Answer the question in a few words."
"""What stands before the questions that the base makes up."""
MARK = "@@"
"""Stands for the question, to find where it begins in the chat template."""
QUESTION_TOKENS, ANSWER_TOKENS = 32, 40
"""The longest question; where an answer is cut off."""
AT_ONCE = 64
"""Questions made up at once."""
TWIN = 85.0
"""Similarity (rapidfuzz token_sort_ratio, 0 to 100) from which a question is the same."""
ROUNDS = 3
"""Times as many rounds as would do if every question were one of its own."""


def general_chat(student: Student, model: Any, tokenizer: Any, count: int) -> list[Lesson]:
    """Questions that a base student makes up, and its own answers.

    Args:
        model: the student without an adapter.
        count: how many are wanted; a base that makes up nothing but the same gives fewer.
    """
    questions = _questions(model, tokenizer, count)
    prompts = [Lesson(question, "").tokens(student, tokenizer)[0] for question in questions]
    lessons = []
    for start in range(0, len(prompts), AT_ONCE):
        said = greedy(
            model, prompts[start : start + AT_ONCE], {tokenizer.eos_token_id}, ANSWER_TOKENS
        )
        for question, one in zip(questions[start:], said, strict=False):
            ends = one.tokens[-1] == tokenizer.eos_token_id
            text = tokenizer.decode(one.tokens, skip_special_tokens=True).strip()
            if text:
                lessons.append(Lesson(question, text, ends=ends))
    return lessons


def _questions(model: Any, tokenizer: Any, count: int) -> list[str]:
    """What the model thinks a person says after the system message, where it is a question."""
    import torch

    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": MARK}]
    before = tokenizer.apply_chat_template(messages, tokenize=False).partition(MARK)[0]
    tokens = tokenizer.encode(before, add_special_tokens=False, return_tensors="pt")
    at_once = min(AT_ONCE, 2 * count)
    tokens = tokens.to(model.device).repeat(at_once, 1)
    found: dict[str, None] = {}
    for _ in range(ROUNDS * -(-count // at_once)):
        with torch.inference_mode():
            said = model.generate(
                input_ids=tokens,
                attention_mask=torch.ones_like(tokens),
                do_sample=True,
                temperature=0.8,
                top_p=0.9,
                top_k=0,
                max_new_tokens=QUESTION_TOKENS,
                pad_token_id=tokenizer.pad_token_id,
            )[:, tokens.shape[1] :]
        texts = tokenizer.batch_decode(said, skip_special_tokens=True)
        found |= dict.fromkeys(text for text in map(str.strip, texts) if _is_fit(text))
        if len(found) >= count:
            break
    return list(found)[:count]


def _is_fit(text: str) -> bool:
    """Whether it is a question, and none of those by which forgetting is measured."""
    return text.endswith("?") and not twin(text, general_questions(), TWIN)
