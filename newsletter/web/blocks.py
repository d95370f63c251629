"""An issue's blocks as plain facts for a page template, which knows no types."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, assert_never

from markupsafe import Markup, escape

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
    Span,
    Subheading,
)

Shown: TypeAlias = Mapping[str, object]
_SAFE: Final = ("https://", "http://", "mailto:")


def shown(blocks: Sequence[Block]) -> list[Shown]:
    """Each block as its kind and what a template needs of it; all text is escaped."""
    return [_shown(block) for block in blocks]


def _shown(block: Block) -> Shown:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": rich(block.text)}
        case Subheading():
            return {"kind": "subheading", "text": block.text}
        case BulletList():
            items = [{"text": rich(item.text), "level": item.level} for item in block.items]
            return {"kind": "list", "items": items, "ordered": block.ordered}
        case PullQuote():
            return {"kind": "quote", "text": _broken(block.text), "by": block.by}
        case Prompt():
            return {"kind": "prompt", "text": rich(block.text)}
        case CrossLink() | Button():
            kind = "button" if isinstance(block, Button) else "cross_link"
            return {"kind": kind, "text": block.text, "url": _safe(block.url)}
        case Questions():
            return {"kind": "questions", "title": block.title, "items": block.items}
        case PostScript():
            answer = rich(block.answer)
            return {"kind": "postscript", "question": block.question, "answer": answer}
        case Image():
            return {"kind": "image", "source": block.source, "alt": block.alt}
        case _:
            assert_never(block)


def rich(text: RichText) -> Markup:
    """Rich text as HTML."""
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
    """Text with its own line ends as breaks."""
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))


def _safe(url: str | None) -> str:
    """An address that a page may link to, or nothing: no script hides in a link."""
    return url if url and url.lower().startswith(_SAFE) else ""
