"""Every teacher behind an OpenAI-compatible endpoint: OpenRouter, OpenAI, Ollama, vLLM, llama.cpp.

The only module that talks to a teacher's network.
"""

import os
import re
import time
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, NonNegativeInt, PositiveInt, field_validator

from academy.component import component
from academy.teacher.base import (
    Answer,
    Busy,
    Gone,
    Passing,
    Request,
    Slow,
    Teacher,
    TeacherFailure,
    Unreachable,
)
from academy.teacher.budget import Price
from academy.teacher.quota import Quota
from academy.teacher.reply import content, is_refused, read, wanted_format
from academy.teacher.waiting import wanted_pause

NO_KEY = "teacher=ollama or teacher=llama_cpp need no key"
HERE = ("localhost", "::1")
"""Beside 127.0.0.0/8: where teachers cost nothing."""
ADDRESS = re.compile(r"https?://[^\s/@]+(:\d+)?(/\S*)?")
MODERATED = re.compile(r"moderat|flagged|policy")
NO_MODEL = re.compile(
    r"model_not_found|model.*(not found|not exist|not a valid|unknown)|valid model"
)
OPTIONAL = ("temperature", "max_tokens", "seed")
"""Parameters that a model may refuse: those that think take no temperature, and a limit under
another name."""
SAID = 200
"""Characters of what a server says about a request that are told."""
VARYING = re.compile(r"[\w-]*\d{2}[\w-]*")
"""A number, or the name of a request."""


@component
class OpenAICompatible(Teacher):
    """`teacher=openai`, `mistral_free`, `ollama`, `llama_cpp`, `vllm` and others."""

    model: str
    base_url: str
    """Address of the server, mostly with `/v1` at its end."""
    api_key_env: str | None
    """Name of the environment variable that holds the key; `null` where none is needed."""
    structured: Literal["json_schema", "json_object_schema", "none"]
    """How the server is told to answer in JSON; `json_object_schema` is llama-cpp-python's way."""
    concurrency: PositiveInt
    timeout_s: float = Field(gt=0)
    """Seconds until an unanswered request is given up."""
    retries: NonNegativeInt
    quota: Quota | None
    price: Price | None

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, base_url: str) -> str:
        if not ADDRESS.fullmatch(base_url):
            raise ValueError(
                "must be an address as http://127.0.0.1:8000/v1, without user and password; a key "
                "stands in the environment variable that api_key_env names"
            )
        return base_url

    def ask(self, request: Request) -> Answer:
        """Answer one request over the network."""
        import openai

        try:
            reply = self._create(request)
        except openai.APITimeoutError:
            raise Slow(f"no answer within {self.timeout_s:g} s") from None
        except openai.APIConnectionError as error:
            if not is_refused(error):
                raise Passing("the connection was lost") from None
            raise Unreachable(
                f"teacher {self.model}: nothing answers at {self.base_url}; start the server or "
                "choose another teacher=…"
            ) from None
        except openai.APIStatusError as error:
            raise self._explain(error, request) from None
        except (openai.APIError, ValueError):
            raise Passing("the reply is no valid JSON") from None
        try:
            return read(reply, request)
        except (AttributeError, TypeError, IndexError):
            raise Passing("the reply holds no answer") from None

    def obstacle(self) -> str:
        """A key that is missing or none."""
        try:
            self._key()
        except Gone as gone:
            return str(gone)
        return ""

    @property
    def held(self) -> str:
        """`structured`."""
        return "" if self.structured == "none" else self.structured

    @property
    def charges(self) -> Price | None:
        """The price of this very model; what costs nothing here may well do so elsewhere."""
        known = super().charges
        free = known is not None and known.model is None
        host = urlsplit(self.base_url).hostname or ""
        return None if free and host not in HERE and not host.startswith("127.") else known

    @cached_property
    def _client(self) -> Any:
        import openai

        return openai.OpenAI(
            base_url=self.base_url,
            api_key=self._key(),
            timeout=self.timeout_s,
            max_retries=0,
        )

    def _key(self) -> str:
        if self.api_key_env is None:
            return "none"
        key = os.environ.get(self.api_key_env, "").strip()
        if not key:
            raise Gone(
                f"teacher {self.model}: the environment variable {self.api_key_env} is not set; "
                f"set it to your API key ({NO_KEY})"
            )
        if not key.isascii() or not key.isprintable():
            raise Gone(
                f"teacher {self.model}: {self.api_key_env} is no API key (a key has letters, "
                "digits and signs only); copy it again"
            )
        return key

    @cached_property
    def _refused(self) -> set[str]:
        """Parameters that the model does not take, as it said."""
        return set()

    def _create(self, request: Request) -> Any:
        """What the server replies; parameters that the model refuses are left out from then on."""
        import openai

        while True:
            arguments = self._arguments(request)
            try:
                return self._client.chat.completions.create(**arguments)
            except openai.BadRequestError as error:
                if error.param not in OPTIONAL or error.param not in arguments:
                    raise
                self._refused.add(error.param)

    def _arguments(self, request: Request) -> dict[str, Any]:
        options: dict[str, Any] = {name: getattr(request, name) for name in OPTIONAL}
        arguments: dict[str, Any] = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": request.system},
                {"role": "user", "content": content(request)},
            ],
            **{name: value for name, value in options.items() if name not in self._refused},
        }
        if "max_tokens" in self._refused:
            arguments["max_completion_tokens"] = request.max_tokens
        if request.schema and self.form(request):
            arguments["response_format"] = wanted_format(request.schema, self.structured)
        return arguments

    def _explain(self, error: Any, request: Request) -> Exception:
        status, told = error.status_code, str(error.message).lower()
        gone = self._why_gone(status, f"{error.code} {told}", request)
        if gone:
            return Gone(f"teacher {self.model}: {self.base_url} {gone}")
        if status == 429:
            return Busy("rate limit (HTTP 429)", wanted_pause(error.response.headers, time.time()))
        if status in (408, 409) or status >= 500:
            return Passing(f"HTTP {status}")
        return TeacherFailure(f"HTTP {status}{self._detail(error)}")

    def _detail(self, error: Any) -> str:
        """What the server says about a request that it does not take, in one line.

        Without numbers and names that are another one each time, so that equal faults are counted
        together.
        """
        body = error.body.get("message") if isinstance(error.body, dict) else error.body
        line = " ".join(body.split()) if isinstance(body, str) else ""
        if not line or line.startswith("<"):  # a page for people
            return ""
        shown = line.replace(self._key(), "…") if self.api_key_env else line
        return f": {VARYING.sub('…', shown)[:SAID]}"

    def _why_gone(self, status: int, told: str, request: Request) -> str | None:
        """Why no request at all can succeed, and what to do; `None` where another one may."""
        if status == 401 or (status == 403 and not MODERATED.search(told)):
            key = self.api_key_env or "an API key"
            return f"refused the key (HTTP {status}); check {key} ({NO_KEY})"
        if status == 400 and request.picture and "image" in told:
            return (
                "says that it cannot see pictures; name a model that can: pictures.teacher.model=…"
            )
        if status == 404 and "data policy" in told:
            return (
                "offers this model only where the account's privacy settings let its provider keep "
                f"what is asked; change them there, or choose another teacher ({NO_KEY})"
            )
        if status == 404 or (status == 400 and NO_MODEL.search(told)):
            return self._no_model(status)
        if status == 402 or "insufficient_quota" in told:
            return (
                f"wants to be paid (HTTP {status}); add credit there, or choose a free model "
                f"({NO_KEY})"
            )
        return None

    def _no_model(self, status: int) -> str:
        if status == 404 and not urlsplit(self.base_url).path.strip("/"):
            where = f"{self.base_url.rstrip('/')}/v1"
            return f"has nothing there (HTTP 404); try teacher.base_url={where}"
        return f"does not offer this model (HTTP {status}); set teacher.model={self._offered()}"

    def _offered(self) -> str:
        """The models that the endpoint offers; only the free ones where prices are told."""
        import openai

        try:
            models = list(self._client.models.list())
        except (openai.OpenAIError, ValueError, TypeError, AttributeError):
            return "… to one that it offers"
        priced = [m for m in models if getattr(m, "pricing", None)]
        free = [m for m in priced if set(map(str, m.pricing.values())) <= {"0", "0.0"}]
        names = [str(m.id) for m in (free if priced else models)]
        return " or ".join(names[:12]) or "… (it offers none)"
