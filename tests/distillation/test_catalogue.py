"""Learning from a catalogue of questions, and from one's own answers."""

import json
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import torch

from academy.distillation.lessons import IGNORED
from academy.distillation.on_policy import OnPolicy
from academy.distillation.soft_labels import soft_labels
from academy.distillation.trainer import heard
from tests.helpers import newest, result, results
from tests.pdfs import HARBOUR, write_pdf
from tests.test_contract import settings
from tests.tiny import llama
from tests.trained import furnish

CATALOGUE = [
    *("distillation=catalogue", "distillation.epochs=1", "distillation.batch_size=2"),
    *("distillation.top_k=8", "distillation.replay=0", "distillation.answer_tokens=8"),
]


def words(trained, *more):
    """As the specialist was made, but for the procedure."""
    return [*(w for w in trained.words if not w.startswith("distillation.")), *CATALOGUE, *more]


def training(folder):
    return json.loads((folder / "training.json").read_text(encoding="utf-8"))


def test_the_questions_of_the_examples(trained, home, models, run):
    furnish(home, models)
    run("train", *words(trained, "distillation.on_policy=0.5", "distillation.beta=0.5")).ok()
    found = training(result(home, "train"))
    asked = {example.question for example in trained.examples}
    assert {question for question, _ in found["made"]} <= asked
    assert all(answer for _, answer in found["made"])
    assert found["losses"]
    assert all(0 <= loss < 20 for _, loss in found["losses"])
    run("train", *words(trained, "distillation.on_policy=1")).ok()
    assert training(newest(home, "train"))["made"] == found["made"]
    assert len(results(home, "answers")) == 1  # found by the second training
    adapter = newest(home, "train") / "adapter"
    again = words(trained, f"distillation.source={adapter}", "distillation.page=false")
    run("train", *again, "distillation.on_policy=1").ok()  # an adapter as the teacher
    assert training(newest(home, "train"))["made"] != found["made"]


@pytest.mark.long
def test_a_base_all_of_whose_weights_are_trained_is_its_own_teacher(trained, home, models, run):
    furnish(home, models)
    kept = [word for word in words(trained) if not word.startswith("lora")]
    run("train", *kept, "lora=full", "distillation.on_policy=1").ok()
    found = training(result(home, "train"))
    assert found["made"]
    assert all(0 <= loss < 20 for _, loss in found["losses"])


def test_the_questions_of_a_file_and_about_titles(trained, home, models, run, tmp_path):
    furnish(home, models)
    asked = ["Who built the harbour of Oldmouth?", "What does the lighthouse burn?", "Why?"]
    rows = [{"id": str(n), "question": one, "answers": []} for n, one in enumerate(asked)]
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps({"questions": rows}), encoding="utf-8")
    of_file = f"distillation.catalogue={path}"
    identity = settings("distillation=catalogue", of_file).distillation.identity
    before = identity()
    more = ["distillation.replay=0.5", "distillation.fraction=0.67"]
    run("train", *words(trained, of_file, *more)).ok()
    made = [question for question, _ in training(result(home, "train"))["made"]]
    assert len(set(made) & set(asked)) == 2  # of three
    assert len(made) == 3  # one is chat
    path.write_text(json.dumps({"questions": rows[:2]}), encoding="utf-8")
    assert identity() != before  # its content counts
    titles = ["distillation.catalogue=titles", "distillation.per_title=2"]
    run("train", *words(trained, *titles)).ok()
    made = training(newest(home, "train"))["made"]
    assert 0 < len(made) <= 4
    run("train", *words(trained, *titles, "distillation.answer_tokens=4")).ok()
    assert len(results(home, "questions")) == 1
    assert all(question.endswith("?") for question, _ in made)


def test_a_catalogue_that_is_not_there(there, run):
    line = run("train", *words(there, "distillation.catalogue=none.json")).line
    assert "none.json: no such file" in line


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("distillation.catalogue=.", "a folder, where a question set (JSON) is wanted"),
        ("distillation.source=/no/such", "distillation.source /no/such: no such folder or file"),
        ("distillation.source=reader/adapter", "reader/adapter: no such folder or file"),
        ("distillation.source=my/models/large", "my/models/large: no such folder or file"),
        ("distillation.source=large.gguf", "large.gguf: no such folder or file"),
        ("student=tinyllama student.name=~/no/such", "/no/such: no such folder or file"),
        ("distillation.watch.times=2", "no questions to watch the training with"),
    ],
)
def test_what_is_not_there_is_said_before_the_teacher_is_asked(teacher, run, tmp_path, word, said):
    more = [*CATALOGUE, "documents.questions.dev=null", *word.split()]
    document = write_pdf(tmp_path / "harbour.pdf", HARBOUR, title="Oldmouth")
    assert said in run("train", document, *teacher.words, "prompt=qa", *more).line
    assert teacher.count == 0


@pytest.mark.parametrize("procedure", ["catalogue", "soft"])
def test_other_tokens_are_said_before_the_teacher_is_asked(teacher, run, tmp_path, procedure):
    tokenizer = settings().student.tokenizer()
    tokenizer.add_tokens(["<another>"])
    tokenizer.save_pretrained(tmp_path / "other")
    document = write_pdf(tmp_path / "harbour.pdf", HARBOUR, title="Oldmouth")
    chosen = [f"distillation={procedure}", f"distillation.source={tmp_path / 'other'}"]
    line = run("train", document, *teacher.words, "prompt=qa", *chosen).line
    assert "its tokens are not the student's (49153 and 49152)" in line
    assert teacher.count == 0


ROWS = [([5, 9, 7], [11, 12, 2]), ([5, 9, 8, 10], [13, 2]), ([5, 9], [14, 15, 2])]
CONTEXTS = [[21, 22, 23], [26]]
"""Of the first and the last row; the one between is general chat."""


def test_own_answers_take_the_place_of_the_teachers():
    student, teacher = llama().eval(), llama(rope_theta=20000.0).eval()
    lent = []

    @contextmanager
    def lend(model):
        lent.append(model)
        yield teacher

    policy = OnPolicy(
        lend, CONTEXTS, SimpleNamespace(eos_token_id=2), answer_tokens=4, temperature=1.0, top_k=6
    )
    soft = soft_labels(teacher, ROWS, 6, 1.0, 1.0)
    width = max(len(before + after) for before, after in ROWS)
    ids, labels = torch.zeros(3, width, dtype=torch.long), torch.full((3, width), IGNORED)
    mask = torch.zeros_like(ids)
    for row, (before, after) in enumerate(ROWS):
        ids[row, : len(before + after)] = torch.tensor(before + after)
        mask[row, : len(before + after)] = 1
        labels[row, len(before) : len(before + after)] = torch.tensor(after)
    inputs = {"input_ids": ids, "attention_mask": mask, "labels": labels}
    inputs |= {"soft": torch.tensor([0, 2, 1])}
    torch.manual_seed(0)
    (tokens, seen, wanted), rows, both = heard(policy, student, inputs, soft)
    assert lent == [student]
    assert rows == [3, 2, 4]
    assert len(both.shares) == 5
    said = []
    for row, (before, after) in enumerate(ROWS):
        whole = tokens[row][seen[row].bool()].tolist()
        assert whole[: len(before)] == before
        answer = wanted[row][wanted[row] != IGNORED].tolist()
        assert whole == before + answer
        assert row != 1 or answer == after  # the one that is not its own
        assert 1 <= len(answer) <= 4
        said.append(answer)
    assert student.training
    fresh = soft_labels(teacher, [(CONTEXTS[0], said[0]), (CONTEXTS[1], said[2])], 6, 1.0, 1.0)
    torch.testing.assert_close(both.logprobs[len(soft.logprobs) :], fresh.logprobs)
    chat = {name: part[1:2] for name, part in inputs.items()}
    (tokens, *_), rows, same = heard(policy, student, chat, soft)
    assert (rows, same) == ([2], soft)
    assert tokens[0].tolist() == [*ROWS[1][0], *ROWS[1][1]]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_so_many_batches_are_the_students_own(share):
    from academy.distillation.lessons import Lesson
    from academy.distillation.prepared import Prepared
    from tests.distillation.test_lessons import course

    how = settings("distillation=catalogue", f"distillation.on_policy={share}").distillation
    made = [Lesson(f"What is {n}?", "one", soft=n) for n in range(300)]
    chat = [Lesson("Well?", "Yes.", soft=300)]
    prepared = Prepared([*made, *chat], None, [[1]] * 300)
    found = how.lessons(course(), prepared)
    assert len(found) == 4 * 301
    assert sum(lesson.own for lesson in found) / len(found) == pytest.approx(share, abs=0.15)
    size = how.batch_size
    batches = [found[start : start + size] for start in range(0, len(found), size)]
    assert all(len({lesson.own for lesson in one}) == 1 for one in batches)
