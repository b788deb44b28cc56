"""Record the teacher's answers that results rest on, for `teacher=recorded`.

academy distill documents=demo teacher=llama_cpp teacher.model=qwen2.5-coder-1.5b-instruct \
        prompt=mixed verifier=reread --to /tmp/distilled
python scripts/record.py /tmp/distilled academy/demo/recording.jsonl

Several results (of extractions, distillations, evaluations) become one recording.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from academy import records
from academy.places import home
from academy.teacher.cache import AnswerCache, kept_as
from academy.teacher.line import Asked


def record(results: Sequence[Path], recording: Path) -> int:
    """Write every answer behind some results as JSON lines; returns how many."""
    asked = [one for folder in results for one in records.read(folder / "requests.jsonl", Asked)]
    keys = sorted({(one.key, one.model, one.form) for one in asked})
    cache = AnswerCache(home() / ".academy" / "answers.sqlite")
    with recording.open("w", encoding="utf-8") as file:
        for key, model, form in keys:
            answer = cache.find(model, kept_as(key, form)) or cache.find(model, key)
            if answer is None:
                sys.exit(f"{recording}: the cache holds no answer of {model} to request {key}")
            row = {"key": key, "model": model, **asdict(answer)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return len(keys)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    *folders, target = map(Path, sys.argv[1:])
    print(f"{target}: {record(folders, target)} answers")
