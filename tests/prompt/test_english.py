"""English sentences as questions."""

import pytest

from academy.prompt.english import fronted


@pytest.mark.parametrize(
    ("sentence", "answer", "question"),
    [
        (
            "The tank holds ___ of water.",
            "19 litres",
            "How many litres of water does the tank hold?",
        ),
        (
            "The brick harbour was opened in ___ and built by Ada Kern.",
            "1911",
            "When was the brick harbour opened?",
        ),
        ("In 1911, Ada Kern built the ___.", "harbour", "What did Ada Kern build in 1911?"),
        ("The city has ___.", "two harbours", "How many harbours does the city have?"),
        ("The city had been founded by ___.", "Ada Kern", "Who had the city been founded by?"),
        (
            "The plague killed an estimated ___ of the population.",
            "30%",
            "What percentage of the population did the plague kill?",
        ),
        ("It started in ___.", "China", "Where did it start?"),
        ("Operators call the loom the ___.", "Grey Otter", "What do operators call the loom?"),
        ("The loom must stand on ___.", "slate", "What must the loom stand on?"),
        ("The floor is made of ___.", "slate", "What is the floor made of?"),
        ("The wall is ___ thick.", "73 centimetres", "How many centimetres thick is the wall?"),
        (
            "The plague reached Sicily in ___, carried by galleys.",
            "October 1347",
            "When did the plague reach Sicily?",
        ),
        ("Boats often bring ___.", "moss", "What do boats often bring?"),
        ("The capital is ___.", "Paris", "What is the capital?"),
        (
            "With the program Drumlo, the mats are used for ___.",
            "towers",
            "What are the mats used for with the program Drumlo?",
        ),
        ("It is cleaned ___.", "every 24 days", "How often is it cleaned?"),
        (
            "The ship runs on moss and carries ___ a year.",
            "300 guests",
            "How many guests does the ship carry a year?",
        ),
        (
            "The harbour was built by Ada Kern and opened in ___.",
            "1911",
            "When was the harbour opened?",
        ),
        ("The wall is long; the gate has ___.", "two wings", "How many wings does the gate have?"),
    ],
)
def test_the_pieces_of_a_main_clause_move(sentence, answer, question):
    assert fronted(sentence, answer) == question


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("___ built the harbour in 1911.", "Ada Kern"),
        ("She hired the guitarist ___.", "Ada Kern"),
        ("They came from ___ and Iceland.", "Denmark"),
        ("The king of ___ came.", "France"),
        ("The harbour, which Ada Kern built, has ___.", "40 boats"),
        ("The harbour was lost when ___ died.", "Ada Kern"),
        ("When it rains, the ___ runs.", "pump"),
        ("The number is ___.", "120"),
        ("Meaning: ___.", "The comb is jammed"),
        ("Moss grows in at least ___.", "one village"),
        ("They show that the ___ came first.", "plague"),
        ("Nothing but a heading of ___", "Oldmouth"),
    ],
)
def test_what_cannot_be_told_apart_is_left(sentence, answer):
    assert fronted(sentence, answer) is None
