"""A real OpenAI-compatible teacher on this machine, well-behaved or not, as each test tells it.

It is an echo: what it writes is made from the sentence in the request, so its answers are always
the same for the same request, and the verifier accepts most of them.
"""

import json
import sys
import threading
import time
from collections import Counter
from http.server import ThreadingHTTPServer
from typing import Any

from tests.behaviours import Handler

MODELS = [
    {"id": "kind/free-model:free", "pricing": {"prompt": "0", "completion": "0"}},
    {"id": "costly/model", "pricing": {"prompt": "0.000002", "completion": "0.000006"}},
    {"id": "second/free-model:free", "pricing": {"prompt": "0", "completion": "0", "image": "0"}},
]


class Loopback:
    """The server; `with Loopback() as teacher:` runs it on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        """The body of every request for an answer, in order of arrival."""
        self.keys_seen: set[str] = set()
        """Every `Authorization` header that came."""
        self.always = "normal"
        self.script: list[str] = []
        """What happens to the next requests; `always` where it is empty."""
        self.delay = 0.0
        self.most_at_once = 0
        """Most requests that were being answered at the same time."""
        self.models: Any = MODELS
        self._at_once = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.teacher = self

    def __enter__(self) -> "Loopback":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def plain(self) -> list[str]:
        """What makes a command line use this teacher."""
        return [
            "teacher=llama_cpp",
            f"teacher.base_url={self.url}",
            "teacher.retries=0",
            "teacher.timeout_s=20",
        ]

    @property
    def words(self) -> list[str]:
        """Likewise, without the traces, which take a second."""
        return [*self.plain, "tracking.traces=0"]

    @property
    def count(self) -> int:
        return len(self.requests)

    @property
    def repeated(self) -> int:
        """How many requests were for something that had been asked before."""
        counted = Counter(json.dumps(body, sort_keys=True) for body in self.requests)
        return sum(n - 1 for n in counted.values())

    def wait_for(self, count: int, seconds: float = 60) -> None:
        """Wait until so many requests have come."""
        end = time.monotonic() + seconds
        while self.count < count:
            assert time.monotonic() < end, f"only {self.count} requests came"
            time.sleep(0.01)

    def take(self, body: dict[str, Any]) -> str:
        """Note a request; returns what shall happen to it."""
        with self._lock:
            self.requests.append(body)
            return self.script.pop(0) if self.script else self.always

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self._closing.wait(seconds)
        with self._lock:
            self._at_once -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    teacher: "Loopback"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is what some tests are about; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
