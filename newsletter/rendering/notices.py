"""Notices: the mails that are not an issue, in the words of the template's theme."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from newsletter.errors import TemplateError
from newsletter.model.notice import Detail, NoticeKind
from newsletter.rendering.scribes import Scribe
from newsletter.rendering.theme import NoticeWords

_QUOTED = re.compile(r"\{(reply|quoted)\}")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice as templates see it. ``button`` and ``action_url`` may both be empty."""

    kind: str
    title: str
    subject: str
    preheader: str
    text: tuple[str, ...]
    button: str
    action_url: str
    after: tuple[str, ...]
    can_leave: bool


def notice_view(
    kind: NoticeKind, words: NoticeWords, details: Mapping[str, str], scribe: Scribe
) -> NoticeView:
    """Return the notice with its words written and its details filled in.

    Raises:
        TemplateError: If the theme names a detail that this notice has not.
    """

    def say(text: str) -> str:
        if kind is not NoticeKind.REPLY:
            return scribe.words(filled(text, details, kind))
        # what a person wrote is a merge value, so that erasing reaches it: editions stay for good
        return "".join(
            scribe.merge(piece) if place % 2 else scribe.words(filled(piece, details, kind))
            for place, piece in enumerate(_QUOTED.split(text))
        )

    return NoticeView(
        kind=kind.value,
        title=say(words.title),
        subject=say(words.subject),
        preheader=say(words.preheader),
        text=tuple(map(say, words.text)),
        button=say(words.button),
        action_url=scribe.merge("action_url") if words.button else "",
        after=tuple(map(say, words.after)),
        can_leave=kind.can_leave,
    )


def in_words(details: Mapping[str, Detail], language: str) -> dict[str, str]:
    """Return the details as text, with times in the language, without the year."""

    def written(detail: Detail) -> str:
        if isinstance(detail, str):
            return detail
        from babel.dates import format_date, format_datetime

        if isinstance(detail, datetime):
            return format_datetime(detail, "EEEE d MMMM, HH:mm", locale=language)
        return format_date(detail, "EEEE d MMMM", locale=language)

    return {name: written(detail) for name, detail in details.items()}


def filled(text: str, details: Mapping[str, str], kind: NoticeKind) -> str:
    """Return a wording with ``{…}`` replaced at once: braces in a detail are text."""

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
