"""Pages stay in their own language."""

from collections.abc import Sequence

from academy.component import component
from academy.records import Page
from academy.teacher.chain import Account
from academy.translate.base import Translation


@component
class NoTranslation(Translation):
    """`translate=none`."""

    def pages(self, pages: Sequence[Page], account: Account) -> list[Page]:
        """The pages as they are."""
        return list(pages)
