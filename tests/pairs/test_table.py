"""What a person is told at the end of a distillation."""

from academy.pairs.table import notes, table
from academy.records import Dropped, Example


def example(answer, kind="wording", evidence="Ada Kern built the harbour in 1911."):
    return Example("i", "Who?", answer, kind, evidence, "c#1", "d.pdf", (1,), "m", "wordings")


def lost(reason, count, kind="wording", **content):
    return Dropped(reason, "c#1", count, {"kind": kind, **content})


EXAMPLES = [example("Ada Kern"), example("ada kern"), example("1911"), example("x", "statement")]
DROPPED = [
    lost("not written", 4, passage="The gate is green."),
    lost("rejected: no question", 1, evidence="Ada Kern built the harbour in 1911."),
    lost("failed: no answer within 2 s", 2, "gap", evidence="The sea is deep."),
]


def test_the_table_adds_up():
    lines = [line.split() for line in table(EXAMPLES, DROPPED).splitlines()]
    assert lines == [
        ["kind", "asked", "kept", "missing", "rejected", "failed"],
        ["wording", "8", "3", "4", "1", "0"],
        ["statement", "1", "1", "0", "0", "0"],
        ["gap", "2", "0", "0", "0", "2"],
        ["all", "11", "4", "4", "1", "2"],
    ]


def test_reasons_and_coverage():
    told = notes(EXAMPLES, DROPPED)
    assert told[0] == "  4 not written"
    assert told[-1] == (
        "coverage: 2 answers in 1 sentences, each in 2 wordings (median), 1 in one only; "
        "2 sentences without a question that was kept"
    )


def test_nothing_asked_nothing_told():
    assert table([], []).split() == ["kind", "asked", "kept", "missing", "rejected", "failed"]
    assert notes([], []) == []
