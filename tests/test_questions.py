"""Questions that people already have, made into frozen sets."""

import json

import pytest

from academy.evaluation.questions import read_questions
from academy.question_files import read_file
from tests.helpers import sets

ANKI = """#separator:tab
#html:true
#tags column:3
Who built the harbour?\tAda Kern\tport
What does the <b>lighthouse</b> burn?\t"whale oil | oil&nbsp;of whales"\tport
What did it cost?\t\tport
#1: when was it opened?\t1911\tport
"""
TABLE = """question,answer,page,document
Who built the harbour?,Ada Kern,1,harbour.pdf
"What does the lighthouse, at night, burn?",whale oil | train oil,2,harbour.pdf
When was it opened?,1911,,
What did it cost?,,,
"""
MARKED = """# Exam

**Q:** Who built the harbour?
**A:** Ada Kern

Frage: Wann wurde er eröffnet?
Antwort: 1911,
im Mai

## Part two

Q: What did it cost?
A:

q: Who kept the lighthouse?
a: Bo Lind | Lind
"""
LISTED = [
    {"question": "Who built the harbour?", "answers": ["Ada Kern"], "id": "h1", "page": 1},
    {"question": "What does the lighthouse burn?", "answer": "whale oil"},
    {"question": "What did it cost?", "answers": []},
    {"question": "When was it opened?", "answers": ["1911"]},
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cards.txt", ANKI),
        ("table.csv", TABLE),
        ("table.tsv", TABLE.replace(", at night, ", " ").replace(",", "\t")),
        ("listed.json", json.dumps(LISTED)),
        ("set.json", json.dumps({"document": "harbour.pdf", "questions": LISTED})),
        ("exam.md", MARKED),
    ],
)
def test_every_kind(run, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    out = run("questions", tmp_path / name, "--to", tmp_path / "sets").ok().out
    found = sets(tmp_path / "sets")
    assert len(found) == 4
    assert found["Who built the harbour?"].answers == ("Ada Kern",)
    assert found["What did it cost?"].answers == ()
    assert "documents.questions.test=" in out
    assert sum(not question.answers for question in found.values()) == 1
    assert "1 of them without an answer" in out


def test_details(run, tmp_path):
    for name, text in (("cards.txt", ANKI), ("table.csv", TABLE), ("exam.md", MARKED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        run("questions", tmp_path / name, "--to", tmp_path / name[:4]).ok()
    cards, table, exam = (sets(tmp_path / name) for name in ("card", "tabl", "exam"))
    burns = cards["What does the lighthouse burn?"]
    assert burns.answers == ("whale oil", "oil of whales")
    burns = table["What does the lighthouse, at night, burn?"]
    assert (burns.page, burns.document) == (2, "harbour.pdf")
    assert table["When was it opened?"].page is None
    assert exam["Wann wurde er eröffnet?"].answers == ("1911, im Mai",)
    assert exam["Who kept the lighthouse?"].answers == ("Bo Lind", "Lind")


def test_several_files_are_one_set_without_repetitions(run, tmp_path):
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    more = "question;answer\nwho built the Harbour;A. Kern\nWho was first?;Bo Lind\n"
    (tmp_path / "b.csv").write_text(more, encoding="utf-8")
    run("questions", tmp_path / "a.csv", tmp_path / "b.csv", "--to", tmp_path / "sets").ok()
    found = sets(tmp_path / "sets")
    assert len(found) == 5
    assert found["Who built the harbour?"].answers == ("Ada Kern", "A. Kern")


def test_sets_are_frozen(run, tmp_path):
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    words = [tmp_path / "a.csv", "--to", tmp_path / "sets"]
    run("questions", *words).ok()
    before = {p.name: p.read_bytes() for p in (tmp_path / "sets").iterdir()}
    run("questions", *words).ok()
    (tmp_path / "a.csv").write_text(TABLE.replace("1911", "1912"), encoding="utf-8")
    assert "frozen with other questions" in run("questions", *words).line
    assert {p.name: p.read_bytes() for p in (tmp_path / "sets").iterdir()} == before


def test_a_further_question_does_not_move_the_others(run, tmp_path):
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "b.csv").write_text(TABLE + "Who was first?,Bo Lind,,\n", encoding="utf-8")
    for name in "ab":
        run("questions", tmp_path / f"{name}.csv", "--to", tmp_path / name).ok()
    for name in ("dev.json", "test.json"):
        some, more = (
            {q.question for q in read_questions(tmp_path / folder / name)} for folder in "ab"
        )
        assert some <= more


def test_other_wordings_of_a_question_fall_into_the_same_half(run, tmp_path):
    """Or settings would be chosen on what the test asks for."""
    wordings = ["What does ship {} weigh?", "How heavy is ship {}?", "Wie schwer ist Schiff {}?"]
    rows = [f"{each.format(number)},{number} tons" for number in range(40) for each in wordings]
    rows += [f"Is ship {number} old?,yes" for number in range(40)]
    (tmp_path / "a.csv").write_text("\n".join(["question,answer", *rows]), encoding="utf-8")
    run("questions", tmp_path / "a.csv", "--to", tmp_path).ok()
    dev, test = (
        [q.answers[0] for q in read_questions(tmp_path / f"{name}.json")]
        for name in ("dev", "test")
    )
    assert len(dev) + len(test) == 160
    assert set(dev) & set(test) == {"yes"}
    assert min(len(dev), len(test)) > 48


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "Who?,Ada\n", "line 1: must name the columns"),
        ("a.csv", "question,solution\nWho?,Ada\n", "line 1: must name the columns"),
        ("a.csv", f"question,answer\nWho?,{'x' * 200_000}\n", "no table"),
        ("a.md", "Q: Who?\nQ: Why?\nA: so\n", "line 1: no answer follows"),
        (
            "a.json",
            '[{"id": 1, "question": "a", "answer": ""}, {"id": 1, "question": "b", "answer": ""}]',
            "stands twice",
        ),
        ("a.json", '[{"question": "Who?", "anwsers": ["x"]}]', "question 1: `answers` is missing"),
        ("a.csv", "question,answer\n,Ada\n", "line 2: the question is empty"),
        ("a.csv", "question,answer,page\nWho?,Ada,one\n", "line 2: `page` must be a whole"),
        ("a.json", "{", "no JSON"),
        ("a.json", "3", "must be a list"),
        ("a.json", '["x"]', "question 1: is not an object"),
        ("a.md", "nothing asked here", "no question found"),
        ("a.csv", "question,answer\nWho?,Ada\n", "too few questions for two sets"),
        ("a.xls", "x", "questions are read from .json"),
    ],
)
def test_bad_files(run, tmp_path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    line = run("questions", tmp_path / name, "--to", tmp_path / "sets").line
    assert said in line
    assert not (tmp_path / "sets").exists()


def test_no_files(run, tmp_path):
    assert "name files" in run("questions").line
    assert "no such file" in run("questions", tmp_path / "none.csv").line
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00question")
    assert "UTF-8" in run("questions", tmp_path / "a.csv").line


ODD = """Q: Which of the two machines
is heavier?
A: the loom
A: the big
loom
## Part two
Q: What does List<String> hold?
A: `A*` and __init__
Q: What does the operator && do?
A: and
Q: What does the operator || do?
A: **or**
Q: Which vitamin is it?
A: A
"""


def test_signs_and_lines_of_markdown_stay(run, tmp_path):
    (tmp_path / "odd.md").write_text(ODD, encoding="utf-8")
    run("questions", tmp_path / "odd.md", "--to", tmp_path / "sets").ok()
    found = {text: question.answers for text, question in sets(tmp_path / "sets").items()}
    assert found == {
        "Which of the two machines is heavier?": ("the loom", "the big loom"),
        "What does List<String> hold?": ("`A*` and __init__",),
        "What does the operator && do?": ("and",),
        "What does the operator || do?": ("or",),
        "Which vitamin is it?": ("A",),
    }


@pytest.mark.parametrize("row", ["How heavy is it?,4,5 t", "Who built it"])
def test_a_row_of_other_cells_is_told(run, tmp_path, row):
    (tmp_path / "a.csv").write_text(f"question,answer\nWho?,Ada\n{row}\n", encoding="utf-8")
    line = run("questions", tmp_path / "a.csv", "--to", tmp_path / "sets").line
    assert "line 3: needs the cells that line 1 has, and no more" in line


@pytest.mark.parametrize("row", ["Who was it?,Bob", "Who was it?,Bob,3,", 'Who was it?,"Bob"'])
def test_a_row_that_ends_early(tmp_path, row):
    (tmp_path / "a.csv").write_text(f"question,answer,page\nWho?,Ada,1\n{row}\n", encoding="utf-8")
    assert read_file(tmp_path / "a.csv")[1]["answers"] == ["Bob"]


def test_emphasis_around_a_whole_line(tmp_path):
    text = (
        "* **Q: Who built it?**\n* A: *Homo sapiens*\n\n**Q: What is 2*3*4?**\n**A: 24**\n\n"
        "*Q: What does f(*args, **rest) take?*\n*A: args*\n"
    )
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    found = {row["question"]: row["answers"] for row in read_file(tmp_path / "a.md")}
    assert found == {
        "Who built it?": ["Homo sapiens"],
        "What is 2*3*4?": ["24"],
        "What does f(*args, **rest) take?": ["args"],
    }


def test_a_set_with_a_mark_of_its_encoding(tmp_path):
    row = {"id": "a", "question": "Who?", "answers": ["Ada"]}
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"questions": [row]}), encoding="utf-8-sig")
    assert [question.id for question in read_questions(path)] == ["a"]
