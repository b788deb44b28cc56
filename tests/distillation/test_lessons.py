"""What is shown, and what it is compared with."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from academy.distillation.base import Course
from academy.distillation.lessons import IGNORED, Lesson
from academy.distillation.prepared import Prepared
from academy.distillation.soft_labels import SoftLabels
from academy.records import Chunk
from academy.student.base import Task
from academy.student.chat import tokens
from academy.tracking.none import SilentRun
from tests.distillation.test_epoch import example
from tests.test_contract import settings

EXAMPLES = [example("one", f"What is {n}?", f"answer {n}") for n in range(3)]
CHAT = [Lesson("How are you?", "Well.", soft=3), Lesson("Who are you?", "I am", ends=False, soft=4)]


def soft(answers):
    ones = torch.ones(answers)
    return SoftLabels(torch.arange(answers + 1), ones, ones.int()[:, None], ones[:, None])


def course():
    whole = settings()
    return Course(whole.student, whole.lora, EXAMPLES, {}, 0, Path(), Path(), SilentRun())


def shown(*words, chat=(), labels=None):
    distillation = settings(*words).distillation
    return distillation.lessons(course(), Prepared(list(chat), labels))


def test_each_example_has_its_own_soft_labels():
    found = shown("distillation=context", "distillation.sights=1", chat=CHAT, labels=soft(5))
    examples = [lesson for lesson in found if lesson.answer.startswith("answer")]
    assert len(examples) == 4 * 3
    assert all(lesson.soft == int(lesson.answer[-1]) for lesson in examples)


def test_chat_is_seen_in_each_epoch_and_never_thinned():
    found = shown("distillation=hard", "distillation.word_dropout=0.9", chat=CHAT, labels=soft(5))
    assert all(found.count(lesson) == 4 for lesson in CHAT)


def test_text_alone_has_none():
    kept = [Lesson(one.question, one.answer, soft=n) for n, one in enumerate(CHAT)]
    found = shown(chat=kept, labels=soft(2))
    assert {lesson.soft for lesson in found if lesson not in kept} == {-1}
    assert {lesson.soft for lesson in found if lesson in kept} == {0, 1}


def test_recalled_sentences_have_none():
    found = shown("distillation=context", "distillation.recall=1", labels=soft(3))
    assert {lesson.soft for lesson in found if lesson.task is Task.RECALL} == {-1}


def test_questions_are_asked_of_their_sentences():
    some = [example(f"It is {n} here.", f"What is {n}?", str(n)) for n in range(3)]
    refused = example("It is 4 here.", "What did it cost?", "", "unanswered")
    whole = replace(course(), examples=[*some, refused])
    found = settings("distillation=recall").distillation.lessons(whole, Prepared([], None))
    told = [lesson for lesson in found if lesson.task is Task.ASK]
    wanted = [(f"It is {n} here.\nAnswer: {n}", f"What is {n}?") for n in range(3)]
    assert sorted((one.question, one.answer) for one in told) == sorted(2 * wanted)
    without = settings("distillation=hard", "distillation.ask=2")
    none = without.distillation.lessons(whole, Prepared([], None))
    assert {lesson.task for lesson in none} == {Task.ANSWER}


def test_two_chunks_that_were_read_together():
    texts = {"a#b.pdf#1.0": "One.", "a#b.pdf#2.0": "Two."}
    chunks = {key: Chunk(key, "a#b.pdf", "A", (1,), "en", text) for key, text in texts.items()}
    both = replace(course(), chunks=chunks)
    assert both.passage("a#b.pdf#2.0") == "Two."
    assert both.passage("a#b.pdf#1.0+2.0") == "One.\n\nTwo."


class Tokenizer:
    """Says a message as its letters; the end is 0."""

    eos_token_id = 0

    def __init__(self, closing, opening="<"):
        self.closing, self.opening = closing, opening

    def apply_chat_template(self, messages, add_generation_prompt=False, **_):
        said = [[*map(ord, m["content"]), 0, *map(ord, self.closing)] for m in messages]
        opened = [*map(ord, self.opening)] if add_generation_prompt else []
        last = [*map(ord, "<")] if messages[-1]["role"] == "assistant" else []
        before = [number for one in said[: len(said) - bool(last)] for number in one]
        after = said[-1] if last else []
        return {"input_ids": [*before, *last, *after, *opened]}

    def encode(self, text, add_special_tokens):
        assert not add_special_tokens
        return [*map(ord, text)]


@pytest.mark.parametrize("tokenizer", [Tokenizer("\n"), Tokenizer(""), Tokenizer("", opening="[")])
def test_an_answer_ends_with_its_end(tokenizer):
    before, after = tokens(tokenizer, [{"role": "user", "content": "Q"}], "Yes")
    assert after == [*map(ord, "Yes"), 0]
    assert before[-1] == ord(tokenizer.opening)


def test_an_answer_that_was_cut_off_has_no_end():
    class Student:
        def messages(self, question, task):
            return [{"role": "user", "content": question}]

    whole = Lesson("Q", "Yes").row(Student(), Tokenizer("\n"), 100)
    cut = Lesson("Q", "Yes", ends=False).row(Student(), Tokenizer("\n"), 100)
    assert whole["labels"][-1] == 0
    assert whole["labels"].count(IGNORED) == len(whole["labels"]) - 4
    assert cut["labels"] == whole["labels"][:-1]
    assert Lesson("Q", "Yes").row(Student(), Tokenizer("\n"), 4)["labels"] == whole["labels"][:4]


def test_a_question_that_a_text_leaves_open_has_no_sentence_to_recall():
    refused = replace(EXAMPLES[0], question="What did it cost?", kind="unanswered")
    whole = replace(course(), examples=[*EXAMPLES, refused])
    how = settings("distillation=recall", "distillation.recall=1").distillation
    found = how.lessons(whole, Prepared([], None))
    asked = {lesson.question for lesson in found if lesson.task is Task.ANSWER}
    assert "What did it cost?" in asked
    assert sum(lesson.task is Task.RECALL for lesson in found) == len(EXAMPLES)


def reading(count, pages, **changes):
    """Lessons of `distillation=reading` about so many examples on pages of their own."""
    places = [f"a.pdf#{page}.0" for page in range(1, pages + 1)]
    chunks = {key: Chunk(key, "a.pdf", "A", (1,), "en", f"It says {key}.") for key in places}
    about = [
        replace(EXAMPLES[0], question=f"What is {n}?", chunk=places[n % pages], **changes)
        for n in range(count)
    ]
    whole = replace(course(), chunks=chunks, examples=about)
    how = settings("distillation=reading", "distillation.epochs=1").distillation
    found = how.lessons(whole, Prepared([], None))
    return about, [lesson for lesson in found if "It says" in lesson.question]


def test_each_question_is_read_about_once():
    about, found = reading(4, 1)
    assert len(found) == len(about)
    for one in about:
        (lesson,) = [each for each in found if one.question in each.question]
        assert lesson.question.startswith("It says a.pdf#1.0.\n")
        assert lesson.answer == one.answer
        assert lesson.task is Task.ANSWER


def test_some_questions_come_with_a_foreign_page():
    about, found = reading(400, 10)
    asked = {one.question: one.chunk for one in about}
    own = sum(
        f"It says {asked[each.question.split('Question: ')[1]]}." in each.question for each in found
    )
    assert 0.75 < own / len(found) < 0.9  # four of five, and one in ten of the others


def test_nothing_is_read_before_a_statement():
    _, found = reading(4, 1, kind="statement")
    assert found == []


def test_a_question_whose_answer_is_in_doubt_is_about_its_sentence_all_the_same():
    doubted = replace(EXAMPLES[0], question="Who had it?", answer="nobody", evidence="two")
    whole = replace(course(), unsettled=[doubted])
    how = settings("distillation=recall", "distillation.word_dropout=0").distillation
    found = [one for one in how.lessons(whole, Prepared([], None)) if one.question == "Who had it?"]
    assert found == [Lesson("Who had it?", "two", Task.RECALL)] * 2
    plain = settings("distillation=hard").distillation.lessons(whole, Prepared([], None))
    assert "Who had it?" not in {one.question for one in plain}
