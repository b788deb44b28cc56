"""What `prompt=mixed` makes by rule of a sentence."""

import pytest

from academy.prompt.mixed import Mixed
from academy.records import Chunk
from academy.verifier.base import Draft


class Silent:
    """A teacher that writes nothing; keeps what the rules make."""

    def __init__(self):
        self.made = []

    def ask(self, orders):
        return [[] for _ in orders]

    def draft(self, passage, template, kind, question, answer):
        raise AssertionError("nothing was written")

    def rule(self, passage, kind, question, answer):
        return passage.draft(question, answer, kind, "en", "rule", "rule")

    def check(self, drafts):
        self.made += drafts
        return list(drafts)


def made(kind, text, language="en", teacher=None, **settings):
    plan = {
        "in_situ": 4,
        "rules": True,
        "statements": True,
        "second_pass": 0,
        "unanswered": 0,
        **settings,
    }
    prompt = Mixed(temperature=0, max_tokens=99, seed=0, pairs=1, answers=6, wordings=1, **plan)
    teacher = teacher or Silent()
    chunk = Chunk("d#1", "d.pdf", "Oldmouth", (1,), language, text)
    prompt.write(chunk, teacher)
    return [(draft.question, draft.answer) for draft in teacher.made if draft.kind == kind]


@pytest.mark.parametrize(
    ("text", "language", "questions"),
    [
        (
            "Ada Kern built the harbour in 1911.",
            "en",
            ["Who or what built the harbour in 1911?"],
        ),
        (
            "The Grainger Market replaced a market of 1808.",
            "en",
            [
                "Who or what replaced a market of 1808?",
                "Which market replaced a market of 1808?",
            ],
        ),
        (
            "Der Nebeltank fasst 40 Liter Wasser.",
            "de",
            ["Wer oder was fasst 40 Liter Wasser?"],
        ),
        ("In 1911 Ada Kern built the harbour.", "en", []),
        ("Harbours at lighthouses of Oldmouth were built in 1911.", "en", []),
        (
            "Nets and nice ropes were lost.",
            "en",
            ["Who or what were lost?", "Which ropes were lost?"],
        ),
        ("Ada Kern's harbour was built in 1911.", "en", []),
    ],
)
def test_what_a_sentence_begins_with_is_asked_for(text, language, questions):
    assert [question for question, _ in made("subject", text, language)] == questions


def test_an_answer_stands_as_whole_words_in_its_sentence():
    text = "Arden lies near Ard and has 40 boats."
    asked = made("in situ", text)
    assert ("Oldmouth: Arden lies near what and has 40 boats?", "Ard") in asked
    assert ("Oldmouth: Where does Arden lie?", "Ard") in asked


def test_what_the_teacher_overlooks_is_asked_for_too():
    class Telling(Silent):
        def ask(self, orders):
            found = {"question": "What is the floor?", "answer": "made of slate"}
            return [[found] if order.kind == "pair" else [] for order in orders]

        def draft(self, passage, template, kind, question, answer):
            return passage.draft(question, answer, kind, "en", "m", template)

    asked = made("in situ", "The floor of Oldmouth is made of slate.", teacher=Telling())
    assert ("What is the floor of Oldmouth made of?", "slate") in asked


@pytest.mark.parametrize("most", [0, 1, 2])
def test_the_number_of_questions_in_situ_is_limited(most):
    text = "Ada Kern built the harbour of Oldbury for 40 boats in 1911."
    assert len({answer for _, answer in made("in situ", text, in_situ=most)}) == most


@pytest.mark.parametrize(
    ("text", "language", "question", "answer"),
    [
        ("Oldmouth opened in 1911.", "en", "Oldmouth opened in what year?", "1911"),
        ("Oldmouth has 1.5 boats.", "en", "Oldmouth has how many boats?", "1.5 boats"),
        ("Oldmouth has lost 30%.", "en", "Oldmouth has lost what percentage?", "30%"),
        ("Oldmouth has lost over half.", "en", "Oldmouth has lost what share?", "over half"),
        ("It opened in 1911.", "en", "Oldmouth: It opened in what year?", "1911"),
        ("Oldmouth kostet 87 Kronen.", "de", "Wie viele Kronen kostet Oldmouth?", "87 Kronen"),
        (
            "Oldmouth grew, after the war had ended and the long winters were over, by trade with "
            "Tarn, and its harbour was enlarged for the herring fleet of Ada Kern in 1911.",
            "en",
            "Its harbour was enlarged for the herring fleet of Ada Kern in what year?",
            "1911",
        ),
    ],
)
def test_the_sentence_itself_as_a_question(text, language, question, answer):
    asked = made("in situ", text, language)
    assert {(question, answer), (f"Oldmouth: {question}", answer)} & {*asked}


@pytest.mark.parametrize("opening", ["(", "(the old (and green)) ", "– ", "a, b, c; d: "])
def test_no_sentence_is_too_odd_to_be_cut(opening):
    words = ", ".join(f"and in winter {n} boats" for n in range(9))
    assert made("in situ", f"{opening}There came 1911 {words} of Tarn) to Oldmouth.")


def test_a_line_of_a_table_without_a_head_is_no_question_in_situ():
    assert made("in situ", "Part | Its wood | Its name") == []


@pytest.mark.parametrize("kind", ["statement", "subject"])
def test_what_is_switched_off_is_not_made(kind):
    text = "Ada Kern built the harbour in 1911."
    assert made(kind, text)
    assert made(kind, text, statements=False, rules=False) == []


class Echoing(Silent):
    """A teacher that is shown gaps and asks for each in one way."""

    def __init__(self):
        super().__init__()
        self.orders = []

    def ask(self, orders):
        wanted = [order for order in orders if order.template == "gaps"]
        self.orders += wanted
        return [["Who was it?"] if order in wanted else [] for order in orders]

    def draft(self, passage, template, kind, question, answer):
        return Draft(
            question,
            answer,
            kind,
            passage.text,
            passage.before,
            passage.about,
            "en",
            "echo",
            template,
        )


def asked_again(second_pass, in_situ=1):
    rules = {"in_situ": in_situ, "rules": True, "statements": True, "unanswered": 0}
    plan = {"pairs": 1, "answers": 6, "wordings": 1, "second_pass": second_pass, **rules}
    prompt = Mixed(temperature=0, max_tokens=99, seed=0, **plan)
    teacher = Echoing()
    text = "Ada Kern built the large harbour in 1911."
    prompt.write(Chunk("d#1", "d.pdf", "Oldmouth", (1,), "en", text), teacher)
    return teacher


def test_an_answer_with_few_questions_is_asked_for_by_its_gap():
    teacher = asked_again(2)
    (order,) = teacher.orders
    assert order.wanted == 2
    assert order.values["gap"] == "___ built the large harbour in 1911."
    (draft,) = [draft for draft in teacher.made if draft.kind == "gap"]
    assert (draft.question, draft.answer) == ("Who was it?", "Ada Kern")


def test_an_answer_that_only_its_sentence_asks_for_has_no_question_yet():
    assert {order.values["gap"] for order in asked_again(1, in_situ=9).orders} == {
        "Ada Kern built the large harbour in ___.",
        "Ada Kern built the ___ in 1911.",
    }


@pytest.mark.parametrize("second_pass", [0, 1])
def test_an_answer_with_enough_questions_is_left_alone(second_pass):
    assert asked_again(second_pass).orders == []


def test_an_article_before_the_answer_goes_with_it():
    asked = dict(made("in situ", "A report from Oldmouth blamed the heavens in 1911."))
    assert "A report from Oldmouth blamed what in 1911?" in asked
