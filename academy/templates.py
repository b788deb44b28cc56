"""What a teacher is told: Jinja files that a person edits, `conf/templates/<language>/<name>.j2`.

The first line that is `---` separates the system message from the request. A new file needs no
code: name it in `prompt.templates` (`academy/prompt/written.py`).
"""

from functools import cache
from typing import Any

import jinja2

from academy.errors import AcademyError
from academy.places import CONF
from academy.store import file_hash
from academy.text import language as text_language

TEMPLATES = CONF / "templates"


def render(template: str, language: str, **values: Any) -> tuple[str, str]:
    """The system message and the request of a template in a language.

    Raises:
        AcademyError: there is no such file, or it is no template that these values fill.
    """
    file = TEMPLATES / language / f"{template}.j2"
    try:
        text = _environment().get_template(f"{language}/{template}.j2").render(**values)
    except jinja2.TemplateNotFound:
        known = ", ".join(names(language))
        raise AcademyError(f"{file}: there is no such template; there are {known}") from None
    except jinja2.TemplateSyntaxError as error:
        raise AcademyError(f"{file}: line {error.lineno}: {error.message}") from None
    except jinja2.UndefinedError as error:
        given = ", ".join(values)
        raise AcademyError(f"{file}: {error.message}; a template is given {given}") from None
    system, separator, user = text.partition("\n---\n")
    if not separator:
        raise AcademyError(f"{file}: a line `---` must separate system message and request")
    return system.strip(), user.strip()


def open_book(question: str, passage: str) -> str:
    """A question with a text before it, as a student is asked."""
    _, request = render("open_book", text_language(question), question=question, passage=passage)
    return request


def names(language: str) -> list[str]:
    """Every template of a language."""
    return sorted(path.stem for path in (TEMPLATES / language).glob("*.j2"))


def template_hashes(name: str) -> dict[str, str]:
    """The SHA-256 of a template in each language, or of several by a pattern."""
    found = sorted(TEMPLATES.glob(f"*/{name}.j2"))
    return {path.relative_to(TEMPLATES).as_posix(): file_hash(path) for path in found}


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return jinja2.Environment(  # noqa: S701 - plain text for a teacher, no HTML
        loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=False
    )
