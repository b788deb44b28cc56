"""Damage PDFs in every way that comes to mind and see that each of them is accounted for.

    python benchmarks/fuzz_documents.py --documents 2000 ../shared/corpora/lectures/dev

Each damaged file is read as `academy extract` reads it (in a process of its own, under `limits`).
It is either refused in one line, or each of its pages is there, as text or with the reason. What
else happens (a crash or endless loop that takes Academy along, a page without a word) is printed,
and the exit code is 1.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import yaml
from tqdm import tqdm

from academy.errors import AcademyError
from academy.extractor.guard import Guard, Limits
from academy.places import ROOT
from academy.settings import Settings

OBJECT = re.compile(rb"\d+ 0 obj.*?endobj", re.DOTALL)


def flip_bits(data: bytearray, chance: random.Random) -> bytes:
    """A few bits turned over."""
    for _ in range(chance.choice((1, 4, 16, 64, 256))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def truncate(data: bytearray, chance: random.Random) -> bytes:
    """The end, or a piece in the middle, cut out."""
    start, length = chance.randrange(len(data)), chance.choice((1, 100, 10_000, len(data)))
    return bytes(data[:start] + data[start + length :])


def swap_objects(data: bytearray, chance: random.Random) -> bytes:
    """Two objects in each other's place, so that the cross-reference table is wrong."""
    found = [mark.span() for mark in OBJECT.finditer(data)]
    if len(found) < 2:
        return flip_bits(data, chance)
    (a, b), (c, d) = sorted(chance.sample(found, 2))
    return bytes(data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:])


def change_numbers(data: bytearray, chance: random.Random) -> bytes:
    """Some numbers in the file replaced: sizes, lengths, references."""
    marks = list(re.finditer(rb"(?<=[ \[/])\d{1,6}(?=[ \]/>])", data))
    for mark in sorted(chance.sample(marks, min(5, len(marks))), key=lambda m: -m.start()):
        number = chance.choice((b"0", b"-1", b"99999999", b"2147483648", b"1"))
        data[mark.start() : mark.end()] = number
    return bytes(data)


WAYS: tuple[Callable[[bytearray, random.Random], bytes], ...] = (
    flip_bits,
    truncate,
    swap_objects,
    change_numbers,
)


def main() -> int:
    """Damage, read, count."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="PDFs to damage")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=60, help="limits.seconds")
    options = parser.parse_args()
    sources = [path.read_bytes() for path in sorted(options.folder.glob("*.pdf"))]
    chance = random.Random(options.seed)  # noqa: S311 - no secret
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    auto = Settings.build(params).extractor
    limits = Limits(pages=5000, seconds=options.seconds, megabytes=4000)
    seen: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    faults: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, Guard(auto, limits) as guard:
        path = Path(folder) / "damaged.pdf"
        for number in tqdm(range(options.documents), unit="document"):
            way = chance.choice(WAYS)
            path.write_bytes(way(bytearray(chance.choice(sources)), chance))
            start = time.monotonic()
            try:
                sheets = list(guard.read(path))
            except AcademyError as refused:
                seen["refused"] += 1
                reasons[re.sub(r".*damaged\.pdf: |\d+", "", str(refused))] += 1
            else:
                seen["read"] += 1
                seen["pages read"] += sum(not sheet.failed for sheet in sheets)
                seen["pages failed"] += sum(bool(sheet.failed) for sheet in sheets)
                reasons.update(re.sub(r"\d+", "", s.failed) for s in sheets if s.failed)
                if [sheet.number for sheet in sheets] != list(range(1, len(sheets) + 1)):
                    faults.append(f"document {number} ({way.__name__}): pages are missing")
            slowest = max(slowest, time.monotonic() - start)
    print(", ".join(f"{count} {what}" for what, count in seen.items()))
    print(f"slowest document {slowest:.1f} s")
    print("\n".join(f"{count:6} {reason}" for reason, count in reasons.most_common()))
    print("\n".join(faults) or "every page of every document is accounted for")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
