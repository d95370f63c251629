"""A web page: the part that is the article, and the metadata in its head."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.sources.discovery import LONGEST_PARAGRAPH, refuse_more
from newsletter.sources.parsing.blocks import Block, Setting
from newsletter.sources.parsing.classify import pieces_of, pieces_of_block
from newsletter.sources.parsing.html import (
    ARTICLE,
    BODY,
    HEADER,
    MAIN,
    MARGIN,
    Element,
    absolute,
    parse,
)
from newsletter.sources.parsing.html_blocks import blocks_of
from newsletter.sources.structure.pieces import Hints, Piece
from newsletter.sources.structure.rich_text import tidy
from newsletter.text.folding import are_alike
from newsletter.text.vocabulary import phrases


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The pieces of the article, stray pieces elsewhere on the page, and the head's hints."""

    pieces: tuple[Piece, ...]
    outside: tuple[Piece, ...]
    hints: Hints


def read_page(text: str, name: str, fallback_title: str) -> HtmlPage:
    """Read a page or a fragment of one.

    Menus, forms, scripts and the page's own header, footer and sidebar are ignored.
    """
    root = parse(text, name)
    if root is None:
        return HtmlPage((), (), Hints(fallback_title=fallback_title))
    hints = _hints(root, fallback_title)
    blocks = tuple(blocks_of(root, 0, hints.address))
    longest = max((sum(len(bit.span.text) for bit in block.bits) for block in blocks), default=0)
    refuse_more(longest, LONGEST_PARAGRAPH, "paragraph-of-article-too-long", name)
    inside = _article_regions(blocks)
    return HtmlPage(
        pieces=pieces_of([block for block in blocks if block.setting.region in inside]),
        outside=tuple(_strays(blocks, inside)),
        hints=hints,
    )


def _article_regions(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the region with most words, with the header's if the title is there."""
    words: Counter[str] = Counter()
    for block in blocks:
        if _could_be_article(block.setting.region):
            words[block.setting.region] += len(block.words)
    if not words:
        return frozenset({HEADER})
    best = max(words, key=lambda region: words[region])
    titled = [block.setting.region for block in blocks if block.setting.heading == 1]
    return frozenset({best, *titled} if best not in titled and len(titled) == 1 else {best})


def _could_be_article(region: str) -> bool:
    return region.startswith(ARTICLE) or region in (MAIN, BODY)


def _strays(blocks: Sequence[Block], inside: frozenset[str]) -> Iterator[Piece]:
    """Yield text near the article that an editor may miss: captions, margins, other columns."""
    before: Setting | None = None
    for block in blocks:
        region = block.setting.region
        elsewhere = region not in inside and (_could_be_article(region) or region == MARGIN)
        of_quote = before is not None and before.quoted != 0
        if elsewhere or (region in inside and block.setting.captions and not of_quote):
            yield from pieces_of_block(block)
        before = block.setting if block.words else before


def _hints(root: Element, fallback_title: str) -> Hints:
    meta = _meta(root)
    links = [link for link in root.iter("link") if link.get("rel", "").casefold() == "canonical"]
    address = next((link.get("href", "") for link in links), "") or meta.get("og:url", "")
    title = tidy(" ".join((root.findtext(".//title") or "").split()))
    language = (root.get("lang") or "").casefold()[:2]
    author = meta.get("author", "")
    return Hints(
        fallback_title=fallback_title,
        page_title=meta.get("og:title") or _without_site(title, meta) or None,
        category=meta.get("article:section") or None,
        author=author if author and author.casefold() != "admin" else None,
        address=absolute(address, None) if address else None,
        reading_minutes=phrases.reading_minutes(meta.get("twitter:data2", "")),
        language=language if len(language) == len("nl") and language.isalpha() else None,
    )


def _meta(root: Element) -> dict[str, str]:
    """Return the page's metadata by name, the first of each."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or "").casefold()
        found.setdefault(key, tidy(" ".join(element.get("content", "").split())))
    return found


def _without_site(title: str, meta: dict[str, str]) -> str:
    """Return a title without the site's name: ``Rust vinden | Mijn blog`` → "Rust vinden"."""
    for mark in (" | ", " – ", " - ", " — "):
        before, found, site = title.rpartition(mark)
        if found and (mark == " | " or are_alike(site, meta.get("og:site_name", ""))):
            return before
    return title
