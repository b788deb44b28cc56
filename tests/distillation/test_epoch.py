"""How often an example is seen."""

import dataclasses
from random import Random

import pytest

from academy.distillation.lessons import (
    BATCHES,
    Lesson,
    asked,
    batched,
    epoch,
    may_be_asked,
    recalled,
    tells_sentence,
)
from academy.records import Example
from academy.student.base import Task
from tests.test_contract import settings

FIELDS = {field.name: "" for field in dataclasses.fields(Example)}


def example(evidence, question, answer, kind="wording"):
    known = {"evidence": evidence, "question": question, "answer": answer, "kind": kind}
    return Example(**{**FIELDS, **known})


RARE = example("one", "Who built it?", "Ada Kern")
OFTEN = [example("one", f"When, said in way {i}?", "1911") for i in range(4)]
PROSE = example("one", "Tell me something.", "Ada Kern built it in 1911.", "statement")
EXAMPLES = [RARE, *OFTEN, PROSE]


@pytest.mark.parametrize(("sights", "rare", "often"), [(1, 1, 4), (3, 3, 4), (6, 6, 6)])
def test_an_answer_is_asked_for_often_enough(sights, rare, often):
    seen = epoch(EXAMPLES, sights)
    assert seen[: len(EXAMPLES)] == EXAMPLES
    assert seen.count(RARE) == rare
    assert sum(seen.count(asked) for asked in OFTEN) == often
    assert seen.count(PROSE) == 1


def test_a_larger_share_holds_the_smaller_one():
    def drawn(share, seed=0):
        found = settings("distillation=hard", f"distillation.fraction={share}").distillation
        return found.drawn(list(range(200)), seed)

    assert drawn(1) == list(range(200))
    assert [len(drawn(share)) for share in (0.001, 0.05, 0.5)] == [1, 10, 100]
    assert set(drawn(0.001)) < set(drawn(0.05)) < set(drawn(0.5))
    assert drawn(0.5) == sorted(drawn(0.5)) != drawn(0.5, seed=1)
    assert settings("distillation=hard").distillation.drawn([], 0) == []


def test_repetitions_go_round():
    assert [epoch(EXAMPLES, 6).count(asked) for asked in OFTEN] == [2, 2, 1, 1]


def test_the_same_answer_in_another_sentence_is_another_fact():
    elsewhere = example("two", "Who paints?", "ada kern")
    assert len(epoch([RARE, elsewhere], 2)) == 4


def test_spelling_makes_no_other_fact():
    assert len(epoch([RARE, example("one", "By whom is it?", "ada kern")], 2)) == 2


def lengths(batch):
    return [len(lesson) for lesson in batch]


def by_length(lessons):
    return sorted(lessons, key=lambda lesson: (len(lesson), lesson.question, lesson.answer))


@pytest.mark.parametrize("count", [1, 3, 4, 95, 96, 97, 1000])
def test_batches_hold_what_is_of_like_length(count):
    size, random = 4, Random(0)
    pairs = [Lesson("x" * random.randrange(200), str(i)) for i in range(count)]
    ordered = list(batched(pairs, size, Random(0)))
    assert by_length(ordered) == by_length(pairs)
    window = size * BATCHES
    for start in range(0, count, window):
        end = start + window
        assert by_length(ordered[start:end]) == by_length(pairs[start:end])
    batches = [ordered[i : i + size] for i in range(0, count, size)]
    spread = [max(lengths(batch)) - min(lengths(batch)) for batch in batches]
    if count == 1000:
        assert sum(spread) / len(spread) < 10  # 120 without an order
        means = [sum(lengths(batch)) / size for batch in batches[:BATCHES]]
        assert means not in (sorted(means), sorted(means, reverse=True))


def test_the_seed_decides_the_order_of_batches():
    pairs = [Lesson(f"{i}" * (i % 50), "") for i in range(300)]
    assert list(batched(pairs, 4, Random(1))) == list(batched(pairs, 4, Random(1)))
    assert list(batched(pairs, 4, Random(1))) != list(batched(pairs, 4, Random(2)))


def test_the_sentence_is_recalled_by_a_question():
    lesson = recalled(RARE, 0.0, Random(0))
    assert lesson == Lesson("Who built it?", "one", Task.RECALL)


def test_the_question_is_asked_of_its_sentence_and_answer():
    lesson = asked(example("Ada Kern\n built it.", "Who built it?", "Ada Kern"))
    assert lesson == Lesson("Ada Kern built it.\nAnswer: Ada Kern", "Who built it?", Task.ASK)


@pytest.mark.parametrize(
    ("about", "may"),
    [
        (example("Ada Kern built it.", "Who built it?", "Ada Kern"), True),
        (example("Ada Kern built it.", "Who built it?", "Bo Lind"), False),
        (example("Ada Kern built it.", "Ada Kern built it.", "Ada Kern", "in situ"), False),
        (
            example("Ada Kern built it.", "Tell me more.", "Ada Kern built it.", "statement"),
            False,
        ),
        (example("Ada Kern built it.\n\nIn 1911.", "When?", "1911"), False),
    ],
)
def test_a_question_is_asked_of_a_sentence_that_answers_it(about, may):
    assert may_be_asked(about) == may


def test_a_sentence_that_asks_for_itself_loses_half_of_its_words():
    words = [f"word{i}" for i in range(200)]
    said = recalled(example("one", " ".join(words), "x", "in situ"), 0.0, Random(0)).question
    assert 70 < len(said.split()) < 130
    assert set(said.split()) < set(words)


@pytest.mark.parametrize(
    ("asked", "tells"),
    [
        (RARE, True),
        (
            example("Ada Kern built it.", "Tell me something.", "Ada Kern built it.", "statement"),
            True,
        ),
        (PROSE, False),
        (example("One page.\n\nAnother page.", "Who built it?", "Ada Kern", "pair"), False),
    ],
)
def test_only_sentences_are_recalled(asked, tells):
    assert tells_sentence(asked) == tells
