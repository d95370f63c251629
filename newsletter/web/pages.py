"""Pages from templates: escaped, in the reader's language, with header and footer."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import cache, partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from newsletter.app import Newsletter
from newsletter.locale.catalogue import choose, translations
from newsletter.locale.sentences import by_code
from newsletter.locale.speech import (
    dates,
    day_of_year,
    say,
    term,
    translated,
    weekday,
    written,
)
from newsletter.message import Datum, Message
from newsletter.model.audience import Subscriber
from newsletter.model.editor import Editor

STATIC: Final = Path(__file__).parent / "static"
_PAGES: Final = Path(__file__).parent / "pages"

# The codes of sentences that name files, and those with other words for pages.
_WITHOUT_FILES: Final[Mapping[str, str]] = {
    "address-unknown": "address-unknown-on-page",
    "address-unknown-with-lead-in": "address-unknown-with-lead-in-on-page",
    "link-entry-unused": "link-entry-unused-on-page",
    "quote-missing": "quote-missing-on-page",
    "quote-not-verbatim": "quote-not-verbatim-on-page",
}
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
    environment.filters["mark"] = _mark
    environment.filters["said"] = _sayer(language)
    environment.filters["linked"] = partial(_linked, language=language)
    environment.filters["role"] = partial(_member, language=language)
    environment.filters["status"] = partial(_status, language=language)
    environment.filters["opening"] = _opening
    environment.filters["sentence"] = _sentence
    environment.filters["clock"] = _clock
    environment.filters["moment"] = partial(_moment, language=language)
    environment.filters["day"] = partial(_day, language=language)
    environment.filters["weekday"] = partial(day_of_year, language=language)
    environment.filters["dates"] = partial(dates, language=language)
    environment.filters["day_name"] = partial(weekday, language=language)
    environment.filters["month"] = partial(_month, language=language)
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


def on_a_page(message: Message, language: str, folder: object) -> str:
    """Return a sentence for people who do not see the files on the server.

    Args:
        message: What is to be said.
        language: One that there are sentences in.
        folder: The publication's folder, whose path is left out.
    """
    return say(_without_files(message), language).replace(f"{folder}/", "")


def _without_files(message: Message) -> Message:
    """Return a message with words that name no file, where it has such words."""
    data: dict[str, Datum] = {
        name: _without_files(value) if isinstance(value, Message) else value
        for name, value in message.items
    }
    return Message(_WITHOUT_FILES.get(message.code, message.code), **data)


def _sayer(language: str) -> Callable[[Context, Message], str]:
    @pass_context
    def sentence(context: Context, message: Message) -> str:
        return on_a_page(message, language, context.get("folder"))

    return sentence


def _linked(message: Message, addresses: Mapping[str, str], language: str) -> Markup:
    """Return a message's sentence, in which some of its values are links.

    Args:
        message: What is to be said.
        addresses: Where values lead, by their names in the sentence.
        language: One that there are sentences in.
    """
    values: dict[str, str] = {}
    for name, value in message.data.items():
        words = written(value, language)
        values[name] = (
            Markup("<a href='{}'>{}</a>").format(addresses[name], words)
            if name in addresses
            else words
        )
    sentence = translated(by_code()[message.code], message.data, language)
    return escape(sentence).format_map(values)


def _month(first: date, language: str) -> str:
    """Return the month of a day, with its year: ``December 2026``."""
    from babel.dates import format_date

    return format_date(first, "LLLL y", locale=language)


def _member(member: Enum, language: str) -> str:
    """Return the name of an enum's member in words."""
    return say(Message.of(member), language)


def _status(status: str, language: str) -> str:
    """Return the state of an issue in words."""
    return say(Message(f"issue-status-{status.replace(' ', '-')}"), language)


def _opening(words: str) -> str:
    """Return words with a capital, to begin a sentence."""
    return words[:1].upper() + words[1:]


def _sentence(words: str) -> str:
    """Return words as a sentence: with a capital, unless they begin with a name, and a full stop."""
    whole = _opening(words) if words.partition(" ")[0].isalpha() else words
    return whole if whole.rstrip("’”\"')").endswith((".", "!", "?", "…")) else f"{whole}."


def _clock(at: datetime, zone: tzinfo) -> str:
    """Return a time of day on the clock of a zone: ``08:00``."""
    return f"{at.astimezone(zone):%H:%M}"


def _moment(at: datetime, zone: tzinfo, language: str) -> str:
    """Return a time without its year, on the clock of a zone: ``Sunday 8 March, 08:00``."""
    there = at.astimezone(zone)
    return f"{day_of_year(there, language)}, {there:%H:%M}"


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
def _static_address(name: str) -> str:
    """Return the address of a file in ``static``, which changes with its contents."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"
