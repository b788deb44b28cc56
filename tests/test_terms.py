"""What could be asked for in a sentence, and amounts with all that belongs to them."""

import pytest

from academy.amounts import amount, asked_for
from academy.terms import terms, whole


@pytest.mark.parametrize(
    ("unit", "strong"),
    [
        ("The harbour of Oldmouth was built by Ada Kern in 1911.", "Oldmouth, Ada Kern, 1911"),
        ("It rests for 17 hours before use.", "17 hours"),
        ("It belongs to nine nations.", "nine nations"),
        ("It covers 7,000 square kilometres (2,700 sq mi).", "7,000 square kilometres|2,700 sq mi"),
        ("The area rose from 415 to 587 hectares.", "415, 587 hectares"),
        ("Algiers lost 30 to 50 thousand people.", "30 to 50 thousand people, Algiers"),
        ("It was there between 1500 and 1850.", "between 1500 and 1850"),
        ("In 1620–21 it carried over 37 million people.", "1620–21, over 37 million people"),
        ("Seventy percent of it, almost a third.", "Seventy percent, almost a third"),
        ("It ended in the 19th century.", "19th century"),
        ("It weighs 1.1 × 1011 tonnes.", "1.1 × 1011 tonnes"),
        ("It entered around November 1347.", "November 1347"),
        ("They met on 1 August 1963.", "1 August 1963"),
        ("Troops moved in the Thirty Years' War.", "Thirty Years' War, Troops"),
        ("The Vorlane 83 travels by sea.", "Vorlane 83"),
        ("The strain Y. pestis came by Bergen op Zoom.", "Y. pestis, Bergen op Zoom"),
        ('The "Roman Wall" ends at the "wall\'s end" there.', "Roman Wall, wall's end"),
        ("Over 60% of Norway's people died.", "Over 60%, Norway"),
        ("Seventeen boats came.", "Seventeen boats"),
        ("It needs 1500 watts of power in 1954.", "1500 watts, 1954"),
        ("Plague came to Venice 22 times.", "Venice, 22 times, Plague"),
        ("Late boats came to Oldmouth (Tarn: Altmund).", "Oldmouth"),
        ("the end", ""),
    ],
)
def test_strong_terms_in_reading_order(unit, strong):
    expected = strong.split("|" if "|" in strong else ", ") if strong else []
    assert list(terms(unit, "en").strong) == expected


@pytest.mark.parametrize(
    ("unit", "strong"),
    [
        (
            "Der Hafen von Altmund wurde 1911 in zwölf Tagen gebaut.",
            ("Hafen von Altmund", "1911", "zwölf Tagen"),
        ),
        ("Zwischen 3 und 5 Grad bleibt er kalt.", ("Zwischen 3 und 5 Grad",)),
        ("Er endete im 19. Jahrhundert.", ("19. Jahrhundert",)),
        ("Der Motor leistet 1200 Watt.", ("Motor", "1200 Watt")),
        ("In Leipzig endete 476 alles.", ("Leipzig", "476")),
        ("Er wurde am 3. März 1911 von Ada Kern eröffnet.", ("3. März 1911", "Ada Kern")),
    ],
)
def test_terms_in_german(unit, strong):
    found = terms(unit, "de")
    assert (found.strong, found.weak) == (strong, ())


@pytest.mark.parametrize(
    ("unit", "weak"),
    [
        ("You turn with the copper crank.", ["copper crank"]),
        ("The frame of it is made of pearwood.", ["frame", "pearwood"]),
        ("The frame of the mill is old.", ["frame of the mill", "frame", "old"]),
        ("The lamp of the Vorlane 83 glows violet.", ["lamp of the Vorlane 83", "lamp"]),
        ("It results from destruction of the forest.", ["destruction of the forest"]),
        ("A report went to the king of France.", ["king of France", "report"]),
        ("It may come from typhus, smallpox and fever.", ["typhus, smallpox and fever", "typhus"]),
        ("The cause was a form of anthrax, and Ada Kern saw it.", ["form of anthrax", "cause"]),
        ("It is the work of the old guitarist Ada Kern.", ["work of the old guitarist Ada Kern"]),
        ("That is so between the two.", []),
    ],
)
def test_weak_english_terms_are_noun_phrases_the_longest_first(unit, weak):
    assert list(terms(unit, "en").weak)[: len(weak)] == weak


@pytest.mark.parametrize(
    ("answer", "unit", "expected"),
    [
        ("smallpox and fever", "It was typhus, smallpox and fever.", "typhus, smallpox and fever"),
        ("smallpox", "It was typhus, smallpox and fever.", "smallpox"),
        ("metal", "They were originators of black metal.", "black metal"),
        ("form", "The cause was a form of anthrax.", "form of anthrax"),
        ("Kern", "It was built by Ada Kern in 1911.", "Ada Kern"),
        (
            "p. ora and Y. p. media",
            "There were the very old and modern strains Y. p. ora and Y. p. media.",
            "Y. p. ora and Y. p. media",
        ),
        ("Britain", "It came from Britain and France.", "Britain"),
        ("King of France", "A report went to the king of France.", "king of France"),
        ("19", "The tank holds 19 litres of water.", "19 litres"),
        ("sand", "The tank holds 19 litres of water.", "sand"),
        ("Mira", "Boat: Mira Two; Length: 12 metres", "Mira"),
    ],
)
def test_an_answer_becomes_the_whole_phrase(answer, unit, expected):
    assert whole(answer, unit, "en") == expected


@pytest.mark.parametrize(
    ("answer", "unit", "language", "whole"),
    [
        ("19", "The tank holds 19 litres of water.", "en", "19 litres"),
        ("5", "It was opened in five phases.", "en", "five phases"),
        ("2,000", "They were estimated at 2,000.", "en", "2,000"),
        ("1835", "It was opened in 1835 and grew.", "en", "1835"),
        ("37", "It carries 37 million passengers.", "en", "37 million passengers"),
        ("9", "Sie darf nicht unter 9 Grad fallen.", "de", "9 Grad"),
        ("19 litres", "The tank holds 19 litres of water.", "en", "19 litres"),
        ("water", "The tank holds 19 litres of water.", "en", "water"),
        ("20", "The tank holds 19 litres of water.", "en", "20"),
        ("10", "It is 10% of the carbon.", "en", "10%"),
        ("10", "Das sind 10 % des Kohlenstoffs.", "de", "10 %"),
        (
            "37 million",
            "It carries over 37 million passengers.",
            "en",
            "over 37 million passengers",
        ),
        ("Ada", "Ada Kern came in 1911.", "en", "Ada"),
        ("nations", "There were twenty nations.", "en", "nations"),
        ("Leipzig", "Leipzig liegt in Sachsen.", "de", "Leipzig"),
    ],
)
def test_an_amount_says_what_it_counts(answer, unit, language, whole):
    assert amount(answer, unit, language) == whole


@pytest.mark.parametrize(
    ("answer", "language", "asked"),
    [
        ("17 hours", "en", "how many hours"),
        ("2,000", "en", "what number"),
        ("10 to 30%", "en", "what percentage"),
        ("over half", "en", "what share"),
        ("1911", "en", "what year"),
        ("1500 watts", "en", "how many watts"),
        ("19th century", "en", "which century"),
        ("November 1347", "en", "what date"),
        ("Thirty Years' War", "en", "what"),
        ("Ada Kern", "en", "what"),
        ("9 Grad", "de", "wie viele Grad"),
        ("19. Jahrhundert", "de", "welches Jahrhundert"),
        ("10 %", "de", "wie viel Prozent"),
        ("1911", "de", "welchem Jahr"),
    ],
)
def test_the_words_that_ask_for_an_answer(answer, language, asked):
    assert asked_for(answer, language) == asked


def test_long_units_take_no_long_time():
    unit = "Ada Kern came in 1911 with 40 boats and nine nets, " * 400
    assert len(terms(unit, "en").strong) > 3
