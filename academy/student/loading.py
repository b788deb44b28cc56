"""Loading models and tokenizers: the real `transformers` code for folders and for hubs."""

import logging
import os
import platform
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from academy import processes
from academy.errors import AcademyError
from academy.places import home
from academy.store import file_hash
from academy.student.chat import settle

GGUF = ".gguf"
SOURCE = "distillation.source"
OTHERS = {
    "student": "student=smollm2_135m",
    "teacher": "another teacher=…",
    SOURCE: "the adapter/ of a specialist of this student",
    "similarity": "similarity=none similarity@leakage.similarity=none (`make install` brings the "
    "default one)",
}
"""What there is beside models of one's own."""
BF16_GAIN = 1.3
"""Times faster from which bf16 is taken."""
PACKS = "support_avx512bf16_for_cpu"
"""Of bitsandbytes' layers: whether they pack their weights for reading."""
PRIMITIVES = "128"
"""Operations that oneDNN keeps compiled, those of some steps. It would keep 1024, each with memory
of its own, and every number of tokens makes others: gigabytes in a training in bf16."""


def load_tokenizer(source: str, whose: str = "student") -> Any:
    """The tokenizer of a folder, GGUF file or hub name, as `chat.settle` leaves it."""
    from transformers import AutoTokenizer

    tokenizer = load(AutoTokenizer, source, whose)
    settle(tokenizer, f"{whose} {source}")
    return tokenizer


def load_model(source: str, quantization: Any = None, whose: str = "student") -> Any:
    """The model of a folder, GGUF file (de-quantised) or hub name, on the GPU if there is one.

    On a CPU the plain attention is taken: for short texts it is the faster one there, backwards
    above all.
    """
    import torch
    from transformers import AutoModelForCausalLM, GgufConfig

    quiet()
    mind_thread_limit()
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", PRIMITIVES)  # before its first one
    gpu = torch.cuda.is_available()
    options: dict[str, Any] = {
        "dtype": torch.bfloat16 if gpu or bf16_pays() else torch.float32,
        "attn_implementation": "sdpa" if gpu else "eager",
    }
    if quantization is not None:
        options["quantization_config"] = quantization
    elif source.endswith(GGUF):
        options["quantization_config"] = GgufConfig(dequantize=True)
    if gpu:
        options["device_map"] = {"": processes.device()}
    model = load(AutoModelForCausalLM, source, whose, **options)
    for layer in model.modules():
        if hasattr(layer, PACKS):  # what a CPU packs when it reads can be trained no more
            setattr(layer, PACKS, False)
    return model


def content(source: str) -> dict[str, str]:
    """The SHA-256 of each file that makes a model of a folder or a file; none for a hub name."""
    path = Path(source).expanduser()
    wanted = ("*.safetensors", "*.bin", "*.json", "*.jinja")
    files = [path] if path.is_file() else [p for glob in wanted for p in sorted(path.glob(glob))]
    return {file.name: file_hash(file) for file in files}


def check_path(source: str, whose: str) -> None:
    """See that a folder or a file is there, where it is no name of a hub (`owner/name`).

    Raises:
        AcademyError: it is not.
    """
    local = source.startswith(("/", ".", "~")) or source.endswith((GGUF, "/adapter"))
    if (local or source.count("/") > 1) and not Path(source).expanduser().exists():
        raise AcademyError(f"{whose} {source}: no such folder or file")


def reading(model: Any) -> Any:
    """The model as it reads and answers for a training: in its precision, with fused attention."""
    model.set_attn_implementation("sdpa")
    return model.eval()


def exact(model: Any) -> Any:
    """The model as it answers a person and is measured: on a CPU in fp32, with fused attention.

    In fp32 an answer does not depend on those that are given beside it.
    """
    plain = model.device.type == "cpu" and not quantised(model)
    return reading(model.float() if plain else model)


def quantised(model: Any) -> bool:
    """Whether its weights are in few bits, as they came or were loaded."""
    return bool(getattr(model, "is_quantized", False))


def mind_thread_limit() -> None:
    """Let torch use no more threads than `OMP_THREAD_LIMIT`.

    Beyond it, torch 2.13 computes nonsense without a word.
    """
    import torch

    limit = os.environ.get("OMP_THREAD_LIMIT", "")
    if limit.isdecimal() and int(limit):
        torch.set_num_threads(min(torch.get_num_threads(), int(limit)))


def bf16_pays() -> bool:
    """Whether this CPU multiplies bf16 matrices clearly faster than fp32 ones.

    It does with AVX512-BF16 or AMX (a factor of two and more); without them bf16 is emulated and
    slower. Measured once and remembered below the home folder, so that every run on a machine
    decides alike: a checkpoint of one precision is of no use to the other.
    """
    return _bf16_pays(home())


@cache
def _bf16_pays(folder: Path) -> bool:
    import torch

    known = folder / ".academy" / f"bf16-{platform.node()}-{torch.__version__}"
    known.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{known}.lock"):  # processes that train together decide alike
        if not known.exists():
            pays = _seconds(torch.float32) > BF16_GAIN * _seconds(torch.bfloat16)
            known.write_text("bf16" if pays else "fp32", encoding="utf-8")
        precision = known.read_text(encoding="utf-8")
    print(f"student: {precision} weights, the faster ones on this CPU", flush=True)
    return precision == "bf16"


def _seconds(dtype: Any) -> float:
    """The shortest of some matrix products of a small student's shape."""
    import torch

    a, b = torch.ones(512, 576, dtype=dtype), torch.ones(576, 1536, dtype=dtype)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return min(times)


def quiet() -> None:
    """Silence what the libraries say about parts that are not used here, and bars nobody sees."""
    from transformers.utils import logging as bars

    for name in ("bitsandbytes", "transformers.generation"):
        logging.getLogger(name).setLevel(logging.ERROR)
    if not sys.stderr.isatty():
        bars.disable_progress_bar()


def load(kind: Any, source: str, whose: str, **options: Any) -> Any:
    """What a class of `transformers` loads from a folder, GGUF file or hub name.

    Raises:
        AcademyError: it cannot; the line names what there is instead for this part (`OTHERS`).
    """
    place = source = str(Path(source).expanduser())
    if source.endswith(GGUF):
        place, options["gguf_file"] = str(Path(source).parent), Path(source).name
    try:
        return kind.from_pretrained(place, trust_remote_code=False, **options)  # never asks
    except Exception as error:  # of damaged files each library raises another one
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AcademyError(
            f"{whose} {source}: cannot be loaded ({reason}); give a folder with a model, a GGUF "
            f"file, a hub name while online, or {OTHERS[whose]}"
        ) from None
