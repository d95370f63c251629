"""The filters of page templates: messages, dates and addresses in words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import partial

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from newsletter.app.consent_notes import note_in_words
from newsletter.app.sums import Sums
from newsletter.locale.sentences import by_code
from newsletter.locale.speech import (
    day_of_year,
    listed,
    on_dates,
    say,
    spoken_moment,
    term,
    translated,
    weekday,
    written,
)
from newsletter.message import Datum, Message
from newsletter.web.whole_sentences import without_files

_LEAST_SHARE = 0.001


def filters(language: str) -> dict[str, Callable[..., object]]:
    """Return the filters of templates in a language."""
    return {
        "mark": _mark,
        "said": _sayer(language),
        "linked": partial(_linked, language=language),
        "role": partial(_member, language=language),
        "status": partial(_status, language=language),
        "noted": partial(_noted, language=language),
        "opening": _opening,
        "sentence": _sentence,
        "quoted": _quoted,
        "listed": partial(_listed, language=language),
        "mail_link": _mail_link,
        "country": partial(_country, language=language),
        "share": partial(_share, language=language),
        "sums": Sums.of,
        **_filters_of_dates(language),
    }


def _filters_of_dates(language: str) -> dict[str, Callable[..., str]]:
    """Return the filters that write dates, times and durations in words."""
    return {
        "clock": _clock,
        "moment": partial(_moment, language=language),
        "spoken": partial(_spoken, language=language),
        "day": partial(_day, language=language),
        "weekday": partial(day_of_year, language=language),
        "on_dates": partial(on_dates, language=language),
        "day_name": partial(weekday, language=language),
        "month": partial(_month, language=language),
        "term": partial(term, language=language),
    }


def _day(moment: datetime, language: str) -> str:
    """Return a date in words."""
    from babel.dates import format_date

    return format_date(moment, "d MMMM y", locale=language)


def on_a_page(message: Message, language: str, folder: object) -> str:
    """Return a sentence for people who do not see the files on the server.

    Args:
        message: The message.
        language: One that there are sentences in.
        folder: The publication's folder, whose path is left out.
    """
    return say(without_files(message), language).replace(f"{folder}/", "")


def _sayer(language: str) -> Callable[[Context, Message], str]:
    @pass_context
    def sentence(context: Context, message: Message) -> str:
        return on_a_page(message, language, context.get("folder"))

    return sentence


def _linked(message: Message, addresses: Mapping[str, str], language: str) -> Markup:
    """Return a message's sentence, in which some of its values are links.

    Args:
        message: The message.
        addresses: Where values lead, by their names in the sentence.
        language: One that there are sentences in.
    """
    values: dict[str, str] = {}
    for name, value in message.data.items():
        words = _named(value, language)
        values[name] = (
            Markup("<a href='{}'>{}</a>").format(addresses[name], words)
            if name in addresses
            else words
        )
    sentence = translated(by_code()[message.code], message.data, language)
    return escape(sentence).format_map(values)


def _named(value: Datum, language: str) -> str:
    """Return a value of a sentence. Texts in a list are keys of settings, shown as code."""
    if not isinstance(value, tuple):
        return written(value, language)
    code = Markup("<code>{}</code>")
    words = [code.format(one) if isinstance(one, str) else written(one, language) for one in value]
    return _listed(words, language)


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


def _noted(text: str, language: str) -> str:
    """Return a note of the record of consent in words."""
    return say(note_in_words(text), language)


def _opening(words: str) -> str:
    """Return words with a capital, to begin a sentence."""
    return words[:1].upper() + words[1:]


def _sentence(words: str) -> str:
    """Return words as a sentence: with a capital, unless they begin with a name, and a full stop."""
    whole = _opening(words) if words.partition(" ")[0].isalpha() else words
    return whole if whole.rstrip("’”\"')").endswith((".", "!", "?", "…")) else f"{whole}."


def _quoted(words: str) -> Markup:
    """Return words in quotation marks."""
    return Markup("‘{}’").format(words)


def _listed(words: Iterable[str], language: str) -> Markup:
    """Return words as a sentence lists them."""
    return Markup(listed([escape(one) for one in words], language))  # noqa: S704  # each is escaped


def _clock(at: datetime, zone: tzinfo) -> str:
    """Return a time of day on the clock of a zone: ``08:00``."""
    return f"{at.astimezone(zone):%H:%M}"


def _moment(at: datetime, zone: tzinfo, language: str) -> str:
    """Return a time for a list, on the clock of a zone: ``Sunday 8 March, 08:00``."""
    there = at.astimezone(zone)
    return f"{day_of_year(there, language)}, {there:%H:%M}"


def _spoken(at: datetime, zone: tzinfo, language: str) -> str:
    """Return a time for a sentence, on the clock of a zone: ``Sunday 8 March at 08:00``."""
    return spoken_moment(at.astimezone(zone), language)


def _country(code: str, language: str) -> str:
    """Return the name of a country by its ISO 3166-1 code, or the code if it has none."""
    from babel import Locale

    return str(Locale(language).territories.get(code, code))


def _share(part: int, whole: int, language: str) -> str:
    """Return a part of a whole in words: ``12.5%``, and ``<0.1%`` for what is more than none."""
    from babel.numbers import format_percent

    share = part / whole
    if 0 < share < _LEAST_SHARE:
        return f"<{format_percent(_LEAST_SHARE, '0.0%', locale=language)}"
    return format_percent(share, "0.#%", locale=language)


def _mark(words: object) -> Markup:
    """Return the reader's own data in a sentence, such as their masked address."""
    return Markup("<span class='address'>{}</span>").format(str(words))


def _mail_link(address: object) -> Markup:
    return Markup("<a href='mailto:{0}'>{0}</a>").format(str(address))
