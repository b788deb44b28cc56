"""How often an example is seen."""

import dataclasses

import pytest

from academy.distillation.hard import epoch
from academy.records import Example

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


def test_repetitions_go_round():
    assert [epoch(EXAMPLES, 6).count(asked) for asked in OFTEN] == [2, 2, 1, 1]


def test_the_same_answer_in_another_sentence_is_another_fact():
    elsewhere = example("two", "Who paints?", "ada kern")
    assert len(epoch([RARE, elsewhere], 2)) == 4


def test_spelling_makes_no_other_fact():
    assert len(epoch([RARE, example("one", "By whom is it?", "ada kern")], 2)) == 2
