"""What kind of question it is."""

import pytest

from academy.evaluation.kinds import kind


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Who built it?", "who"),
        ("By whom was it built?", "who"),
        ("In what year was it built?", "when"),
        ("Since when does it stand?", "when"),
        ("What year?", "when"),
        ("How many gates are there?", "how much"),
        ("How long is the harbour?", "how much"),
        ("How does it work?", "how"),
        ("Why is it closed?", "why"),
        ("What does it burn when it is dark?", "what"),
        ("Where does the keeper live?", "where"),
        ("Name the keeper.", "other"),
        ("Wer hat es gebaut?", "who"),
        ("In welchem Jahr wurde es gebaut?", "when"),
        ("Wie viele Tore gibt es?", "how much"),
        ("Wie groß ist es?", "how much"),
        ("Wie heißt der Wärter?", "how"),
        ("Wofür wird es gebraucht?", "what"),
        ("Weshalb ist es zu?", "why"),
        ("Wo wohnt der Wärter?", "where"),
        ("Nenne den Wärter.", "other"),
        ("", "other"),
    ],
)
def test_kinds(question, wanted):
    assert kind(question) == wanted
