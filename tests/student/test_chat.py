"""Chat templates of several families: what is taught is what is asked for and scored."""

from types import SimpleNamespace

import pytest
import torch

from academy.errors import AcademyError
from academy.student import chat
from academy.student.loading import load_tokenizer
from academy.student.pretrained import Pretrained
from academy.student.specialist import Specialist
from tests.test_contract import settings
from tests.tiny import llama, sentencepiece
from tests.trained import furnish

TINYLLAMA = """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\n'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}"""
LLAMA2 = (
    "{% for message in messages %}{% if message.role == 'system' %}<<SYS>>{{ message.content }}"
    "{% elif message.role == 'user' %}{{ bos_token + '[INST] ' + message.content + ' [/INST]' }}"
    "{% else %}{{ ' ' + message.content + ' ' + eos_token }}{% endif %}{% endfor %}"
)
ROLES = (
    "{% for message in messages %}{% if message.role == 'system' %}AT_SYSTEM{% else %}"
    "<{{ message.role }}>{{ message.content }}</>{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
IN_PARTS = (
    "{% for m in messages %}{% for part in m.content %}{{ part.text }}{% endfor %}{% endfor %}"
)
SYSTEM, *REST = (
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "Who?"},
    {"role": "assistant", "content": "Ada."},
    {"role": "user", "content": "When?"},
)
STUDENT = Pretrained(system="Answer.", recall="Recall.", ask="Ask.", name="none")
WORDS = ("Paris", "Rome", "Oslo")


@pytest.fixture
def tokenizer(home, models):
    furnish(home, models)
    return settings().student.tokenizer()


@pytest.mark.parametrize("refuses", [True, False])
def test_a_template_that_knows_no_system_message(tokenizer, tmp_path, refuses):
    at_system = "{{ raise_exception('System role not supported') }}" if refuses else ""
    tokenizer.chat_template = ROLES.replace("AT_SYSTEM", at_system)
    tokenizer.save_pretrained(tmp_path)
    loaded = load_tokenizer(str(tmp_path))
    told = "<user>Be kind.\n\nWho?</><assistant>Ada.</><user>When?</>"
    assert chat.text(loaded, [SYSTEM, *REST]) == told
    assert chat.text(loaded, REST) == told.replace("Be kind.\n\n", "")

    loaded.save_pretrained(tmp_path)  # as beside an adapter: what was learned is read the same way
    again = load_tokenizer(str(tmp_path))
    assert chat.text(again, [SYSTEM, *REST]) == told
    assert again.chat_template == loaded.chat_template


def test_templates_with_names(tokenizer):
    tokenizer.chat_template = {"default": ROLES.replace("AT_SYSTEM", ""), "tools": "{{ tools }}"}
    chat.settle(tokenizer, "student")
    assert chat.text(tokenizer, [SYSTEM, REST[0]]) == "<user>Be kind.\n\nWho?</>"


@pytest.mark.parametrize(
    ("template", "end", "said"),
    [
        (
            IN_PARTS,
            "<|im_end|>",
            "model: its chat template does not show texts; take another model",
        ),
        (None, "<|im_end|>", "model: no chat template; take a chat model"),
        (ROLES, None, "model: its tokenizer names no end (eos_token); take a chat model"),
    ],
)
def test_what_cannot_be_talked_to(tokenizer, template, end, said):
    tokenizer.chat_template, tokenizer.eos_token = template, end
    with pytest.raises(AcademyError) as raised:
        chat.settle(tokenizer, "model")
    assert str(raised.value) == said


def test_an_answer_ends_as_the_template_ends_it(tokenizer):
    """As with Gemma and Phi 3, whose tokenizers call another token the end."""
    end = tokenizer.eos_token
    tokenizer.eos_token = "<|endoftext|>"
    chat.settle(tokenizer, "student")
    assert tokenizer.eos_token == end
    _, after = chat.tokens(tokenizer, [SYSTEM, REST[0]], "Ada.")
    assert tokenizer.decode(after) == "Ada.<|im_end|>"


def test_ends_are_those_of_the_tokenizer_and_of_the_model(tokenizer):
    def known(ends):
        return chat.ends(
            tokenizer, SimpleNamespace(generation_config=SimpleNamespace(eos_token_id=ends))
        )

    own = tokenizer.eos_token_id
    assert known(None) == {own}
    assert known(7) == {own, 7}
    assert known([7, own]) == {own, 7}


def test_no_thoughts_are_taught(tokenizer):
    """As Qwen 3 has it: thoughts stand in the last answer, and in the prompt without thinking."""
    empty = "<think>\n\n</think>\n\n"
    tokenizer.chat_template = (
        "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' }}{% if m.role == 'assistant' and"
        f" loop.last %}}{empty}{{% endif %}}{{{{ m.content }}}}<|im_end|>\n{{% endfor %}}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% if enable_thinking is defined and"
        f" not enable_thinking %}}{empty}{{% endif %}}{{% endif %}}"
    )
    before, after = chat.tokens(tokenizer, [SYSTEM, REST[0]], "Ada.")
    assert tokenizer.decode(before).endswith(f"assistant\n{empty}")
    assert tokenizer.decode(after) == "Ada.<|im_end|>"


@pytest.mark.parametrize("template", [TINYLLAMA, LLAMA2], ids=["TinyLlama", "Llama 2"])
def test_answers_are_scored_in_the_tokens_that_were_taught(template):
    """SentencePiece writes a word at a text's beginning otherwise than behind a line's end."""
    tokenizer = sentencepiece(WORDS)
    tokenizer.chat_template = template
    chat.settle(tokenizer, "student")
    questions = ["Who?", "Where?", "When?"]
    taught = [
        chat.tokens(tokenizer, STUDENT.messages(question), word)
        for question, word in zip(questions, WORDS, strict=True)
    ]
    model = llama(vocab_size=len(tokenizer))
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    for _ in range(100):
        for before, after in taught:
            labels = torch.tensor([[-100] * len(before) + after])
            model(input_ids=torch.tensor([before + after]), labels=labels).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    specialist = Specialist.__new__(Specialist)
    specialist.student, specialist.tokenizer = STUDENT, tokenizer
    for question, right, some in zip(
        questions,
        WORDS,
        specialist._scored(model.eval(), questions, [WORDS] * len(WORDS)),
        strict=True,
    ):
        chances = {said.text: said.probability for said in some}
        assert chances[right] > 0.5, (question, chances, taught)
