"""How long a server wants to be left alone."""

from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = 2 * 86_400.0
"""Seconds for which a server can want to be left alone; more is a mistake."""


def wanted_pause(headers: Mapping[str, str], now: float) -> float | None:
    """For how many seconds a server wants to be left alone, as far as it says so.

    By `Retry-After` (seconds or a date), `Retry-After-Ms`, or OpenRouter's `X-RateLimit-Reset`
    (Unix time in milliseconds).
    """
    for name, unit, since in (
        ("retry-after-ms", 1000, 0.0),
        ("retry-after", 1, 0.0),
        ("x-ratelimit-reset", 1000, now),
    ):
        with suppress(ValueError):
            said = float(headers.get(name, "")) / unit - since
            if 0 <= said <= LONGEST_PAUSE:
                return said
    with suppress(ValueError):
        said = parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - now
        return min(max(0.0, said), LONGEST_PAUSE)
    return None
