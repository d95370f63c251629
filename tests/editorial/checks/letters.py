"""A letter in which nothing is wrong, and ways to spoil it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

from newsletter.editorial.checks.completeness import parts_of
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected, SpamScore
from newsletter.editorial.checks.sheet import contact_sheet
from newsletter.locale.speech import say
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.article import Article, PlacedLine
from newsletter.model.article import LinePlace as Part
from newsletter.model.blocks import (
    Button,
    Image,
    Paragraph,
    PullQuote,
    Span,
    Subheading,
    rich,
)
from newsletter.model.edition import Chunks, Edition, Field, FieldPlace
from newsletter.model.issue import Issue
from tests.builders.editions import an_edition

BASE = "https://brief.example.nl"
VALUES = {
    "greeting": "Dag Anna,",
    "first_name": "Anna",
    "unsubscribe_url": f"{BASE}/unsubscribe/abc",
    "unsubscribe_mailbox": "weg-abc@example.nl",
    "preferences_url": f"{BASE}/preferences/abc",
}
CONTACT = ("Praktijk De Oever", "Kade 1, 1234 AB Ergens")
NAMELESS = {**VALUES, "greeting": "Dag,", "first_name": ""}

PLAIN_WORDS = (
    "Loop een rondje zonder doel en kijk wat er gebeurt als niemand je ergens verwacht, ook jijzelf"
    " even niet."
)

HTML = f"""<!doctype html>
<html lang="nl" dir="ltr"><head><meta charset="utf-8"><title>Rust vinden</title>
<meta name="color-scheme" content="light dark">
<style>body{{margin:0}}.knop:hover{{text-decoration:underline}}
@media (max-width:479px){{.blad{{padding:16px !important}}}}
@media (prefers-color-scheme: dark){{.blad{{background:#222222 !important}}.woord{{color:#eeeeee !important}}}}</style>
<!--[if mso]><style>td{{font-family:Georgia}}</style><![endif]--></head>
<body style="margin:0"><div lang="nl" dir="ltr" role="article" aria-label="Rust vinden">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">Wie stil wordt, hoort weer wat er al was.</div>
<table role="presentation" cellpadding="0" cellspacing="0" width="600" style="max-width:600px"><tr>
<td class="blad" style="padding:24px;font-size:0px"><div class="woord" style="font-size:18px;line-height:1.6;color:#222222">
<h1>Rust vinden</h1><p>[[greeting]]</p>
<p>Stilte is er al. Lees ook <a href="https://voorbeeld.example.org/stilte">wat stilte doet</a>.</p>
<p>{PLAIN_WORDS} {PLAIN_WORDS}</p><h2>In de mist</h2><img src="{BASE}/media/1.jpg" alt="Een boom in de mist" width="536" height="300">
<blockquote>Rust is geen beloning.</blockquote>
<p><a class="knop" href="https://voorbeeld.example.org/artikel" style="border-radius:4px">Lees het hele artikel</a></p>
<p>Gerrit van Een helder moment, <a href="mailto:gerrit@example.nl">schrijf mij</a></p>
<p>Praktijk De Oever<br>Kade 1, 1234 AB Ergens</p>
<p><a href="[[unsubscribe_url]]">Uitschrijven</a> <a href="[[preferences_url]]">Voorkeuren</a></p>
</div></td></tr></table></div></body></html>
"""

TEXT = f"""Rust vinden

[[greeting]]

Stilte is er al. Lees ook wat stilte doet:
https://voorbeeld.example.org/stilte

{PLAIN_WORDS} {PLAIN_WORDS}

In de mist

[Een boom in de mist]

> Rust is geen beloning.

Lees het hele artikel:
https://voorbeeld.example.org/artikel

Gerrit, gerrit@example.nl
Praktijk De Oever
Kade 1, 1234 AB Ergens

Uitschrijven: [[unsubscribe_url]]
Voorkeuren: [[preferences_url]]
"""

ISSUE = Issue(
    number=4,
    slug="rust-vinden",
    title="Rust vinden",
    subject="Rust vinden",
    preheader="Wie stil wordt, hoort weer wat er al was.",
    article="rust.txt",
    blocks=(
        Paragraph(
            (
                Span("Lees ook "),
                Span("wat stilte doet", url="https://voorbeeld.example.org/stilte"),
                Span("."),
            )
        ),
        Subheading("In de mist"),
        Image("boom.jpg", "Een boom in de mist"),
        PullQuote("Rust is geen beloning."),
        Button("Lees het hele artikel", "https://voorbeeld.example.org/artikel"),
        Paragraph(rich(f"{PLAIN_WORDS} {PLAIN_WORDS}")),
    ),
    lines=(12, 14, 16, 18, 20, 22),
)

ARTICLE = Article(
    title="Rust",
    lines=(PlacedLine(1, "Zo is het: Rust is\ngeen beloning. Echt.\n", Part.TEXT),),
)

HEADERS: dict[str, str] = {
    "List-Unsubscribe": "<[[unsubscribe_url]]>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "List-Id": "Een helder moment <brief.example.nl>",
}


def chunks(text: str, place: FieldPlace) -> Chunks:
    """Text cut at its ``[[merge fields]]``."""
    pieces = re.split(r"\[\[(\w+)\]\]", text)
    return tuple(
        Field(piece, place) if number % 2 else piece
        for number, piece in enumerate(pieces)
        if number % 2 or piece
    )


def edition_of(
    *,
    html: str = HTML,
    text: str = TEXT,
    subject: str = "Rust vinden",
    headers: dict[str, str] | None = None,
    sender: str = "Gerrit van Een helder moment",
) -> Edition:
    """The letter's edition, from texts with ``[[merge fields]]``."""
    return an_edition(
        4,
        "Rust vinden",
        template="proef",
        sender=Mailbox(sender, EmailAddress("gerrit", "example.nl")),
        reply_to=EmailAddress("gerrit", "example.nl"),
        subject=chunks(subject, FieldPlace.HEADER),
        html=chunks(html, FieldPlace.HTML),
        text=chunks(text, FieldPlace.TEXT),
        headers=tuple(
            (name, chunks(value, FieldPlace.HEADER))
            for name, value in (HEADERS if headers is None else headers).items()
        ),
    )


def a_letter(**changes: Any) -> Inspected:
    """The letter with nothing wrong, but for the changes."""
    asked: dict[str, Any] = {
        "issue": ISSUE,
        "article": ARTICLE,
        "edition": edition_with(changes.get("issue", ISSUE)),
        "values": VALUES,
        "nameless": NAMELESS,
        "base_url": BASE,
        "is_local": False,
        "links": {},
        "spam": SpamScore(0.1),
        "contact": CONTACT,
    }
    return Inspected(**{**asked, **changes})


def edition_with(issue: Issue) -> Edition:
    """The letter's edition, in which nothing of another issue is left out."""
    if issue == ISSUE:
        return edition_of()
    said = "\n".join((issue.title, *(part for block in issue.blocks for part in parts_of(block))))
    html = HTML.replace(ISSUE.preheader, escape(issue.preheader))
    return edition_of(
        html=html.replace("<p>Stilte", f"<p>{escape(said)}</p><p>Stilte"),
        text=TEXT.replace("Stilte", f"{said}\nStilte", 1),
    )


def issue_with(**changes: Any) -> Issue:
    return replace(ISSUE, **changes)


def block_changed(number: int, **changes: Any) -> Issue:
    """The issue with one of its blocks spoilt."""
    blocks = list(ISSUE.blocks)
    blocks[number] = replace(blocks[number], **changes)
    return replace(ISSUE, blocks=tuple(blocks))


def html_with(old: str, new: str, **more: Any) -> Inspected:
    """The letter with one passage of its HTML replaced, which must be there."""
    assert old in HTML
    return a_letter(edition=edition_of(html=HTML.replace(old, new)), **more)


def linked(href: str, **more: Any) -> Inspected:
    """The letter with another address behind its first link, in both parts."""
    at = "https://voorbeeld.example.org/stilte"
    parts = edition_of(html=HTML.replace(at, href), text=TEXT.replace(at, href))
    issue = block_changed(0, text=(Span("Lees ook "), Span("wat stilte doet", url=href)))
    return a_letter(edition=parts, issue=issue, **more)


def styled(css: str) -> Inspected:
    """The letter with more in its style sheet."""
    return html_with("<style>", f"<style>{css}")


def on_the_box(style: str) -> Inspected:
    """The letter with more in the style of its main cell."""
    return html_with("padding:24px;", f"padding:24px;{style};")


def sheet_of(inputs: Inspected, findings: Sequence[Finding], language: str = "nl") -> str:
    """The contact sheet in a language."""
    return contact_sheet(
        inputs, findings, lambda message: say(message, language), language=language
    )
