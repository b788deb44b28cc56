"""The control keeps everything that says something."""

import pytest

from academy.verifier.base import Rejected
from academy.verifier.unchecked import Unchecked
from tests.verifier.drafts import draft


def test_anything_passes():
    said = draft("x", "anything at all, 99", "something else")
    assert Unchecked().verify(said, None) == said


@pytest.mark.parametrize(("question", "answer"), [(" ", "a"), ("a", " ")])
def test_what_is_empty_does_not(question, answer):
    with pytest.raises(Rejected, match="empty"):
        Unchecked().verify(draft(question, answer, ""), None)
