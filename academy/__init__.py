"""Academy: a small local language model that knows your documents."""

import os

__version__ = "0.1.0"

os.environ.setdefault("GOMP_SPINCOUNT", "10000")
"""How often torch's threads look for work before they sleep, some 30 µs long. By default they do so
for milliseconds, and beside other work each small operation then waits for a whole time slice:
30 times as long (docs/experiments.md, 28 November). Read when torch is loaded."""
