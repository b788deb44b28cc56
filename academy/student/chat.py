"""How a model is talked to: its chat template, and the token with which it ends what it says."""

from collections.abc import Sequence
from typing import Any

from academy.errors import AcademyError

Messages = Sequence[dict[str, str]]
PLAIN = {"enable_thinking": False}
"""For templates that know thinking aloud (Qwen 3, SmolLM 3): the answer comes at once."""
MARK = "@@"
"""Stands for a text, to find where it begins and ends in a template."""
CHAT = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who?"}]
FOLDED = """{%- if messages[0]['role'] == 'system' -%}
{%- set told = messages[0]['content'] + '\\n\\n' + messages[1]['content'] -%}
{%- set messages = [{'role': 'user', 'content': told}] + messages[2:] -%}
{%- endif -%}
"""
"""Before a chat template that knows no system message (Gemma, Mistral 7B): it then stands before
the first question."""


def settle(tokenizer: Any, name: str) -> None:
    """Make a tokenizer's template take a system message, and its end that of what is said.

    So both are saved with what is trained.

    Args:
        name: of the model, for the line.

    Raises:
        AcademyError: it has no template that shows what it is given, or no end.
    """
    try:
        template = tokenizer.get_chat_template()
    except ValueError:
        raise AcademyError(f"{name}: no chat template; take a chat model") from None
    if not _heard(tokenizer):
        tokenizer.chat_template = FOLDED + template
        if not _heard(tokenizer):
            raise AcademyError(f"{name}: its chat template does not show texts; take another model")
    tokenizer.eos_token = _end(tokenizer) or tokenizer.eos_token
    if tokenizer.eos_token is None:
        raise AcademyError(f"{name}: its tokenizer names no end (eos_token); take a chat model")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token


def text(tokenizer: Any, messages: Messages) -> str:
    """A conversation as the template shows it."""
    return str(tokenizer.apply_chat_template(messages, tokenize=False, **PLAIN))


def prompt(tokenizer: Any, messages: Messages) -> list[int]:
    """The tokens of a conversation up to the answer."""
    return list(_tokens(tokenizer, messages, add_generation_prompt=True))


def tokens(tokenizer: Any, messages: Messages, answer: str) -> tuple[list[int], list[int]]:
    """A conversation up to the answer, and the answer up to the token that ends it."""
    before = prompt(tokenizer, messages)
    return before, behind(tokenizer, messages, before, answer)


def behind(tokenizer: Any, messages: Messages, before: list[int], answer: str) -> list[int]:
    """The tokens of an answer behind those of its conversation, up to the one that ends it."""
    whole, end = [*messages, {"role": "assistant", "content": answer}], tokenizer.eos_token_id
    shown = _tokens(tokenizer, whole)
    after = shown[len(before) :]
    if shown[: len(before)] != before:  # templates that show a generation otherwise than a message
        after = tokenizer.encode(answer, add_special_tokens=False)
    return [*after[: after.index(end) if end in after else None], end]


def ends(tokenizer: Any, model: Any) -> set[int]:
    """Tokens that end what a model says: the one that is learned, and those that it knows."""
    known = model.generation_config.eos_token_id
    return {tokenizer.eos_token_id, *(known if isinstance(known, list) else [known])} - {None}


def _tokens(tokenizer: Any, messages: Messages, **how: Any) -> list[int]:
    shown = tokenizer.apply_chat_template(messages, return_dict=True, **how, **PLAIN)
    return list(shown["input_ids"])


def _heard(tokenizer: Any) -> bool:
    """Whether the template hands on a system message; some refuse it, some leave it out."""
    from jinja2 import TemplateError

    try:
        shown = text(tokenizer, CHAT)
    except TemplateError:
        return False
    return all(message["content"] in shown for message in CHAT)


def _end(tokenizer: Any) -> str | None:
    """The token behind an answer in the template; not every one is what the tokenizer calls so."""
    shown = text(tokenizer, [*CHAT, {"role": "assistant", "content": MARK}])
    behind = tokenizer.encode(shown.rpartition(MARK)[2], add_special_tokens=False)
    added = tokenizer.added_tokens_decoder
    found = (added[one].content for one in behind if one in added)
    return next((token for token in found if token.strip()), None)
