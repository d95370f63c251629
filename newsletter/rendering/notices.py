"""Notices: the mails that are not an issue, in the words of the template's theme."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from newsletter.errors import TemplateError
from newsletter.message import Message
from newsletter.model.notice import Detail, LastIssue, NoticeKind, WeeklyMoment
from newsletter.rendering.block_views import LinkView
from newsletter.rendering.scribes import Scribe
from newsletter.rendering.settings import Imprint
from newsletter.rendering.theme import NoticeWords

# What comes from a person is a merge value, so that it can be erased: editions are kept for good.
_OF_PEOPLE: Mapping[NoticeKind, re.Pattern[str]] = {
    NoticeKind.REPLY: re.compile(r"\{(reply|quoted)\}"),
    NoticeKind.INVITATION: re.compile(r"\{(inviter)\}"),
    NoticeKind.TEST_ADDRESS: re.compile(r"\{(inviter)\}"),
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_COMMAND = "newsletter"  # what the command line is called


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice as templates see it. ``button`` and ``action_url`` may both be empty.

    Attributes:
        last: The latest issue, for a reader who has none yet; ``None`` elsewhere.
        last_words: The words before the link to it.
    """

    kind: str
    title: str
    subject: str
    preheader: str
    text: tuple[str, ...]
    button: str
    action_url: str
    after: tuple[str, ...]
    last: LinkView | None
    last_words: str
    can_leave: bool


def notice_view(
    kind: NoticeKind,
    words: NoticeWords,
    details: Mapping[str, str],
    scribe: Scribe,
    *,
    last: LastIssue | None = None,
) -> NoticeView:
    """Return the notice with its words written and its details filled in.

    A paragraph that names a detail which is empty is left out, and so is the button of a
    notice to the editor if ``desk`` is empty.

    Raises:
        TemplateError: If the theme names a detail that this notice does not have.
    """
    write = partial(_written, kind, details, scribe)
    button = words.button if details.get("desk") != "" else ""
    return NoticeView(
        kind=kind.value,
        title=write(words.title),
        subject=write(words.subject),
        preheader=write(words.preheader),
        text=tuple(map(write, _complete(words.text, details))),
        button=write(button),
        action_url=scribe.merge("action_url") if button else "",
        after=tuple(map(write, _complete(words.after, details))),
        last=LinkView(scribe.words(last.title), scribe.address(last.url)) if last else None,
        last_words=scribe.words(words.last),
        can_leave=kind.can_leave,
    )


def _written(kind: NoticeKind, details: Mapping[str, str], scribe: Scribe, text: str) -> str:
    if kind not in _OF_PEOPLE:
        return scribe.words(filled(text, details, kind))
    return "".join(
        scribe.merge(piece) if place % 2 else scribe.words(filled(piece, details, kind))
        for place, piece in enumerate(_OF_PEOPLE[kind].split(text))
    )


def named(imprint: Imprint) -> dict[str, str]:
    """Return the values that every notice may name in braces.

    ``when`` and ``waiting`` are empty here; the notices that have them pass their own.
    ``terminal`` is empty in a notice that leads to the desk, so that it names no command.
    """
    return {
        "publication": imprint.publication,
        "writer": imprint.writer or imprint.publication,
        "when": "",
        "waiting": "",
        "terminal": _COMMAND,
    }


def _complete(paragraphs: tuple[str, ...], details: Mapping[str, str]) -> Iterator[str]:
    """Yield the paragraphs that name no empty detail."""
    for paragraph in paragraphs:
        if all(details.get(name) != "" for name in _PLACEHOLDER.findall(paragraph)):
            yield paragraph


def in_words(details: Mapping[str, Detail], language: str) -> dict[str, str]:
    """Return the details as text, with times in the language, without the year."""

    def written(detail: Detail) -> str:
        if isinstance(detail, str):
            return detail
        if isinstance(detail, tuple):
            return _every_week(detail, language)
        if isinstance(detail, timedelta):
            from newsletter.locale.speech import term

            return term(detail, language)
        from babel.dates import format_date, format_datetime
        from babel.localedata import exists

        locale = language if exists(language) else "en"  # a code that is no language
        if isinstance(detail, datetime):
            return format_datetime(detail, "EEEE d MMMM, HH:mm", locale=locale)
        return format_date(detail, "EEEE d MMMM", locale=locale)

    return {name: written(detail) for name, detail in details.items()}


def _every_week(moments: tuple[WeeklyMoment, ...], language: str) -> str:
    """Return when a letter comes: ``every Sunday at eight in the morning``."""
    from newsletter.locale.catalogue import choose
    from newsletter.locale.speech import listed, say, weekday

    by_time: dict[time, list[str]] = {}
    for one in moments:
        by_time.setdefault(one.time, []).append(weekday(one.weekday, language))
    return listed(
        [
            say(
                Message("every-week", days=tuple(days), hour=_hour(at, language)),
                language,
            )
            for at, days in by_time.items()
        ],
        choose(language),
    )


def _hour(at: time, language: str) -> Message:
    """Return a time of day, in words if it is a full hour."""
    from newsletter.locale.speech import spelled

    if at.minute:
        return Message("hour-exact", hour=at.hour, minute=f"{at.minute:02}")
    if at.hour in {0, 12}:
        return Message("hour-noon") if at.hour else Message("hour-midnight")
    hour = spelled(at.hour % 12, language)
    if at.hour < 6:
        return Message("hour-at-night", hour=hour)
    if at.hour < 12:
        return Message("hour-in-the-morning", hour=hour)
    if at.hour < 18:
        return Message("hour-in-the-afternoon", hour=hour)
    return Message("hour-in-the-evening", hour=hour)


def filled(text: str, details: Mapping[str, str], kind: NoticeKind) -> str:
    """Return a text with every ``{…}`` filled in, in one pass: braces in a detail stay.

    Raises:
        TemplateError: If it names an unknown detail.
    """

    def replace(found: re.Match[str]) -> str:
        try:
            return details[found[1]]
        except KeyError:
            known = ", ".join(f"{{{name}}}" for name in details)
            raise TemplateError(
                "notice-placeholder-unknown",
                "theme.toml",
                notice=kind.value,
                placeholder=found[0],
                known=known,
            ) from None

    return _PLACEHOLDER.sub(replace, text)
