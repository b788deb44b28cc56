"""Answers compared beyond their spelling, and the units of a page."""

import pytest

from academy.records import Page
from academy.text import alike, contains, normalize, numbers, quoted, row, units


def page(text, language="en"):
    return Page("a.pdf", "A", 1, text, "text layer", None, language)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The Harbour!", "harbour"),
        ("Der Hafen, die Glocke", "hafen glocke"),
        ("2,000 mats", "2000 mats"),
        ("2.000 Matten", "2000 matten"),
        ("“Grey  Otter”", "grey otter"),
        ("ﬁne ½", "fine 1⁄2"),
        ("Über-Mut", "über mut"),
        ("the a an", ""),
        ("Vitamin A", "vitamin a"),
        ("A vitamin", "vitamin"),
        ("Plan A is a plan", "plan a is plan"),
        ("Vitamin A Tabletten", "vitamin a tabletten"),
        ("THIS IS A PUMP", "this is pump"),
        ("Die", "die"),
        ("der A*-Algorithmus in C++", "a* algorithmus in c++"),
        ("Anna and another theme", "anna and another theme"),
        ("", ""),
    ],
)
def test_normalize(text, plain):
    assert normalize(text) == plain


@pytest.mark.parametrize("text", ["The 2,000 Harbours!", "Öl & Gas", "a–b"])
def test_normalize_twice_is_once(text):
    assert normalize(normalize(text)) == normalize(text)


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("It was built by Ada Kern.", "ada kern"),
        ("The tank holds 2,000 litres", "2000 litres"),
        ("in the Green Gate", "the green gate"),
        ("Er heißt Brommel.", "Der Brommel"),
        ("It weighs 1.5 tonnes", "1.5 tonnes"),
        ("Der A*-Algorithmus", "A*"),
    ],
)
def test_contains(whole, part):
    assert contains(whole, part)


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("It was built by Ada Kern.", "Ada Kerner"),
        ("seventeen", "seven"),
        ("1911", "191"),
        ("Kern Ada", "Ada Kern"),
        ("anything", "the"),
        ("anything", ""),
        ("15 litres", "1.5 litres"),
        ("It weighs 1,5 Tonnen", "15 Tonnen"),
    ],
)
def test_does_not_contain(whole, part):
    assert not contains(whole, part)


def test_numbers():
    assert numbers("In 1911, 2,000 boats and E71") == {"1911", "2000", "71"}
    assert numbers("no number") == set()


def test_units_are_sentences():
    text = "Dr. Kern came at 7.30 p.m. to Oldmouth. It rained.\n\nShe left."
    assert units(page(text))[-2:] == ["It rained.", "She left."]
    assert " ".join(units(page(text))) == text.replace("\n\n", " ")


def test_units_in_german():
    text = "Das Tor ist z. B. grün. Es öffnet um 7 Uhr."
    assert units(page(text, "de")) == ["Das Tor ist z. B. grün.", "Es öffnet um 7 Uhr."]


def test_a_german_ordinal_ends_no_sentence():
    text = "Im 19. Jahrhundert wurde er gebaut. Er hat 40 Tore."
    assert units(page(text, "de")) == ["Im 19. Jahrhundert wurde er gebaut.", "Er hat 40 Tore."]


def test_units_of_a_table_carry_their_heads():
    text = "Boats\n\nBoat | Length\n\nMira | 12 metres\n\nTolen | 9 metres\n\nThat is all."
    assert units(page(text)) == [
        "Boats",
        "Boat | Length",
        "Boat: Mira; Length: 12 metres",
        "Boat: Tolen; Length: 9 metres",
        "That is all.",
    ]


def test_units_of_two_tables():
    text = "A | B\n1 | 2\nbetween\nC | D | E\n3 | 4 | 5"
    assert units(page(text)) == ["A | B", "A: 1; B: 2", "between", "C | D | E", "C: 3; D: 4; E: 5"]


@pytest.mark.parametrize("text", ["", "\n\n", "   "])
def test_no_units(text):
    assert units(page(text)) == []


@pytest.mark.parametrize(
    ("unit", "columns"),
    [
        ("Code: E71; Meaning: The comb is jammed.", 2),
        ("Value (in mm): 3; Colour: red; Use: mats", 3),
        ("The harbour (Dutch: haven; German: Hafen) is old.", 0),
        ("It was as the old keeper had always said of it: cold; so they left: soon.", 0),
        ("The harbour is old.", 0),
    ],
)
def test_a_sentence_is_no_row(unit, columns):
    assert len(row(unit)) == columns


@pytest.mark.parametrize(
    ("written", "digits"),
    [("Five phases", "5 phases"), ("zwölf", "12"), ("one of ten", "one of 10")],
)
def test_number_words_are_digits(written, digits):
    assert normalize(written) == normalize(digits)


@pytest.mark.parametrize(
    ("part", "stands"),
    [
        ("opened in  1911", True),
        ("The brick har-bour was opened", True),
        ("", False),
        ("…", False),
        ("opened in 1911 by a king from a far country who loved boats and bells", False),
        ("built of marble by monks", False),
    ],
)
def test_quotations(part, stands):
    assert quoted(part, "The brick harbour was opened in 1911 by Ada Kern.") == stands


TABLES = [
    ("A | B\n\n1 | 2", ["A | B", "A: 1; B: 2"]),
    ("2019 | 2020\n\nIncome | 5 | 6\n\nProfit | 1 | 2", None),
    ("– | 2019 | 2020\n\nIncome | 5 | –", ["– | 2019 | 2020", "Income; 2019: 5"]),
    ("Weight | 12 kg\n\nHeight | 3 m", None),
    (
        "Quarter | 1st quarter\n\nIncome | 5",
        ["Quarter | 1st quarter", "Quarter: Income; 1st quarter: 5"],
    ),
    ("A | B | C\n\n1 | 2\n\n3 | 4 | 5", ["A | B | C", "1 | 2", "A: 3; B: 4; C: 5"]),
    ("Type | 12 V | 24 V\n\nMotor | yes | no\n\nPump | no | yes", None),
    ("Summer | Winter\n\nPump | on | off\n\nValve | open | shut", None),
    (
        "Name | Age\n\nAnn | 3\n\nBob | 4 | 5\n\nCid | 6",
        ["Name | Age", "Name: Ann; Age: 3", "Bob | 4 | 5", "Name: Cid; Age: 6"],
    ),
    (
        "– | 2023\n\nName | Q1 | Q2\n\nAnn | 11 | 12",
        ["– | 2023", "Name | Q1 | Q2", "Name: Ann; Q1: 11; Q2: 12"],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), TABLES)
def test_only_what_stands_under_a_head_is_told_with_it(text, wanted):
    assert units(page(text)) == (wanted or text.split("\n\n"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("on", "off"), ("vor", "nach"), ("mit", "ohne"), ("Ada", "Bo"), ("on", "")),
        *(("-5 °C", "5 °C"), ("3", "(−3)"), ("minus 8", "8"), ("x = –0.5", "x = 0.5")),
    ],
)
def test_not_alike(one, other):
    assert not alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("on", "On."), ("the harbour", "a harbour of stone")),
        *(("-5 °C", "minus 5 °C"), ("3 –5 m", "3-5 m"), ("COVID-19", "COVID–19"), ("- 5", "5")),
    ],
)
def test_alike(one, other):
    assert alike(one, other)
