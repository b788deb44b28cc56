"""A real OpenAI-compatible teacher on this machine, well-behaved or not, as each test tells it.

It is an echo: what it writes is made from the sentence in the request, so its answers are always
the same for the same request, and the verifier accepts most of them.
"""

import json
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.echo import describe, echo, read, reads, translate

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
        self._server = _Server(("127.0.0.1", 0), _Handler)
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


class _Handler(BaseHTTPRequestHandler):
    """One connection; the method `_<behaviour>` answers."""

    protocol_version = "HTTP/1.1"
    # Headers and body are two writes; Nagle would hold the second one back for 40 ms.
    disable_nagle_algorithm = True
    server: "_Server"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if isinstance(self.server.teacher.models, str):
            self._send(200, self.server.teacher.models, kind="text/html")
        else:
            rows = [
                {"object": "model", "created": 0, "owned_by": "x", **m}
                for m in self.server.teacher.models
            ]
            self._send(200, {"object": "list", "data": rows})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.teacher.keys_seen.add(self.headers.get("Authorization", ""))
        behaviour = self.server.teacher.take(body)
        self.server.teacher.sleep(self.server.teacher.delay)
        getattr(self, f"_{behaviour}")(body)

    def _send(self, status: int, content: Any, kind: str = "application/json", **headers: str):
        data = (content if isinstance(content, str) else json.dumps(content)).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(data)
        except OSError:  # the client went away
            self.close_connection = True

    def _error(self, status: int, message: str, **headers: str) -> None:
        self._send(status, {"error": {"message": message, "code": status}}, **headers)

    def _say(self, text: str, finish: str = "stop") -> None:
        self._send(200, completion(text, finish))

    def _normal(self, body: dict[str, Any]) -> None:
        said = body["messages"][-1]["content"]
        if isinstance(said, list):
            self._say(describe(said))
        elif "translate pages" in body["messages"][0]["content"]:
            self._say(translate(said))
        else:
            self._say(read(said) if reads(body) else json.dumps(echo(said), ensure_ascii=False))

    def _refused(self, body: dict[str, Any]) -> None:
        key = self.headers.get("Authorization", "")
        self._error(401, f"the key {key} is not known")  # servers do tell keys back

    def _unknown_model(self, body: dict[str, Any]) -> None:
        self._error(404, f"No endpoints found for {body['model']}.")

    def _private(self, body: dict[str, Any]) -> None:
        self._error(404, "No endpoints found matching your data policy (Free model publication).")

    def _blind(self, body: dict[str, Any]) -> None:
        self._error(400, "this model does not support image input")

    def _limited(self, body: dict[str, Any]) -> None:
        self._error(429, "too many requests", Retry_After="1")

    def _limited_shortly(self, body: dict[str, Any]) -> None:
        self._error(429, "too many requests", Retry_After_Ms="10")

    def _limited_silently(self, body: dict[str, Any]) -> None:
        self._error(429, "too many requests")

    def _bad_gateway(self, body: dict[str, Any]) -> None:
        self._send(502, "<html>Bad gateway</html>", kind="text/html")

    def _reset(self, body: dict[str, Any]) -> None:
        """The connection breaks in the middle of the answer."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"choices": [')
        self.close_connection = True

    def _endless(self, body: dict[str, Any]) -> None:
        self._say(json.dumps(["x " * 2_500_000]))

    def _broken(self, body: dict[str, Any]) -> None:
        self._error(500, "out of order", Retry_After_Ms="10")

    def _foreign(self, body: dict[str, Any]) -> None:
        self._say("Der alte Hafen von Altmund ist sehr schön und liegt an der Küste.")

    def _forgetful(self, body: dict[str, Any]) -> None:
        """A translation that lacks a number, however often it is asked for."""
        self._say(translate(body["messages"][-1]["content"].partition("\n\n(Of")[0]))

    def _hanging(self, body: dict[str, Any]) -> None:
        self.server.teacher.sleep(20)
        self.close_connection = True

    def _cut(self, body: dict[str, Any]) -> None:
        said = body["messages"][-1]["content"]
        translates = "translate pages" in body["messages"][0]["content"]
        whole = translate(said) if translates else json.dumps(echo(said), ensure_ascii=False)
        self._say(whole[: int(len(whole) * 0.6)], "length")

    def _odd_items(self, body: dict[str, Any]) -> None:
        """JSON, but not of the wanted shape."""
        if reads(body):
            return self._normal(body)
        items = echo(body["messages"][-1]["content"])
        return self._say(json.dumps([{"q": str(item), "a": 1} for item in items]))

    def _prose(self, body: dict[str, Any]) -> None:
        self._say("I am sorry, but that is not something I can help with today.")

    def _empty(self, body: dict[str, Any]) -> None:
        self._say("")

    def _html(self, body: dict[str, Any]) -> None:
        self._send(200, "<!DOCTYPE html><html><body>Log in</body></html>", kind="text/html")

    def _half_json(self, body: dict[str, Any]) -> None:
        self._send(200, '{"choices": [{"mess')

    def _error_200(self, body: dict[str, Any]) -> None:
        self._send(200, {"error": {"message": "upstream is busy", "code": 502}})


def completion(text: str, finish: str = "stop") -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "echo",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }
