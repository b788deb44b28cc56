"""German sentences as questions."""

import pytest

from academy.prompt.german import fronted


@pytest.mark.parametrize(
    ("sentence", "answer", "question"),
    [
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
    ],
)
def test_the_pieces_of_a_main_clause_move(sentence, answer, question):
    assert fronted(sentence, answer) == question


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
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
    ],
)
def test_a_piece_of_a_phrase_does_not_move(sentence, answer):
    assert fronted(sentence, answer) is None
