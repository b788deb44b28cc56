"""Which answers refuse, in both languages."""

import pytest

from academy.evaluation.refusals import refuses


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know.",
        "I do not know the answer to that.",
        "Unknown",
        "I'm sorry, but I cannot answer this.",
        "The documents do not say.",
        "The text doesn't mention a price.",
        "That is not mentioned.",
        "There is no information about it.",
        "As an AI I have no price.",
        "Das weiß ich nicht.",
        "Ich weiß es leider nicht.",
        "unbekannt",
        "Der Preis ist nicht angegeben.",
        "Dazu enthält das Dokument keine Angaben.",
        "Das steht dort nicht.",
        "Das steht nicht im Handbuch.",
        "Der Text enthält das nicht.",
        "The passage does not contain the answer.",
        "No idea.",
        "Keine Ahnung.",
        "Not in the documents.",
        "There is no mention of it.",
        "Ich habe dazu nichts gefunden.",
        "I cannot help with that.",
    ],
)
def test_refused(answer):
    assert refuses(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Ada Kern",
        "In 1911, not in 1912.",
        "not before noon",
        "The harbour does not freeze.",
        "nicht im Winter",
        "Die Maschine steht in Altmund.",
        "keine Seife",
        "I know Oldmouth well.",
        "The tank does not contain water.",
        "Die Spule enthält keine beweglichen Teile.",
        "Der Tank steht nicht unter Druck.",
    ],
)
def test_not_refused(answer):
    assert not refuses(answer)
