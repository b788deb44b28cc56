"""Each kind of text that is left out, and text that only looks like it."""

import pytest

from academy.extractor.cleaning import Cleaning
from tests.helpers import manifest, result, rows
from tests.pdfs import write_pdf

KINDS = ("contents", "references", "notices", "overlays", "formulas", "code")
ALL = Cleaning(**dict.fromkeys(KINDS, True))
PROSE = "The harbour of Oldmouth was built by Ada Kern in 1911."

PAGES = [
    ("contents", "table of contents", "Agenda\n\nThe harbour\n\nThe lighthouse"),
    ("contents", "table of contents", "Inhaltsverzeichnis\n\nDer Hafen\n\nDer Leuchtturm"),
    (
        "contents",
        "table of contents",
        "The harbour . . . . 3\n\nIts gate . . . . 5\n\n2 Boats ...... 9\n\n3 Bells … 12",
    ),
    ("references", "bibliography", "Literatur\n\nKern, A.: Der Hafen. Altmund 1911."),
    (
        "references",
        "bibliography",
        "Kern (1911). Gates.\n\nWirt, 1954: Bells.\n\n[3] Nets\n\nNets. https://old.example/a",
    ),
    ("notices", "notice", "Questions?"),
    ("notices", "notice", "Copyright © Springer Nature Switzerland AG 2020"),
    ("notices", "notice", "Copyright: Max Müller 2020"),
    ("notices", "notice", "Copyright Acme Corp. All rights reserved."),
    ("notices", "notice", "Vielen Dank für Ihre Aufmerksamkeit!"),
    ("notices", "notice", "Unless otherwise noted, this work is licensed under CC BY-SA 4.0."),
]
NO_SUCH_PAGES = [
    PROSE,
    f"Overview\n\n{PROSE}\n\nIt has a gate.",
    "Agenda",
    "References are letters of thanks.\n\nThey come late.",
    "Boat | Length\n\nMira | 12\n\nTolen | 9\n\nAlma | 10\n\nArd | 7",
    "1. Open the gate.\n\n2. Ring the bell.\n\n3. Wait for 12.\n\n4. Close the gate.",
    "Questions about the harbour are answered by Ada Kern.\n\nShe is there on Mondays.",
    "1 | Mira | 12\n\n2 | Tolen | 9\n\n3 | Alma | 10\n\n4 | Ard | 7",
    "Ablauf\n\nGerät ausschalten\n\nStecker ziehen\n\nDeckel öffnen",
    "1. Weltkrieg: 1914–1918\n\n2. Weltkrieg: 1939–1945\n\n3. Teil: 12\n\n4. Teil: 13",
    "References: A reference is an alias.",
    "References\n\nA reference is an alias of a variable.\n\nIt cannot be changed.",
    "Quellen\n\nEine Spannungsquelle hält ihre Spannung konstant.",
    "Dank der neuen Pumpe fördert die Anlage 40 Liter je Minute.",
    "Copyright law protects a work for 70 years.",
    "The copyright act of 1976 was passed.",
    "Copyright by its nature is limited in time.",
    "Thanks to Ada Kern the harbour got a lighthouse in 1911.",
    "\n\n".join(["Devlin et al. trained a model (see above) on many pages of text."] * 5),
]
PARAGRAPHS = [
    ("formulas", "formula", "H(V) = - sum pk log2 pk"),
    ("formulas", "formula", "C = {((a, b), =), ((b, c), =)}"),
    ("formulas", "formula", "h(n) ≤ h(m) + 1"),
    ("formulas", "formula", "k"),
    ("code", "program code", "def reduce(csp): return csp.arcs()"),
    ("code", "program code", "for v in D_x: if not fits(v): D_x.remove(v)"),
    ("code", "program code", "int main() { return 0; }"),
    ("code", "program code", "queue = Queue(csp.arcs) while not queue.isEmpty():"),
]
NO_SUCH_PARAGRAPHS = [
    PROSE,
    "12 metres",
    "1911",
    "E71 | 43 | = 7",
    "An edge is consistent if for each value x there is a value y (see above).",
    "The entropy H(V) of a fair coin is 1 bit.",
    "Call Queue.add() to add one.",
    "The public library opened to the public in 1911.",
    "A function is continuous if it is the limit of a function sequence.",
    "The function of veins is to return blood to the heart.",
    "Grain import fell after the return of the plague.",
    "See https://a.example/b and https://a.example/c for more.",
    "Maße: 120 × 80 × 45 cm",
    "230 V / 50 Hz",
    "Tel. +49 30 123456",
    "Mo–Fr 8–12 / 14–17 Uhr",
    "12/05/2024",
    "I/O",
    "C++",
]


@pytest.mark.parametrize(("switch", "kind", "text"), PAGES)
def test_pages_that_are_left_out(switch, kind, text):
    assert ALL.page(text, "") == kind
    others = Cleaning(**{name: name != switch for name in KINDS})
    assert others.page(text, "") is None


@pytest.mark.parametrize("text", NO_SUCH_PAGES)
def test_pages_that_only_look_like_it(text):
    assert ALL.page(text, PROSE) is None


def test_a_page_that_the_next_one_shows_again():
    assert ALL.page("Boats\n\nMira", "Boats\n\nMira\n\nTolen") == "shown again on the next page"
    assert ALL.page("Boats\n\nMira", "Boats\n\nMira") is None
    assert ALL.page("Boats\n\nMira", "Boats\n\nTolen") is None
    assert ALL.page("Boats", "") is None


@pytest.mark.parametrize(("switch", "kind", "text"), PARAGRAPHS)
def test_paragraphs_that_are_left_out(switch, kind, text):
    assert ALL.paragraph(text) == kind
    assert Cleaning(**{name: name != switch for name in KINDS}).paragraph(text) is None


@pytest.mark.parametrize("text", NO_SUCH_PARAGRAPHS)
def test_paragraphs_that_only_look_like_it(text):
    assert ALL.paragraph(text) is None


def test_what_is_left_out_is_kept_with_its_reason(run, home, tmp_path):
    slides = [("Agenda", "Boats"), (PROSE, "H(V) = k + 1"), ("Any questions?",)]
    path = write_pdf(tmp_path / "a.pdf", slides)
    run("extract", path).ok()
    folder = result(home, "extract")
    assert manifest(folder)["ledger"]["lost"] == {"notice": 1, "table of contents": 1}
    (page,) = rows(folder / "pages.jsonl")
    assert page["text"] == PROSE
    dropped = {row["reason"]: row["content"]["text"] for row in rows(folder / "dropped.jsonl")}
    assert dropped == {
        "table of contents": "Agenda\n\nBoats",
        "formula": "H(V) = k + 1",
        "notice": "Any questions?",
    }


def test_a_page_of_formulas_alone_stays(run, home, tmp_path):
    path = write_pdf(tmp_path / "a.pdf", [("H(V) = k + 1", "k = 3 * x")])
    run("extract", path).ok()
    (page,) = rows(result(home, "extract") / "pages.jsonl")
    assert "H(V)" in page["text"]
