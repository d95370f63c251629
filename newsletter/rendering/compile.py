"""Compiles an issue or notice with a template into an edition for all readers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

from newsletter.model.edition import Chunks, Edition, Field, FieldPlace, NamePhrase, whole_header
from newsletter.model.issue import Issue
from newsletter.model.notice import Detail, LastIssue, NoticeKind
from newsletter.rendering.headers import Header, issue_headers, notice_headers
from newsletter.rendering.html import finish, inline, to_html
from newsletter.rendering.letter_view import letter_view
from newsletter.rendering.name_fields import NameFields
from newsletter.rendering.notices import filled, in_words, named, notice_view
from newsletter.rendering.pictures import Picture
from newsletter.rendering.plain_text import tidy
from newsletter.rendering.reading import with_question_titles
from newsletter.rendering.scribes import MERGE_CLOSE, MERGE_OPEN, MarkupScribe, Scribe, TextScribe
from newsletter.rendering.sentinels import clean, joined
from newsletter.rendering.settings import LetterSettings
from newsletter.rendering.templates import Template
from newsletter.rendering.views import issue_view
from newsletter.text.first_names import filled as without_name

_Context: TypeAlias = Callable[[Scribe], dict[str, Any]]
_MERGE = re.compile(f"{MERGE_OPEN}(\\w+){MERGE_CLOSE}")
_NONE: Mapping[str, Any] = MappingProxyType({})


def compile_issue(
    issue: Issue,
    template: Template,
    letter: LetterSettings,
    *,
    images: Mapping[str, Picture] = _NONE,
    portrait: Picture | None = None,
) -> Edition:
    """Compile an issue. The same values give the same bytes.

    Args:
        issue: The content.
        template: The design.
        letter: The sender's words.
        images: The issue's prepared pictures, by their names in the issue.
        portrait: The writer's, if there is one.

    Raises:
        TemplateError: If the template is wrong, with its file and line.
        AuthorError: If the issue cannot be written as a mail, with its line.
    """
    imprint = letter.imprint
    return _written_by_hand(
        issue,
        template,
        letter,
        images=images,
        portrait=portrait,
        browser_url=f"{imprint.archive}/{issue.slug}" if imprint.archive else "",
        has_day=True,
        asks_moment=imprint.asks_clear_moment,
        headers=issue_headers(imprint, issue=issue.number),
    )


def compile_letter(
    kind: NoticeKind,
    issue: Issue,
    template: Template,
    letter: LetterSettings,
    *,
    images: Mapping[str, Picture] = _NONE,
    portrait: Picture | None = None,
) -> Edition:
    """Compile a notice in the editor's own words, such as a welcome in ``issues/welcome.md``.

    It looks like an issue and is sent as a notice: it has no number, is not in the
    archive, and does not end with the question to readers. It goes to a subscriber,
    so it contains the unsubscribe link.

    Args:
        kind: The kind of notice.
        issue: The content. Its number does not count.
        template: The design.
        letter: The sender's words.
        images: The letter's pictures, as ``compile_issue`` has them.
        portrait: The writer's, if there is one.

    Raises:
        TemplateError: If the template is wrong, with its file and line.
        AuthorError: If the letter cannot be written as a mail, with its line.
    """
    return _written_by_hand(
        replace(issue, number=0),
        template,
        letter,
        images=images,
        portrait=portrait,
        headers=notice_headers(letter.imprint, kind=kind.value, can_leave=True),
    )


def _written_by_hand(
    issue: Issue,
    template: Template,
    letter: LetterSettings,
    *,
    images: Mapping[str, Picture],
    portrait: Picture | None,
    headers: tuple[Header, ...],
    browser_url: str = "",
    has_day: bool = False,
    asks_moment: bool = False,
) -> Edition:
    sign_off = letter.voice.sign_off
    issue = with_question_titles(issue, template.theme.words, letter.imprint.language)
    show = partial(issue_view, issue, pictures=images, media_url=f"{letter.imprint.base_url}/media")
    speak = partial(
        letter_view,
        letter,
        sign_off=sign_off if sign_off is not None else issue.sign_off or "",
        portrait=portrait,
        browser_url=browser_url,
        has_day=has_day,
        asks_moment=asks_moment,
    )

    def context(scribe: Scribe) -> dict[str, Any]:
        return {"issue": show(scribe), "letter": speak(scribe)}

    names = NameFields()
    subject = names.header(_header(issue.subject))
    html = _html(template, "issue.mjml.j2", context, names)
    text = _text(template, "issue.txt.j2", context, names)
    return _edition(
        template,
        letter,
        issue=issue.number,
        title=without_name(issue.title),
        subject=subject,
        headers=headers,
        html=html,
        text=text,
        phrases=names.phrases,
    )


def compile_notice(
    kind: NoticeKind,
    template: Template,
    letter: LetterSettings,
    *,
    details: Mapping[str, Detail] = _NONE,
    last: LastIssue | None = None,
) -> Edition:
    """Compile a notice in the theme's words. Its button's target is a merge field.

    Args:
        kind: The kind of notice.
        template: The design, and the words.
        letter: The sender's words.
        details: What the words name in braces, besides ``{publication}``; for a
            reminder ``title``, ``slot`` and ``waiting``, for an empty queue ``slot``, for a
            missed slot ``title``, ``number`` and ``day``, for a dispatch that
            is paused ``title`` and ``dispatch``, for a reader who may be
            blocked ``reader``, ``provider`` and ``where``. Every notice may name
            ``writer``, and one to a reader ``when``, the weekly slots, and
            ``term``, how long the link to their own data works. One to the editor has
            ``desk``, the page where its button leads, or an empty text, and ``terminal``.
        last: The latest issue, for a new reader.
    """
    imprint = letter.imprint
    words = template.theme.notices[kind.value]
    known = named(imprint) | in_words(details, imprint.language)
    farewell = letter.voice.sign_off or imprint.publication

    def context(scribe: Scribe) -> dict[str, Any]:
        return {
            "notice": notice_view(kind, words, known, scribe, last=last),
            "letter": letter_view(letter, scribe, sign_off=farewell),
        }

    return _edition(
        template,
        letter,
        issue=0,
        title=filled(words.title, known, kind),
        subject=(_header(filled(words.subject, known, kind)),),
        headers=notice_headers(imprint, kind=kind.value, can_leave=kind.can_leave),
        html=_html(template, "notice.mjml.j2", context),
        text=_text(template, "notice.txt.j2", context),
    )


def _edition(
    template: Template,
    letter: LetterSettings,
    *,
    issue: int,
    title: str,
    subject: Chunks,
    headers: tuple[Header, ...],
    html: Chunks,
    text: Chunks,
    phrases: tuple[NamePhrase, ...] = (),
) -> Edition:
    return Edition(
        issue=issue,
        title=title,
        template=template.name,
        language=letter.imprint.language,
        sender=letter.imprint.sender,
        reply_to=letter.imprint.reply_to,
        subject=subject,
        html=html,
        text=text,
        headers=headers,
        phrases=phrases,
    )


def _header(text: str) -> str:
    return whole_header(clean(text))


def _html(
    template: Template, page: str, context: _Context, names: NameFields | None = None
) -> Chunks:
    scribe = MarkupScribe(names=names)
    mjml = template.render(page, {**context(scribe), **_furniture(template, scribe)})
    return scribe.vault.restore(finish(inline(to_html(mjml, template, page))))


def _text(
    template: Template, page: str, context: _Context, names: NameFields | None = None
) -> Chunks:
    scribe = TextScribe(names)
    text = tidy(template.render(page, {**context(scribe), **_furniture(template, scribe)}))
    return joined(
        Field(piece, FieldPlace.TEXT) if at % 2 else piece
        for at, piece in enumerate(_MERGE.split(text))
    )


def _furniture(template: Template, scribe: Scribe) -> dict[str, Any]:
    """Return the theme's values for pages, with its words as the scribe writes them."""
    words = asdict(template.theme.words)
    return {
        "theme": template.theme,
        "words": {name: scribe.words(text) for name, text in words.items()},
    }
