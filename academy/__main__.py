"""`python -m academy <verb> …` is the same as `academy <verb> …`."""

import sys

from academy.cli import main

if __name__ == "__main__":
    sys.exit(main())
