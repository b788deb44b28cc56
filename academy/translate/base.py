"""What is done about pages in another language than the student shall learn."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from academy.component import Component
from academy.records import Page
from academy.teacher.chain import Account


class Translation(Component, ABC):
    """Base of all ways to treat languages."""

    @abstractmethod
    def pages(self, pages: Sequence[Page], account: Account) -> list[Page]:
        """The pages in the language in which they are learned."""
