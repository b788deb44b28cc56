"""What the loopback teacher does with a request: answer it, or fail in one of many ways."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.echo import describe, judge, listed, read, reads, reply, translate


class Handler(BaseHTTPRequestHandler):
    """One connection; the method `_<behaviour>` answers."""

    protocol_version = "HTTP/1.1"
    # Headers and body are two writes; Nagle would hold the second one back for 40 ms.
    disable_nagle_algorithm = True
    server: Any

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
        length = int(self.headers["Content-Length"])
        sent = self.rfile.read(length)
        if len(sent) < length:  # the client was killed while it asked
            self.close_connection = True
            return
        body = json.loads(sent)
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
        elif body["messages"][0]["content"] in ("Answer briefly.", "Antworte kurz."):
            self._say(reply(said))
        elif "translate pages" in body["messages"][0]["content"]:
            self._say(translate(said))
        else:
            self._say(read(said) if reads(body) else written(body))

    def _refused(self, body: dict[str, Any]) -> None:
        key = self.headers.get("Authorization", "")
        self._error(401, f"the key {key} is not known")  # servers do tell keys back

    def _unknown_model(self, body: dict[str, Any]) -> None:
        self._error(404, f"No endpoints found for {body['model']}.")

    def _private(self, body: dict[str, Any]) -> None:
        self._error(404, "No endpoints found matching your data policy (Free model publication).")

    def _too_long(self, body: dict[str, Any]) -> None:
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self._error(400, f"maximum context length\nis 4096 tokens (key {key})")

    def _none_fits(self, body: dict[str, Any]) -> None:
        self._error(400, "none of the slots fits")

    def _choosy(self, body: dict[str, Any]) -> None:
        """A model that thinks: no temperature, and the limit under another name."""
        for name in ("max_tokens", "temperature"):
            if name in body:
                error = {"message": f"unsupported parameter: {name}", "param": name}
                return self._send(400, {"error": error})
        return self._normal(body)

    def _thinking(self, body: dict[str, Any]) -> None:
        self._say('<think>First ["a list"] of thoughts.</think>\n["Who built it?"]')

    def _thinking_too_long(self, body: dict[str, Any]) -> None:
        self._say("<think>\n1. First I read it.\n2. Then", "length")

    def _speechless(self, body: dict[str, Any]) -> None:
        """Thoughts that a server keeps to itself took all there was."""
        self._say("", "length")

    def _filtered(self, body: dict[str, Any]) -> None:
        self._say('["Who built it?", "When was', "content_filter")

    def _lost(self, body: dict[str, Any]) -> None:
        self._error(404, "page not found")

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
        whole = translate(said) if translates else written(body)
        self._say(whole[: int(len(whole) * 0.6)], "length")

    def _odd_items(self, body: dict[str, Any]) -> None:
        """JSON, but not of the wanted shape."""
        if reads(body):
            return self._normal(body)
        items = json.loads(written(body))
        return self._say(json.dumps([{"q": str(item), "a": 1} for item in items]))

    def _prose(self, body: dict[str, Any]) -> None:
        self._say("I am sorry, but that is not something I can help with today.")

    def _chatty(self, body: dict[str, Any]) -> None:
        """A model that writes lists where it is held to them, and nowhere else."""
        if "response_format" in body or reads(body):
            return self._normal(body)
        return self._prose(body)

    def _empty(self, body: dict[str, Any]) -> None:
        self._say("")

    def _first(self, body: dict[str, Any]) -> None:
        """A judge that likes what it reads first."""
        self._say("The first one reads well.\nVerdict: A")

    def _fair(self, body: dict[str, Any]) -> None:
        """A judge that looks for the right answer."""
        self._say(judge(body["messages"][-1]["content"]))

    def _html(self, body: dict[str, Any]) -> None:
        self._send(200, "<!DOCTYPE html><html><body>Log in</body></html>", kind="text/html")

    def _half_json(self, body: dict[str, Any]) -> None:
        self._send(200, '{"choices": [{"mess')

    def _error_200(self, body: dict[str, Any]) -> None:
        self._send(200, {"error": {"message": "upstream is busy", "code": 502}})


def written(body: dict[str, Any]) -> str:
    """A list, as JSON."""
    system, user = (message["content"] for message in body["messages"])
    return json.dumps(listed(system, user), ensure_ascii=False)


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
