"""A vision model describes pictures, and what it says stands in the text, as in EduLLama."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import PositiveInt
from sentencex import segment

from academy.component import component
from academy.errors import AcademyError
from academy.extractor.base import Sheet
from academy.pictures.base import Album, Shown, described, read_list
from academy.pictures.listed import Listed
from academy.places import locate
from academy.records import Dropped
from academy.store import file_hash
from academy.teacher.base import Answer, Request, Teacher, TeacherFailure
from academy.templates import render, template_hashes
from academy.text import language

NOTHING = ("nothing", "nichts")
"""What the teacher is told to say of a picture without content."""
AROUND = 2000
"""Characters of the page that the teacher is shown with its picture."""


@component
class Described(Listed):
    """`pictures=described`."""

    teacher: Teacher
    """A model that sees pictures."""
    chosen: str | None
    """A list of `pictures=listed`, edited by a person; `null` takes every picture that is worth
    it."""
    max_tokens: PositiveInt
    """Where a description is cut off, at the end of a sentence."""

    def put_in(self, file: Path, sheets: Sequence[Sheet], album: Album) -> list[Sheet]:
        """The sheets with a paragraph for each picture, where it stands."""
        rows = [self._rows.get(row.key, row) for row in self.found(file, sheets)]
        self._refuse_unknown(file, rows)
        by_number = {sheet.number: sheet for sheet in sheets}
        spoken = language(" ".join(sheet.text for sheet in sheets))
        asked = [row for row in rows if row.keep == "yes" and not row.description]
        drawn = [album.draw(file, row.page, row.picture - 1) for row in asked]
        requests = [
            (_where(row), self._request(by_number[row.page], picture, spoken))
            for row, picture in zip(asked, drawn, strict=True)
            if picture
        ]
        answers = iter(album.account.ask(self.teacher, "describe", requests))
        told = {
            row.key: self._told(row, next(answers) if picture else None, spoken, album)
            for row, picture in zip(asked, drawn, strict=True)
        }
        rows = [told.get(row.key, row) for row in rows]
        album.shown += rows
        kept = [row for row in rows if row.keep == "yes" and row.description]
        return [described(s, [row for row in kept if row.page == s.number]) for s in sheets]

    def _request(self, sheet: Sheet, picture: bytes, spoken: str) -> Request:
        shown = {"title": sheet.title, "text": sheet.text[:AROUND]}
        system, user = render("describe", spoken, **shown)
        jpeg = base64.b64encode(picture).decode()
        return Request(system, user, None, 0.0, self.max_tokens, 0, jpeg)

    def _told(
        self, row: Shown, answer: Answer | TeacherFailure | None, spoken: str, album: Album
    ) -> Shown:
        """The row with the description, or with the reason why there is none."""
        if isinstance(answer, Answer):
            text = _whole_sentences(answer, spoken)
            if text.strip(".").lower() in NOTHING:
                return replace(row, keep="no", reason="nothing to tell")
            if text:
                return replace(row, description=text)
            answer = TeacherFailure("cut off; raise pictures.max_tokens")
        reason = f"failed: picture not described ({answer or 'it cannot be drawn'})"
        content = {"page": row.page, "picture": row.picture}
        album.dropped.append(Dropped(reason, _where(row), 0, content))
        return replace(row, keep="no", reason=reason)

    def _refuse_unknown(self, file: Path, rows: Sequence[Shown]) -> None:
        there = {row.key for row in rows}
        for document, page, picture in self._rows:
            if document == file.name and (document, page, picture) not in there:
                raise AcademyError(
                    f"pictures.chosen={self.chosen}: {document} p. {page} has no picture {picture}"
                    "; list them again with pictures=listed"
                )

    @cached_property
    def _rows(self) -> dict[tuple[str, int, int], Shown]:
        return read_list(locate(self.chosen)) if self.chosen else {}

    def identity(self) -> dict[str, Any]:
        """The configuration, the content of the list and of the templates."""
        content = file_hash(locate(self.chosen)) if self._rows and self.chosen else None
        return {**super().identity(), "chosen": content, "templates": template_hashes("describe")}


def _where(row: Shown) -> str:
    return f"{row.document} p. {row.page}"


def _whole_sentences(answer: Answer, spoken: str) -> str:
    """What was said, without the sentence in which it was cut off."""
    sentences = [one.strip() for one in segment(spoken, " ".join(answer.text.split()))]
    return " ".join(sentences[:-1] if answer.finish == "length" else sentences)
