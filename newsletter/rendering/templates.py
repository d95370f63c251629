"""A template: one folder of MJML and text in Jinja2, with its theme.

theme.toml        colours, fonts, measures, words
issue.mjml.j2     an issue            issue.txt.j2     its text part
notice.mjml.j2    any other mail      notice.txt.j2    its text part
parts/…           what these include
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.errors import TemplateError
from newsletter.rendering.plain_text import underlined, wrap
from newsletter.rendering.sentinels import LEFTOVER
from newsletter.rendering.theme import Theme, read_theme

if TYPE_CHECKING:
    from jinja2 import Environment

PAGES = ("issue.mjml.j2", "issue.txt.j2", "notice.mjml.j2", "notice.txt.j2")

# Written into every start tag and comment as it is read, so that a mistake in the filled page
# is reported with the file and line of its part.
MARK = "zzline"
_JINJA_OR_TAG = re.compile(
    r"(?P<jinja>\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})"
    r"|<(?P<tag>[a-z][a-z0-9-]*(?=[\s/>])|!--(?!-?>))",
    re.DOTALL | re.IGNORECASE,
)


# What an expression in a template can raise, or a part that includes itself.
_MISTAKES = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Template:
    """A folder that turns issues and notices into editions, read once."""

    name: str
    folder: Path
    theme: Theme
    environment: "Environment" = field(repr=False, compare=False)

    def render(self, page: str, context: Mapping[str, Any]) -> str:
        """Return one page filled in. MJML's and HTML's tags carry ``zzline="file:line"``.

        Raises:
            TemplateError: With the file and line of the page or part.
        """
        import jinja2

        try:
            return self.environment.get_template(page).render(context)
        except jinja2.TemplateSyntaxError as error:
            place = self.folder / (error.name or page)
            reason = error.message or str(error)
            raise TemplateError("template-not-read", place, error.lineno, reason=reason) from error
        except jinja2.TemplateNotFound as error:
            place, line = self._place_of(error, page)
            raise TemplateError(
                "template-part-missing", place, line, name=str(error.name)
            ) from error
        except (jinja2.TemplateError, *_MISTAKES) as error:
            place, line = self._place_of(error, page)
            raise TemplateError("template-not-filled-in", place, line, reason=str(error)) from error

    def sources(self) -> dict[str, str]:
        """Return the text of every MJML page and part, by the name that a finding gives it."""
        return {
            f"templates/{self.name}/{path.relative_to(self.folder).as_posix()}": _text_of(path)
            for path in sorted(self.folder.rglob("*.mjml.j2"))
        }

    def _place_of(self, error: Exception, page: str) -> tuple[Path, int | None]:
        """Return where a page failed: Jinja2 rewrites tracebacks to its own lines."""
        place, line = self.folder / page, None
        trace = error.__traceback__
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            if name.startswith(f"{self.folder.name}/"):  # code of Python has its whole path
                place, line = self.folder.parent / name, trace.tb_lineno
            trace = trace.tb_next
        return place, line


def load_template(folder: Path, language: str = "", *, cache: Path | None = None) -> Template:
    """Read a template's theme and prepare its pages.

    Args:
        folder: The template.
        language: The language of its words and notices, if it has them; else its own.
        cache: The user's own folder for compiled pages, if any.

    Raises:
        TemplateError: If a file is missing, the theme is wrong, or a page uses
            a word that replaces an editor's text while an email is compiled.
    """
    for page in PAGES:
        if not (folder / page).is_file():
            raise TemplateError("template-page-missing", folder / page, pages=", ".join(PAGES))
    for path in sorted(folder.rglob("*.j2")):
        for number, line in enumerate(_text_of(path).splitlines(), start=1):
            if LEFTOVER.search(line) or MARK in line:
                raise TemplateError("reserved-words-in-template", path, number)
    theme = read_theme(folder / "theme.toml", language)
    return Template(folder.name, folder, theme, _environment(folder, cache))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise TemplateError("not-utf-8", path) from error


def _marked(source: str, part: str) -> str:
    """Return a page with its name and line in every tag and comment outside Jinja's delimiters."""
    line, done = 1, 0

    def mark(found: re.Match[str]) -> str:
        nonlocal line, done
        line += source.count("\n", done, found.start())
        done = found.start()
        return found[0] if found["jinja"] else f'<{found["tag"]} {MARK}="{part}:{line}"'

    return _JINJA_OR_TAG.sub(mark, source)


def _environment(folder: Path, cache: Path | None) -> "Environment":
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from newsletter.rendering.compiled import CompiledTemplates

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(partial(_page, folder)),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".mjml.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(cache) if cache else None,
    )
    environment.filters["wrap"] = wrap
    environment.filters["underlined"] = underlined
    return environment


def _page(folder: Path, page: str) -> tuple[str, str, None] | None:
    """Return a page with its place in every tag, and its name; ``None`` if there is no such page.

    The name starts with the template's folder, so that publications with the same
    template share its compiled pages.
    """
    from jinja2.loaders import split_template_path

    path = folder.joinpath(*split_template_path(page))
    if not path.is_file():
        return None
    source = _text_of(path)
    marked = _marked(source, page) if page.endswith(".mjml.j2") else source
    return marked, f"{folder.name}/{page}", None
