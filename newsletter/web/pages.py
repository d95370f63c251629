"""Pages from templates: escaped, in the reader's language, with header and footer."""

import hashlib
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from newsletter.app import Newsletter
from newsletter.locale.catalogue import choose, translations
from newsletter.locale.speech import term
from newsletter.model.audience import Subscriber

STATIC: Final = Path(__file__).parent / "static"
_PAGES: Final = Path(__file__).parent / "pages"


READ: Final = ["GET", "HEAD"]  # the methods of an address that only shows something
# For a page with a form and no token in its address: a non-null Origin tells our form from others'.
OWN_FORM: Final = {"referrer-policy": "same-origin"}


def wishes_of(request: Request, reader: Subscriber | None = None) -> tuple[str | None, ...]:
    """Return the languages that a visitor may have chosen, the strongest first."""
    return (request.query_params.get("lang"), reader.language if reader else None)


class Pages:
    """Fills page templates for one publication."""

    def __init__(self, newsletter: Newsletter) -> None:
        self._newsletter = newsletter

    def show(
        self,
        page: str,
        *,
        wishes: tuple[str | None, ...] = (),
        status: int = 200,
        headers: dict[str, str] | None = None,
        **values: object,
    ) -> HTMLResponse:
        """Return one page.

        Args:
            page: The template's name without its ending.
            wishes: Languages that the reader may have chosen, the strongest first.
            status: The status of the answer.
            headers: Those in addition to the headers of every answer.
            values: What the template shows.
        """
        language = choose(self._newsletter.publication.language, *wishes)
        text = self.text(f"{page}.html", language=language, **values)
        return HTMLResponse(text, status, {"content-language": language} | (headers or {}))

    def text(self, template: str, *, language: str = "", **values: object) -> str:
        """Return a filled template, in the publication's language by default."""
        publication = self._newsletter.publication
        language = language or choose(publication.language)
        return (
            _environment(language)
            .get_template(template)
            .render(
                publication=publication,
                answers_to=self._newsletter.answers_to,
                has_archive=self._newsletter.readers.archive.is_public,
                fresh_link_for=self._newsletter.readers.fresh_link_for,
                undo_within=self._newsletter.readers.undo_within,
                language=language,
                style=_style_address(),
                **values,
            )
        )


def form_for_other_sites(base_url: str, language: str) -> str:
    """Return a sign-up form for another site: plain HTML, without a script.

    What it posts is shown on the sign-up page, which asks for one more press.

    Args:
        base_url: The address of the pages.
        language: That of the publication.
    """
    template = _environment(choose(language)).get_template("embed_form.html")
    return template.render(base=base_url, language=language).rstrip()


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["mark"] = _mark
    environment.filters["day"] = partial(_day, language=language)
    environment.filters["term"] = partial(term, language=language)
    environment.filters["mail_link"] = _mail_link
    environment.filters["country"] = partial(_country, language=language)
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations(language, "pages"), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    return environment


def _day(moment: datetime, language: str) -> str:
    """Return a date in words."""
    from babel.dates import format_date

    return format_date(moment, "d MMMM y", locale=language)


def _country(code: str, language: str) -> str:
    """Return the name of a country by its ISO 3166-1 code, or the code if it has none."""
    from babel import Locale

    return str(Locale(language).territories.get(code, code))


def _mark(words: object) -> Markup:
    """Return the reader's own data in a sentence, such as their masked address."""
    return Markup("<span class='address'>{}</span>").format(str(words))


def _mail_link(address: object) -> Markup:
    return Markup("<a href='mailto:{0}'>{0}</a>").format(str(address))


@cache
def _style_address() -> str:
    """Return the style sheet's address, which changes with its contents."""
    return (
        f"/static/page.css?v={hashlib.sha256((STATIC / 'page.css').read_bytes()).hexdigest()[:10]}"
    )
