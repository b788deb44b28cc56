"""Loading models and tokenizers: the real `transformers` code for folders and for hubs."""

from typing import Any

from academy.errors import AcademyError


def load_tokenizer(source: str) -> Any:
    """The tokenizer of a folder or hub name, with a padding token and a chat template."""
    from transformers import AutoTokenizer

    tokenizer = _load(AutoTokenizer, source)
    if not tokenizer.chat_template:
        raise AcademyError(f"student {source}: no chat template; take a chat model")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_model(source: str, quantization: Any = None) -> Any:
    """The model of a folder or hub name, on the GPU if there is one."""
    import torch
    from transformers import AutoModelForCausalLM

    gpu = torch.cuda.is_available()
    options: dict[str, Any] = {"dtype": torch.bfloat16 if gpu else torch.float32}
    if quantization is not None:
        options["quantization_config"] = quantization
    if gpu:
        options["device_map"] = {"": 0}
    return _load(AutoModelForCausalLM, source, **options)


def _load(kind: Any, source: str, **options: Any) -> Any:
    try:
        return kind.from_pretrained(source, **options)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise AcademyError(
            f"student {source}: cannot be loaded ({reason}); give a folder with a model, a hub "
            "name while online, or student=smollm2_135m"
        ) from None
