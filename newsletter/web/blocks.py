"""An issue's blocks as plain values for a page template, which knows no types."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias, assert_never

from markupsafe import Markup, escape

from newsletter.model.archive import ArchivedIssue
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Questions,
    RichText,
    Rule,
    Span,
    Subheading,
)
from newsletter.model.web_version import Labels

Values: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """What a page template needs of one letter. All text is escaped."""

    blocks: Sequence[Values]
    sign_off: Markup
    origin: Values | None
    labels: Labels


_SAFE: Final = ("https://", "http://", "mailto:")


def letter_of(archived: ArchivedIssue) -> ShownLetter:
    """Return an issue as values for a page, with neighbouring cross links as one block."""
    issue = archived.issue
    return ShownLetter(
        blocks=list(_grouped(issue.blocks)),
        sign_off=_broken(issue.sign_off or ""),
        origin=_link(issue.origin) if issue.origin else None,
        labels=archived.labels,
    )


def _grouped(blocks: Sequence[Block]) -> Iterator[Values]:
    for is_link, group in groupby(_led_in(blocks), key=lambda one: isinstance(one, CrossLink)):
        if not is_link:
            yield from map(_values, group)
            continue
        items = [_link(one) for one in group if isinstance(one, CrossLink) and _safe(one.url)]
        if items:
            yield {"kind": "links", "items": items}


def _led_in(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, with a link's lead-in as a paragraph before it."""
    for block in blocks:
        if isinstance(block, CrossLink) and block.lead_in and _safe(block.url):
            yield Paragraph(block.lead_in)
        yield block


def _link(link: CrossLink | Button) -> Values:
    return {"kind": "cross_link", "text": link.text, "url": _safe(link.url)}


def _values(block: Block) -> Values:  # noqa: C901  # one line a kind of block
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": rich(block.text)}
        case Subheading():
            return {"kind": "subheading", "text": block.text}
        case BulletList():
            items = [{"text": rich(item.text), "level": item.level} for item in block.items]
            return {"kind": "list", "items": items, "ordered": block.ordered, "start": block.start}
        case PullQuote():
            return {"kind": "quote", "text": _broken(block.text), "by": block.by}
        case Prompt():
            return {"kind": "prompt", "text": rich(block.text)}
        case CrossLink() | Button():
            return {**_link(block), "kind": "button"}
        case Questions():
            return {"kind": "questions", "title": block.title, "items": block.items}
        case PostScript():
            words = {"question": block.question, "answer": rich(block.answer)}
            return {"kind": "postscript", "mark": block.mark, **words}
        case Image():
            return {"kind": "image", "source": block.source, "alt": block.alt}
        case Rule():
            return {"kind": "rule"}
        case _:
            assert_never(block)


def rich(text: RichText) -> Markup:
    """Return rich text as HTML."""
    return Markup("").join(map(_span, text))


def _span(span: Span) -> Markup:
    html = _broken(span.text)
    if span.strong:
        html = Markup("<strong>{}</strong>").format(html)
    if span.emphasis:
        html = Markup("<em>{}</em>").format(html)
    if url := _safe(span.url):
        html = Markup('<a href="{}">{}</a>').format(url, html)
    return html


def _broken(text: str) -> Markup:
    """Return text with its line ends as breaks."""
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))


def _safe(url: str | None) -> str:
    """Return an address that a page may link to, or an empty text for scripts."""
    return url if url and url.lower().startswith(_SAFE) else ""
