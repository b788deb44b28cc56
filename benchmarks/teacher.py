"""How well a teacher's server is used.

    python -m benchmarks.teacher speed
    python -m benchmarks.teacher quota

`speed`: 1,000 requests to a server of 8 slots that takes 200 ms, against the ideal.
`quota`: 150 requests to a server that allows 60 in any minute; how much of that is used, and how
many requests it refused.
"""

import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any

from academy.teacher.base import Request
from academy.teacher.budget import Budget, Purse
from academy.teacher.chain import lines_to
from academy.teacher.openai_compatible import OpenAICompatible
from academy.teacher.quota import Quota
from tests.server import Loopback

SLOTS, LATENCY = 8, 0.2


def ask(server: Loopback, requests: int, **settings: Any) -> float:
    """Ask so many different things; returns the seconds that it took."""
    fields = {"model": "m", "base_url": server.url, "api_key_env": None, "structured": "none"}
    fields |= {"concurrency": SLOTS, "timeout_s": 60, "retries": 4, "quota": None, "price": None}
    teacher = OpenAICompatible(**{**fields, **settings})
    line_text = "Sentence (about Oldmouth): Ada Kern built harbour {}.\nWrite 1 pairs."
    with tempfile.TemporaryDirectory() as folder:
        purse = Purse(Budget(calls=None, tokens=None, usd=None))
        with lines_to(teacher, Path(folder), purse) as chain:

            def asked(number: int) -> None:
                request = Request("s", line_text.format(number), None, 0.0, 50, 0)
                chain.use(lambda line: line.ask(request))

            asked(requests)
            start = time.perf_counter()
            chain.each(asked, range(requests))
            return time.perf_counter() - start


def speed() -> None:
    """Print the share of the ideal throughput."""
    requests = 1000
    with Loopback() as server:
        server.delay = LATENCY
        seconds = ask(server, requests)
    ideal = requests * LATENCY / SLOTS
    print(f"{requests} requests in {seconds:.2f} s, ideal {ideal:.2f} s: {ideal / seconds:.1%}")


class Limited(Loopback):
    """Refuses what comes beyond so many requests in any minute."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.recent: deque[float] = deque()
        self.refused = 0
        self.answered: list[float] = []

    def take(self, body: dict[str, Any]) -> str:
        """Count the request."""
        super().take(body)
        now = time.monotonic()
        with self._lock:
            while self.recent and self.recent[0] <= now - 60:
                self.recent.popleft()
            if len(self.recent) >= self.most:
                self.refused += 1
                return "limited"
            self.recent.append(now)
            self.answered.append(now)
            return "normal"


def quota() -> None:
    """Print the share of a quota that is used."""
    most, requests = 60, 150
    with Limited(most) as server:
        ask(server, requests, quota=Quota(name="q", per_minute=most, per_day=None))
    times = [at - server.answered[0] for at in server.answered]
    rounds = len(times) // most  # the last request of the nth round could have been sent then
    used = min(60 * n / times[60 * n] for n in range(1, rounds + 1) if 60 * n < len(times))
    print(f"{len(times)} requests, {server.refused} refused, {used:.1%} of the quota used")


if __name__ == "__main__":
    verbs = {"speed": speed, "quota": quota}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verbs[sys.argv[1]]()
