"""An article as plain data, with the keys that ``newsletter article show --json`` prints."""

from collections.abc import Iterable
from typing import TypeAlias, assert_never

from newsletter.model.article import Article, Section
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
    Rule,
    Span,
    Subheading,
    plain,
)
from newsletter.sources.parsing.links import is_opaque

Facts: TypeAlias = dict[str, object]


def facts(article: Article) -> Facts:
    """Return the article's parts by documented key, absent ones as null or empty.

    Rich text is reduced to its words. ``unplaced`` holds the lines without a place.
    """
    return {
        "title": article.title,
        "short_title": article.short_title,
        "category": article.category,
        "reading_minutes": article.reading_minutes,
        "intro": article.intro,
        "questions": [{"text": asked.text, "hint": asked.hint} for asked in article.questions],
        "sections": [_section(section) for section in article.sections],
        "faq": [
            {"question": entry.question, "answer": entry.answer, "site": entry.site}
            for entry in article.faq
        ],
        "related": _links(article.related),
        "call_to_action": _button(article.call_to_action),
        "subscribe_calls": list(article.subscribe_calls),
        "author": article.author,
        "address": article.address,
        "rights": article.rights.to_text() if article.rights else None,
        "sign_off": article.sign_off,
        "unplaced": [
            {"line": line.number, "text": line.text.rstrip("\r\n")} for line in article.unplaced
        ],
        "left_out": [{"kind": one.kind.value, "text": one.words} for one in article.left_out],
        "unknown_styles": list(article.unknown_styles),
    }


def opaque_links(article: Article) -> tuple[str, ...]:
    """Return the addresses of links with a hidden destination, deduplicated."""
    blocks = (block for section in article.sections for block in section.blocks)
    spans = (span.url for block in blocks for span in _spans(block))
    named = (*article.related, *(link for part in article.sections for link in part.see_also))
    button = article.call_to_action.url if article.call_to_action else None
    every = (*spans, *(link.url for link in named), button)
    return tuple(dict.fromkeys(url for url in every if url and is_opaque(url)))


def _spans(block: Block) -> Iterable[Span]:
    match block:
        case Paragraph(text):
            return text
        case BulletList(items):
            return (span for item in items for span in item.text)
        case _:
            return ()


def _section(section: Section) -> Facts:
    return {
        "heading": section.heading,
        "slug": section.slug,
        "blocks": [_block(block) for block in section.blocks],
        "quotes": [{"text": quote.text, "by": quote.by} for quote in section.quotes],
        "prompts": list(section.prompts),
        "see_also": _links(section.see_also),
    }


def _links(links: Iterable[CrossLink]) -> list[Facts]:
    return [{"text": link.text, "url": link.url} for link in links]


def _button(button: Button | None) -> Facts | None:
    return None if button is None else {"text": button.text, "url": button.url}


def _block(block: Block) -> Facts:  # noqa: C901  # one line per kind of block
    match block:
        case Paragraph(text):
            return {"kind": "paragraph", "text": plain(text)}
        case Subheading(heading):
            return {"kind": "subheading", "text": heading}
        case BulletList(items, ordered):
            kind = "numbers" if ordered else "bullets"
            return {"kind": kind, "items": [plain(item.text) for item in items]}
        case Button(label, url):
            return {"kind": "button", "text": label, "url": url}
        case Image(source, alt):
            return {"kind": "image", "text": alt, "url": source}
        # only an issue's body has these
        case PullQuote(words):
            return {"kind": "quote", "text": words}
        case Prompt(text) | CrossLink(text):
            return {"kind": "aside", "text": text if isinstance(text, str) else plain(text)}
        case Questions(title):
            return {"kind": "questions", "text": title}
        case PostScript(question):
            return {"kind": "postscript", "text": question}
        case Rule():
            return {"kind": "rule", "text": ""}
        case _:
            assert_never(block)
