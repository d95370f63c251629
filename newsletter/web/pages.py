"""Pages from templates: escaped, in the reader's language, with header and footer."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from newsletter.app import Newsletter
from newsletter.locale.catalogue import choose, translations
from newsletter.model.audience import Subscriber
from newsletter.model.editor import Editor
from newsletter.web.filters import filters

STATIC: Final = Path(__file__).parent / "static"
_PAGES: Final = Path(__file__).parent / "pages"

# For a page with a form and no token in its address: with it browsers send an Origin that is not
# null, which distinguishes our form from others.
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

    def show_desk(
        self, page: str, *, status: int, editor: Editor | None, **values: object
    ) -> HTMLResponse:
        """Return a page of the desk, in the publication's language.

        Args:
            page: The template's name in ``desk`` without its ending.
            status: The status of the answer.
            editor: Who is signed in; ``None`` if nobody is.
            values: What the template shows.
        """
        text = self.text(
            f"desk/{page}.html",
            language="",
            editor=editor,
            zone=self._newsletter.zone,
            folder=self._newsletter.container.folder,
            **values,
        )
        language = choose(self._newsletter.publication.language)
        return HTMLResponse(text, status, {"content-language": language})

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
                pages_at=self._newsletter.readers.pages_at,
                in_outbox=self._newsletter.readers.has_outbox,
                language=language,
                **values,
            )
        )


def form_for_other_sites(base_url: str, language: str) -> str:
    """Return a sign-up form for another site: plain HTML, without a script.

    It posts to the sign-up page, which shows what was typed and asks to confirm it.

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
    environment.globals["static"] = _static_address
    environment.globals["as_of"] = _as_of
    environment.filters.update(filters(language))
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations(language, "pages"), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    return environment


def _as_of(*shown: object) -> Markup:
    """Return the first field of a form that changes what its page shows. It is never sent.

    Someone who returns to a page gets its present version, and browsers fill in what was
    typed before. Sent with the present version in a hidden field, that would replace what
    somebody else saved meanwhile. Browsers recognise a form by the names of its first fields,
    so what was typed comes back only if the page shows the same as before.
    """
    digest = hashlib.sha256("\0".join(map(str, shown)).encode()).hexdigest()
    return Markup('<input type="hidden" name="as of {}" disabled>').format(digest[:20])


@cache
def _static_address(name: str) -> str:
    """Return the address of a file in ``static``, which changes with its contents."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"
