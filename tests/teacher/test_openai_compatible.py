"""The one module that talks to a teacher's network, against a real server."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from academy.teacher.base import Gone, Passing, Request, TeacherFailure, said
from academy.teacher.openai_compatible import OpenAICompatible
from academy.teacher.waiting import wanted_pause

NOW = 1_795_392_000.0
"""23 November 2026, 00:00 UTC."""

SCHEMA = {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 1}
USER = "Sentence (about Oldmouth): Ada Kern built the harbour.\nWrite 2 pairs."


def client(teacher, **changed):
    fields = {
        "model": "echo-1",
        "base_url": teacher.url,
        "api_key_env": None,
        "structured": "json_schema",
        "concurrency": 1,
        "timeout_s": 10,
        "retries": 0,
        "quota": None,
        "price": None,
    }
    return OpenAICompatible(**{**fields, **changed})


def request(**changed):
    fields = {"system": "You write.", "user": USER, "schema": SCHEMA, "temperature": 0.5}
    return Request(**{**fields, "max_tokens": 77, "seed": 3, **changed})


def test_what_is_sent_and_what_comes_back(teacher):
    answer = client(teacher).ask(request())
    assert answer.text.startswith('[{"question"')
    assert (answer.finish, answer.tokens_in, answer.tokens_out) == ("stop", 10, 5)
    (body,) = teacher.requests
    assert body["model"] == "echo-1"
    assert body["messages"] == [
        {"role": "system", "content": "You write."},
        {"role": "user", "content": USER},
    ]
    assert (body["temperature"], body["max_tokens"], body["seed"]) == (0.5, 77, 3)


@pytest.mark.parametrize(
    ("structured", "sent"),
    [
        (
            "json_schema",
            {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA},
            },
        ),
        ("json_object_schema", {"type": "json_object", "schema": SCHEMA}),
        ("none", None),
    ],
)
def test_how_json_is_asked_for(teacher, structured, sent):
    client(teacher, structured=structured).ask(request())
    assert teacher.requests[0].get("response_format") == sent


def test_free_text_has_no_format(teacher):
    client(teacher).ask(request(schema=None))
    assert "response_format" not in teacher.requests[0]


def test_what_a_server_says_about_a_request_is_told(teacher, monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-abcdefgh")
    teacher.script = ["too_long"]
    with pytest.raises(TeacherFailure) as failure:
        client(teacher, api_key_env="MY_KEY").ask(request())
    assert str(failure.value) == "HTTP 400: maximum context length is … tokens (key …)"


def test_parameters_that_a_model_refuses_are_left_out(teacher):
    teacher.always = "choosy"
    asked = client(teacher)
    assert asked.ask(request()).text == asked.ask(request()).text
    first, second, third, again = teacher.requests
    assert first["max_tokens"] == second["max_completion_tokens"] == 77
    assert "temperature" in second
    assert third.keys() & {"temperature", "max_tokens"} == set()
    assert again == third


def test_what_one_request_learns_does_not_fail_those_on_their_way(teacher):
    teacher.always, teacher.delay = "choosy", 0.1
    asked = client(teacher)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda seed: asked.ask(request(seed=seed)).text, range(4)))
    assert len(answers) == 4
    assert teacher.most_at_once == 4


def test_a_server_that_says_none_without_a_key(teacher):
    teacher.script = ["none_fits"]
    with pytest.raises(TeacherFailure, match="none of the slots fits"):
        client(teacher).ask(request())


@pytest.mark.parametrize(
    ("behaviour", "kind", "reason"),
    [
        ("thinking_too_long", TeacherFailure, "no answer within max_tokens"),
        ("speechless", TeacherFailure, "no answer within max_tokens"),
        ("filtered", TeacherFailure, "the answer was broken off (content_filter)"),
        ("empty", Passing, "empty answer"),
    ],
)
def test_what_is_no_answer(teacher, behaviour, kind, reason):
    teacher.script = [behaviour]
    with pytest.raises(TeacherFailure) as failure:
        client(teacher).ask(request())
    assert type(failure.value) is kind
    assert str(failure.value).startswith(reason)


def test_thoughts_are_no_part_of_an_answer(teacher):
    teacher.script = ["thinking"]
    assert client(teacher).ask(request()).text == '["Who built it?"]'
    assert said("Well.\n</think>\n\nYes.", "stop") == "Yes."
    assert said("<thinker> is a tag.", "length") == "<thinker> is a tag."
    assert said('["</think>", "b"]', "stop") == '["</think>", "b"]'


def test_an_address_without_its_path(teacher):
    teacher.script = ["lost"]
    with pytest.raises(Gone, match=r"try teacher\.base_url=http://\S+/v1"):
        client(teacher, base_url=teacher.url.removesuffix("/v1")).ask(request())


def test_the_key_comes_from_the_environment(teacher, monkeypatch):
    monkeypatch.setenv("MY_KEY", " sk-abc \n")
    client(teacher, api_key_env="MY_KEY").ask(request())
    assert teacher.keys_seen == {"Bearer sk-abc"}


def test_no_foreign_key_is_sent_to_a_local_server(teacher, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-someone-else")
    client(teacher).ask(request())
    assert "sk-of-someone-else" not in str(teacher.keys_seen)


def test_the_identity_is_the_model_alone(teacher):
    one = client(teacher).identity()
    other = client(teacher, base_url="http://elsewhere/v1", concurrency=9, retries=5).identity()
    assert one == other == {"model": "echo-1"}
    assert client(teacher, model="echo-2").identity() != one


@pytest.mark.parametrize(
    "change",
    [
        {"system": "x"},
        {"user": "x"},
        {"schema": None},
        {"temperature": 0.6},
        {"max_tokens": 1},
        {"seed": 4},
    ],
)
def test_the_key_of_a_request_depends_on_everything(change):
    assert request().key() == request().key() != request(**change).key()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "Mon, 23 Nov 2026 00:00:30 GMT"}, 30),
        ({"retry-after": "Sun, 22 Nov 2026 00:00:00 GMT"}, 0),
        ({"x-ratelimit-reset": f"{(NOW + 90) * 1000:.0f}"}, 90),
        ({"x-ratelimit-reset": "12"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "99999999"}, None),
        ({}, None),
    ],
)
def test_for_how_long_a_server_wants_to_be_left_alone(headers, seconds):
    found = wanted_pause(headers, NOW)
    assert found == (None if seconds is None else pytest.approx(seconds, abs=0.01))
