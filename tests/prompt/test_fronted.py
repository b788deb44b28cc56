"""Sentences as questions, by moving their pieces."""

import pytest

from academy.prompt import english, german

ENGLISH = [
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
]
"""A sentence with a gap, what stood there, and the question for it."""
GERMAN = [
    ("Das Gehäuse wird mit ___ gereinigt.", "Lindenseife", "Womit wird das Gehäuse gereinigt?"),
    ("Das Gehäuse wird alle ___ gereinigt.", "24 Tage", "Wie oft wird das Gehäuse gereinigt?"),
    ("Das Gehäuse wird ___ gereinigt.", "alle 24 Tage", "Wie oft wird das Gehäuse gereinigt?"),
    (
        "Im Winter wird die Anlage mit einer ___ zugedeckt.",
        "Filzdecke",
        "Womit wird im Winter die Anlage zugedeckt?",
    ),
    ("Im ___ ruht die Anlage.", "Winter", "Wann ruht die Anlage?"),
    ("Das Ventil am Tank heißt ___.", "Brommel", "Wie heißt das Ventil am Tank?"),
    ("Das Werk hat seinen Sitz in ___.", "Sankt Ulwen", "Wo hat das Werk seinen Sitz?"),
    ("Eine Nadel kostet ___.", "87 Kronen", "Wie viele Kronen kostet eine Nadel?"),
    ("Die Stadt hat rund ___.", "900 Boote", "Rund wie viele Boote hat die Stadt?"),
    ("Der Dienst ist nur ___ da.", "dienstags", "Wann ist der Dienst nur da?"),
    ("Im Jahr ___ baute Ada den Hafen.", "1911", "Wann baute Ada den Hafen?"),
    ("Der Chor singt seit ___ in Berlin.", "1882", "Seit wann singt der Chor in Berlin?"),
    ("Der Hafen wurde von ___ gebaut.", "Ada Kern", "Von wem wurde der Hafen gebaut?"),
    ("___ leitet das Werk.", "Marit Ostrebel", "Wer oder was leitet das Werk?"),
    (
        "Im Jahr 1911 baute ___ das Haus.",
        "Ada Kern",
        "Wer oder was baute im Jahr 1911 das Haus?",
    ),
    ("Ada leitet den ___.", "Dienst", "Was leitet Ada?"),
    ("Die Pest traf Oslo im ___.", "Jahr 1654", "Wann traf die Pest Oslo?"),
    (
        "Das Becken deckt 1,5 Hektar in ___, von denen nichts bleibt.",
        "Berlin",
        "Wo deckt das Becken 1,5 Hektar?",
    ),
    (
        "Das Werk gibt auf die ___ eine Garantie.",
        "Anlage",
        "Worauf gibt das Werk eine Garantie?",
    ),
]
ENGLISH_PIECES = [
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
]
"""Sentences with gaps in which what stood there cannot be told apart."""
GERMAN_PIECES = [
    ("Das ___ am Tank heißt Brommel.", "Ventil"),
    ("Sie kamen aus ___ und Island.", "Dänemark"),
    ("Das Werk hat seinen ___ in Ulwen.", "Sitz"),
    ("Der Tank wird vor dem ___ entleert.", "Winter"),
    ("Wenn es regnet, läuft die ___.", "Pumpe"),
    ("Der ___ des Hafens.", "Bau"),
    ("Der Hafen wurde ___, wie man weiß, gebaut.", "1911"),
    ("___ ist die Pest bekannt.", "Heute"),
    ("Sie tragen das Wort „___“ im Namen.", "Tarn"),
    ("Sie bauten es 1620 und ___ neu.", "in Tarn"),
    ("Analogie Lernen beim ___", "Kleinkind"),
    ("Sie baute den Hafen von ___.", "Oldmouth"),
]


def of(cases, language):
    """The cases of a language."""
    return [(language, *case) for case in cases]


@pytest.mark.parametrize(
    ("language", "sentence", "answer", "question"), [*of(ENGLISH, english), *of(GERMAN, german)]
)
def test_the_pieces_of_a_main_clause_move(language, sentence, answer, question):
    assert language.fronted(sentence, answer) == question


@pytest.mark.parametrize(
    ("language", "sentence", "answer"), [*of(ENGLISH_PIECES, english), *of(GERMAN_PIECES, german)]
)
def test_a_piece_of_a_phrase_does_not_move(language, sentence, answer):
    assert language.fronted(sentence, answer) is None
