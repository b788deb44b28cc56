"""How truly pages are read: scans against the text layer of the same pages.

    python benchmarks/extraction.py ../shared/corpora/xquad/dev/en ../shared/corpora/xquad/dev/de

For each `NAME.scan.pdf` with its twin `NAME.pdf`: the character error rate (Levenshtein distance by
the length of the true text, white space folded) of `extractor=auto` on the scan, pages lost, and
seconds a page.
"""

import sys
import time
from pathlib import Path

import yaml
from rapidfuzz.distance import Levenshtein

from academy.places import ROOT
from academy.settings import Settings


def folded(text: str) -> str:
    """The text with every white space as one blank."""
    return " ".join(text.split())


def main(folders: list[Path]) -> None:
    """Print a row for each scan, and the whole rate for each folder."""
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    auto = Settings.build(params).extractor
    for folder in folders:
        errors = characters = 0
        for scan in sorted(folder.glob("*.scan.pdf")):
            twin = scan.with_name(scan.name.replace(".scan.", "."))
            true = [folded(sheet.text) for sheet in auto.read(twin)]
            start = time.perf_counter()
            read = list(auto.read(scan))
            seconds = (time.perf_counter() - start) / len(read)
            lost = sum(bool(sheet.failed or not sheet.text) for sheet in read)
            wrong = sum(
                Levenshtein.distance(folded(sheet.text), text)
                for sheet, text in zip(read, true, strict=True)
            )
            errors, characters = errors + wrong, characters + sum(map(len, true))
            rate = 100 * wrong / sum(map(len, true))
            print(f"{scan.name:36} {rate:.2f} %, {lost} pages lost, {seconds:.1f} s a page")
        print(f"{folder}: {100 * errors / characters:.2f} % of {characters} characters")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main([Path(name) for name in sys.argv[1:]])
