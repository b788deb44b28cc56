"""The teacher translates pages; numbers of theirs that are missing then are told of."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import PositiveInt, field_validator

from academy.component import component
from academy.records import Page
from academy.teacher.base import Answer, Request, Teacher, TeacherFailure
from academy.teacher.chain import Account
from academy.templates import TEMPLATES, render, template_hashes
from academy.text import LANGUAGES, OTHERS, PICTURE, language, numbers, written
from academy.translate.base import Translation

MARK = re.compile(r"^\[(?:Picture|Image|Bild|Abbildung)\] ", re.MULTILINE)
"""How the mark of a description may come back."""
REMARK = re.compile(
    r"\W*(?:(?=.*\b(?:translat|übersetz))"
    r"(?:.{0,120}:\W*$|(?:note|please|let me|i|anmerkung|hinweis|this translation)\b)"
    r"|(?:translated|(?:the )?translation|übersetzt|(?:die )?übersetzung)\W*$)",
    re.IGNORECASE | re.DOTALL,
)
"""What a teacher says about its translation, instead of saying nothing else. A text may speak of
such things too (in German of gears)."""
TRANSLATIONS = re.compile(
    r"\b(?:translat|übersetz|tradu[czç]|traslazion|gear|ratio\b|transmission|compil|interpret"
    r"|verschieb|verschob)",
    re.IGNORECASE,
)
"""In an original: what may be called a translation in another language."""
LONGER = 3
"""Times the length of a title that its translation has at most."""
SURE = 20
"""Words of a page from which its language is looked for among more than those that prompts have."""


@component
class Taught(Translation):
    """`translate=en`, `translate=de`."""

    teacher: Teacher
    """Who translates."""
    to: str
    """ISO 639-1 code of the language; there must be prompt templates for it."""
    max_tokens: PositiveInt
    """Most tokens of a page."""

    @field_validator("to")
    @classmethod
    def _known(cls, to: str) -> str:
        there = sorted(path.name for path in TEMPLATES.iterdir())
        if to not in there:
            raise ValueError(f"there are prompt templates for {', '.join(there)} only")
        return to

    def pages(self, pages: Sequence[Page], account: Account) -> list[Page]:
        """Each page in the wanted language, with its original.

        A page that lacks numbers is asked for once more; if they are lacking then too, or nothing
        came, it says so among its doubts.
        """
        foreign = [page for page in pages if spoken(page.text, page.language) != self.to]
        first = self._asked(foreign, [set()] * len(foreign), account)
        lacking = [_lacking(page, text) for page, text in zip(foreign, first, strict=True)]
        again = [(page, lack) for page, lack in zip(foreign, lacking, strict=True) if lack]
        second = self._asked([page for page, _ in again], [lack for _, lack in again], account)
        better = {page: text for (page, _), text in zip(again, second, strict=True)}
        done = {
            page: self._translated(page, _fuller(page, text, better.get(page)))
            for page, text in zip(foreign, first, strict=True)
        }
        title = self._title(foreign[0], account) if foreign else ""
        return [replace(done.get(page, page), title=title or page.title) for page in pages]

    def _asked(
        self, pages: Sequence[Page], lacking: Sequence[set[str]], account: Account
    ) -> list[str | TeacherFailure]:
        requests = [
            (f"{page.document} p. {page.number}", self._request(page, lack))
            for page, lack in zip(pages, lacking, strict=True)
        ]
        answers = account.ask(self.teacher, "translate", requests)
        return [self._text(answer, page) for answer, page in zip(answers, pages, strict=True)]

    def _title(self, page: Page, account: Account) -> str:
        """The document's title in the wanted language; as it is where it is a file's name."""
        if page.title == Path(page.document).stem:
            return page.title
        request = self._request(replace(page, text=page.title), set())
        (answer,) = account.ask(self.teacher, "translate", [(f"{page.document}: title", request)])
        if isinstance(answer, TeacherFailure):
            return page.title
        said = _without_remarks(answer.text.strip(), page.title)
        return page.title if "\n" in said or len(said) > LONGER * len(page.title) else said

    def _request(self, page: Page, lacking: set[str]) -> Request:
        shown = {"text": page.text, "lacking": sorted(lacking)}
        system, user = render("translate", self.to, **shown)
        return Request(system, user, None, 0.0, self.max_tokens, 0)

    def _text(self, answer: Answer | TeacherFailure, page: Page) -> str | TeacherFailure:
        if isinstance(answer, TeacherFailure):
            return answer
        if answer.finish == "length":
            return TeacherFailure("the translation was cut off; raise translate.max_tokens")
        text = MARK.sub(PICTURE, _without_remarks(answer.text.strip(), page.text))
        if self.to in LANGUAGES and language(text, LANGUAGES) != self.to:
            return TeacherFailure("the answer is in another language")
        return text

    def _translated(self, page: Page, text: str | TeacherFailure) -> Page:
        if isinstance(text, TeacherFailure):
            return replace(page, doubts=(*page.doubts, f"not translated: {text}"))
        lack = _lacking(page, text)
        doubts = [f"the translation lacks {', '.join(sorted(lack))}"] if lack else []
        return replace(
            page,
            text=text,
            language=self.to,
            headings=_headings(page, text),
            original=page.text,
            doubts=(*page.doubts, *doubts),
        )

    def identity(self) -> dict[str, Any]:
        """The configuration, and the content of the templates."""
        return {**super().identity(), "templates": template_hashes("translate")}


def spoken(text: str, otherwise: str) -> str:
    """The language of a text among many, or the one given where the text is short."""
    return language(text, (*LANGUAGES, *OTHERS)) if len(text.split()) >= SURE else otherwise


def _without_remarks(text: str, original: str) -> str:
    """A translation without the paragraphs before and behind it that speak of it.

    Where the original speaks of translations, it stays as it is.
    """
    if TRANSLATIONS.search(original):
        return text
    parts = text.split("\n\n")
    while parts and REMARK.match(parts[0]):
        del parts[0]
    while parts and REMARK.match(parts[-1]):
        del parts[-1]
    return "\n\n".join(parts) or text


def _lacking(page: Page, text: str | TeacherFailure) -> set[str]:
    """The numbers of a page that its translation does not have."""
    if isinstance(text, TeacherFailure):
        return set()
    there = numbers(_times(text))
    return {number for number in written(page.text) if not numbers(_times(number)) <= there}


def _times(text: str) -> str:
    """A text with times of day as `14.30`, however they are written."""
    return re.sub(r"(?<=\d):(?=\d\d)", ".", text)


def _fuller(
    page: Page, first: str | TeacherFailure, second: str | TeacherFailure | None
) -> str | TeacherFailure:
    """The translation that lacks fewer numbers."""
    if second is None or isinstance(second, TeacherFailure):
        return first
    return min(first, second, key=lambda text: len(_lacking(page, text)))


def _headings(page: Page, text: str) -> tuple[str, ...]:
    """The headings in the translation, if its paragraphs are the original's one by one."""
    before, after = page.text.split("\n\n"), text.split("\n\n")
    if len(before) != len(after):
        return ()
    found: list[str] = []
    at = 0
    for heading in page.headings:
        marks, _, title = heading.partition(" ")
        at = before.index(title, at)
        found.append(f"{marks} {after[at]}")
        at += 1
    return tuple(found)
