"""The metrics, loaded by path as everybody can, against cases worked out by hand."""

from pathlib import Path
from random import Random

import pytest

import academy.evaluation

METRICS = Path(next(iter(academy.evaluation.__path__))) / "metrics"


def load(name):
    import evaluate

    return evaluate.load(str(METRICS / name))


def test_there_are_metrics():
    assert {path.name for path in METRICS.iterdir() if path.is_dir()} >= {
        "accepted_answer",
        "token_f1",
    }


def accepted(prediction, references, length=3):
    computed = load("accepted_answer").compute(
        predictions=[prediction], references=[references], lengths=[length], max_tokens=10
    )
    return computed["hits"][0]


@pytest.mark.parametrize(
    ("prediction", "references"),
    [
        ("It was Ada Kern.", ["Ada Kern"]),
        ("ada kern", ["Eva Korn", "The Ada Kern"]),
        ("Der Hafen in Altmund", ["Altmund"]),
        ("2,000", ["2000"]),
        ("It weighs 0.412 t.", ["412 kilograms"]),
        ("412 Kilogramm", ["412 kg"]),
        ("161 km/h", ["100 mph"]),
        ("rund 1,5 Stunden", ["90 minutes"]),
        ("1.500 Liter", ["1500 l"]),
        ("68 °F", ["20 degrees Celsius"]),
        ("1.500 Plätze", ["1500"]),
        ("3.140", ["3,14"]),
        ("12.50", ["12.5"]),
        ("It is && here", ["&&"]),
        ("Vitamin A is right", ["Vitamin A"]),
        ("It freezes at –5 °C.", ["-5 °C"]),
        ("minus 40 °F", ["−40 °C"]),
        ("in 1914-18", ["1914–18"]),
    ],
)
def test_accepted(prediction, references):
    assert accepted(prediction, references) == 1.0


@pytest.mark.parametrize(
    ("prediction", "references"),
    [
        ("Kern", ["Ada Kern"]),
        ("It is ||", ["&&"]),
        ("Vitamin C", ["Vitamin A"]),
        ("", ["Ada Kern"]),
        ("20", ["2000"]),
        ("seventeen", ["seven"]),
        ("15", ["1.5"]),
        ("1.5", ["15"]),
        ("1.5 km", ["15 km"]),
        ("1,5 km", ["15 km"]),
        ("1.2.3", ["123"]),
        ("412 g", ["412 kg"]),
        ("412", ["412 kg"]),
        ("411 kg", ["412 kg"]),
        ("412 metres", ["412 kg"]),
        ("12 %", ["12 hours"]),
        ("about 3 m away", ["3 minutes"]),
        ("1910", ["1911"]),
        ("5 kw, 5 a day", ["5000 A"]),
        ("It freezes at 5 °C.", ["-5 °C"]),
        ("–5 °C", ["5 °C"]),
        ("–5 °C", ["5"]),
        ("7", ["-7"]),
    ],
)
def test_not_accepted(prediction, references):
    assert accepted(prediction, references) == 0.0


@pytest.mark.parametrize(("said", "wanted"), [("411 kg", "412 kg"), ("about 411", "412")])
def test_numbers_within_a_tolerance(said, wanted):
    for tolerance, right in ((0.0, 0.0), (0.01, 1.0)):
        computed = load("accepted_answer").compute(
            predictions=[said],
            references=[[wanted]],
            lengths=[3],
            max_tokens=10,
            tolerance=tolerance,
        )
        assert computed["hits"] == [right]


def test_a_long_answer_does_not_count():
    assert accepted("Ada Kern", ["Ada Kern"], length=10) == 1.0
    assert accepted("Ada Kern", ["Ada Kern"], length=11) == 0.0


def test_accuracy_is_the_share_of_hits():
    computed = load("accepted_answer").compute(
        predictions=["a b", "c", "x", "x"],
        references=[["b"], ["c", "d"], ["y"], ["z"]],
        lengths=[1, 1, 1, 1],
        max_tokens=5,
    )
    assert computed["accuracy"] == 0.5
    assert computed["hits"] == [1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("prediction", "references", "score"),
    [
        ("Ada Kern", ["Ada Kern"], 1.0),
        ("the Ada Kern!", ["ada kern"], 1.0),
        ("Ada", ["Ada Kern"], 2 / 3),  # precision 1, recall 1/2
        ("it was Ada Kern", ["Ada Kern"], 2 / 3),  # precision 1/2, recall 1
        ("Ada Ada", ["Ada Kern"], 0.5),
        ("nothing", ["Ada Kern"], 0.0),
        ("", ["Ada Kern"], 0.0),
        ("Kern", ["Ada Kern", "Kern"], 1.0),
    ],
)
def test_token_f1(prediction, references, score):
    computed = load("token_f1").compute(predictions=[prediction], references=[references])
    assert computed["scores"][0] == pytest.approx(score)
    assert computed["f1"] == pytest.approx(score)


def test_token_f1_is_a_mean():
    computed = load("token_f1").compute(predictions=["a1", "b1"], references=[["a1"], ["c1"]])
    assert computed["f1"] == 0.5


WORDS = ["kern", "built", "mill", "1911", "oil"]
PAIRS = [
    (" ".join(said), " ".join(wanted))
    for seed in range(40)
    for said, wanted in [
        (Random(seed).choices(WORDS, k=seed % 7), Random(seed + 99).choices(WORDS, k=1 + seed % 5))
    ]
]
"""Texts that normalising leaves as they are."""


def test_token_f1_is_that_of_scikit_learn():
    from sklearn.metrics import f1_score

    def counted(text):  # the first "oil", the second "oil", …
        words = text.split()
        return {(word, words[:i].count(word)) for i, word in enumerate(words)}

    computed = load("token_f1").compute(
        predictions=[said for said, _ in PAIRS], references=[[wanted] for _, wanted in PAIRS]
    )
    for (said, wanted), ours in zip(PAIRS, computed["scores"], strict=True):
        every = sorted(counted(said) | counted(wanted))
        truth = [each in counted(wanted) for each in every]
        claim = [each in counted(said) for each in every]
        assert ours == pytest.approx(f1_score(truth, claim)), (said, wanted)
