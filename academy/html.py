"""HTML files for a person to look at, each of which needs nothing beside it."""

import base64
from pathlib import Path
from typing import Any

import jinja2


def write_html(target: Path, template: Path, **values: Any) -> None:
    """Fill a template and write it; values are escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    html = environment.get_template(template.name).render(**values)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_text(html, encoding="utf-8")
    unfinished.replace(target)


def inlined(picture: bytes, kind: str) -> str:
    """A picture as the source of an `img`; `kind` is `png` or `jpeg`."""
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
