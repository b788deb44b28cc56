"""Record the teacher's answers that a distillation (or an extraction) used, for `teacher=recorded`.

academy distill documents=demo teacher=llama_cpp teacher.model=qwen2.5-coder-1.5b-instruct \
        --to /tmp/distilled
python scripts/record.py /tmp/distilled academy/demo/recording.jsonl
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from academy import records
from academy.places import home
from academy.teacher.cache import AnswerCache
from academy.teacher.line import Asked


def record(distilled: Path, recording: Path) -> int:
    """Write every answer behind a result as JSON lines; returns how many."""
    asked = records.read(distilled / "requests.jsonl", Asked)
    keys = sorted({(one.key, one.model) for one in asked})
    cache = AnswerCache(home() / ".academy" / "answers.sqlite")
    answers = {(key, model): cache.find(model, key) for key, model in keys}
    with recording.open("w", encoding="utf-8") as file:
        for (key, model), answer in answers.items():
            if answer is None:
                sys.exit(f"{recording}: the cache holds no answer of {model} to request {key}")
            row = {"key": key, "model": model, **asdict(answer)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return len(answers)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    count = record(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{sys.argv[2]}: {count} answers")
