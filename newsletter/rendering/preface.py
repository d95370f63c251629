"""The mail of the day before: an issue as readers get it, under words to its editor."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from newsletter.locale.speech import day_of_year, say, weekday
from newsletter.message import Message
from newsletter.model.decision import Choice
from newsletter.model.edition import Chunks, Edition, Field, FieldPlace, fill, whole_header
from newsletter.model.issue import SlotVerdict
from newsletter.rendering.headers import notice_headers
from newsletter.rendering.plain_text import COLUMNS, wrap
from newsletter.rendering.sentinels import clean, joined
from newsletter.rendering.settings import Imprint
from newsletter.rendering.theme import Theme

# Noncharacters, which `clean` takes out of every editor's text.
_LINK, _DEAD = "\ufdd0", "\ufdd3"
_NO_LINKS = ("unsubscribe_url", "preferences_url", "moment_url", "unsubscribe_mailbox")
_DEAD_LINK = re.compile(rf"{_DEAD}\S*")
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_END_OF_HEAD = re.compile(r"</head\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBefore:
    """What the mail of the day before says about an issue and its slot.

    Attributes:
        title: The subject of the issue, for a reader without a first name.
        at: The moment of the slot, on the clock of the publication.
        choice: What an editor can decide.
    """

    title: str
    at: datetime
    choice: Choice


def with_preface(
    edition: Edition, values: Mapping[str, str], about: DayBefore, theme: Theme, imprint: Imprint
) -> Edition:
    """Return the mail to an editor: the edition for a sample reader, under a preface.

    Its one merge field is ``decide_url``. The links of the reader lead nowhere, and it has
    the headers of a notice, so that no mail program offers to unsubscribe an editor.

    Args:
        edition: What will be sent.
        values: The merge values of a sample reader.
        about: The slot, and what can be decided.
        theme: Has the colours of the preface.
        imprint: Who sends it, and the language of the preface.
    """
    language = imprint.language
    words = _Words.of(about, language)
    html = fill(edition.html, {**values, **dict.fromkeys(_NO_LINKS, "#")})
    text = fill(edition.text, {**values, **dict.fromkeys(_NO_LINKS, _DEAD)})
    text = _DEAD_LINK.sub(say(Message("decide-dead-link"), language), text)
    return replace(
        edition,
        issue=0,
        title=about.title,
        subject=(whole_header(clean(words.subject)),),
        headers=notice_headers(imprint, kind="reminder", can_leave=False),
        html=_split(_into(html, words, theme), FieldPlace.ATTRIBUTE),
        text=_split(f"{_as_text(words)}\n\n{'-' * COLUMNS}\n\n{text}", FieldPlace.TEXT),
        phrases=(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The sentences of a preface, in one language."""

    subject: str
    warning: str
    heading: str
    otherwise: str
    labels: Mapping[SlotVerdict, str]
    sample: str

    @classmethod
    def of(cls, about: DayBefore, language: str) -> "_Words":
        day, short = day_of_year(about.at, language), weekday(about.at.weekday(), language)

        def written(code: str) -> str:
            named = {"title": about.title, "day": day, "weekday": short}
            message = Message(code, time=f"{about.at:%H:%M}", **named)
            sentence = clean(say(message, language))
            return sentence[:1].upper() + sentence[1:]

        waits = about.choice.needs_yes
        return cls(
            subject=written("decide-subject-held" if waits else "decide-subject"),
            warning=written("decide-no-forwarding"),
            heading=written("decide-heading-held" if waits else "decide-heading"),
            otherwise=written("decide-needs-yes" if waits else "decide-goes-by-itself"),
            labels={
                verdict: say(message, language)
                for verdict, message in about.choice.labels(short).items()
            },
            sample=written("decide-as-readers"),
        )


def _split(text: str, place: FieldPlace) -> Chunks:
    """Return a text with the merge field in the places of its mark."""
    found: list[str | Field] = []
    for piece in text.split(_LINK):
        found += [Field("decide_url", place), piece]
    return joined(found[1:])


def _as_text(words: _Words) -> str:
    buttons = [
        f"{wrap(label, first='- ')}\n  {_LINK}?answer={verdict.value}"
        for verdict, label in words.labels.items()
    ]
    parts = (words.warning, words.heading, words.otherwise)
    return "\n\n".join([*map(wrap, parts), *buttons, wrap(words.sample)])


def _into(html: str, words: _Words, theme: Theme) -> str:
    """Return the HTML with the preface as the first thing in its body."""
    styled = _END_OF_HEAD.sub(lambda end: _style(theme) + end[0], html, count=1)
    body = _BODY.search(styled)
    at = body.end() if body else 0
    return styled[:at] + _as_html(words, theme) + styled[at:]


def _style(theme: Theme) -> str:
    dark = theme.dark
    rules = (
        (".decide-paper", f"background-color:{dark.paper}", ""),
        (".decide-sheet", f"background-color:{dark.sheet}", f"border-color:{dark.accent}"),
        (".decide-words", f"color:{dark.ink}", ""),
        (".decide-soft", f"color:{dark.soft}", ""),
        (".decide-first", f"background-color:{dark.accent}", f"border-color:{dark.accent}"),
        (".decide-first a", f"color:{dark.on_accent}", ""),
        (".decide-other", f"background-color:{dark.sheet}", f"border-color:{dark.accent}"),
        (".decide-other a", f"color:{dark.accent}", ""),
    )
    written = "".join(
        f"{name}{{{';'.join(f'{each} !important' for each in given if each)}}}"
        for name, *given in rules
    )
    scheme = "@media (prefers-color-scheme:dark)"
    return f"<style>{scheme}{{{written}}}</style>"


def _as_html(words: _Words, theme: Theme) -> str:
    light, width = theme.light, theme.measures.width
    font = f"font-family:{escape(theme.fonts.label)};margin:0 0 14px;"
    plain = f"{font}font-size:16px;line-height:1.5;color:{light.ink}"
    heading = f"{font}font-size:20px;line-height:1.35;font-weight:bold;color:{light.ink}"
    soft = f"{font}font-size:14px;line-height:1.5;color:{light.soft};margin:18px 0 0"
    table = '<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%"'
    return (
        f'{table} class="decide-paper" style="background-color:{light.paper}"><tr>'
        f'<td align="center" style="padding:16px 12px"><!--[if mso]><table role="presentation" '
        f'align="center" width="{width}"><tr><td><![endif]-->'
        f'{table} class="decide-sheet" style="max-width:{width}px;background-color:{light.sheet};'
        f'border:2px solid {light.accent};border-radius:8px"><tr>'
        f'<td align="left" style="padding:24px 26px">'
        f'<p class="decide-words" style="{plain}"><strong>{escape(words.warning)}</strong></p>'
        f'<p class="decide-words" style="{heading}">{escape(words.heading)}</p>'
        f'<p class="decide-words" style="{plain}">{escape(words.otherwise)}</p>'
        f"{''.join(_buttons(words, theme))}"
        f'<p class="decide-soft" style="{soft}">{escape(words.sample)}</p>'
        f"</td></tr></table><!--[if mso]></td></tr></table><![endif]--></td></tr></table>"
    )


def _buttons(words: _Words, theme: Theme) -> Iterator[str]:
    light = theme.light
    font = f"font-family:{escape(theme.fonts.label)};font-size:16px;line-height:1.4;"
    for verdict, label in words.labels.items():
        is_first = verdict is SlotVerdict.GO
        ground = light.accent if is_first else light.sheet
        colour = light.on_accent if is_first else light.accent
        yield (
            '<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%" '
            'style="border-collapse:separate;margin:0 0 10px"><tr>'
            f'<td class="decide-{"first" if is_first else "other"}" '
            f'style="background-color:{ground};border:1px solid {light.accent};border-radius:6px">'
            f'<a href="{_LINK}?answer={verdict.value}" style="{font}display:block;'
            f'padding:12px 16px;font-weight:bold;text-decoration:none;color:{colour}">'
            f"{escape(label)}</a></td></tr></table>"
        )
