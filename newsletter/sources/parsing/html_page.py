"""A web page: the part that is the article, and the metadata in its head."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlsplit

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.sources.discovery import LONGEST_PARAGRAPH, refuse_more
from newsletter.sources.parsing.blocks import Block
from newsletter.sources.parsing.classify import pieces_of, pieces_of_block
from newsletter.sources.parsing.entities import unescaped, with_tags
from newsletter.sources.parsing.html import (
    ARTICLE,
    BODY,
    FOOTER,
    HEADER,
    MAIN,
    MARGIN,
    Element,
    parse,
)
from newsletter.sources.parsing.html_blocks import blocks_of
from newsletter.sources.parsing.links import NO_BASE, LinkBase, absolute
from newsletter.sources.parsing.shapes import normalise
from newsletter.sources.parsing.shapes.shortcodes import with_captions
from newsletter.sources.structure.pieces import Hints, Piece
from newsletter.sources.structure.rich_text import tidy
from newsletter.text.folding import are_alike
from newsletter.text.vocabulary import phrases


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The article's pieces, those elsewhere on the page, and the head's hints.

    ``left_out`` holds the page's visible words that are not part of any article.
    """

    pieces: tuple[Piece, ...]
    outside: tuple[Piece, ...]
    hints: Hints
    left_out: tuple[LeftOut, ...] = ()


def read_page(
    text: str, name: str, fallback_title: str | None, *, links: LinkBase = NO_BASE
) -> HtmlPage:
    """Read a page or a fragment of one.

    Menus, forms and the page's own header, footer and sidebar are left out.
    """
    root = parse(with_captions(with_tags(text)), name)
    if root is None:
        return HtmlPage((), (), Hints(fallback_title=fallback_title))
    hints = _hints(root, fallback_title, links.page)
    left_out = normalise(root)
    blocks = tuple(
        blocks_of(root, 0, _link_base(root, replace(links, page=links.page or hints.address)))
    )
    longest = max((sum(len(bit.span.text) for bit in block.bits) for block in blocks), default=0)
    refuse_more(longest, LONGEST_PARAGRAPH, "paragraph-of-article-too-long", name)
    inside = _article_regions(blocks)
    others = [block for block in blocks if block.setting.region not in inside and block.words]
    strays = [block for block in others if _may_be_missed(block.setting.region)]
    furniture = [_as_left_out(block) for block in others if block not in strays]
    return HtmlPage(
        pieces=pieces_of(
            _with_title(
                [block for block in blocks if block.setting.region in inside], hints.page_title
            )
        ),
        outside=tuple(piece for block in strays for piece in pieces_of_block(block)),
        hints=hints,
        left_out=tuple(sorted((*left_out, *furniture), key=lambda one: one.lines[:1])),
    )


def _with_title(blocks: list[Block], page_title: str | None) -> list[Block]:
    """Return the blocks with the first heading as the title, if it is that of the page.

    Blogger's title is an ``h3``.
    """
    headed = [at for at, block in enumerate(blocks) if block.setting.heading and block.words]
    if not headed or any(blocks[at].setting.heading == 1 for at in headed):
        return blocks
    first = blocks[headed[0]]
    if page_title is None or not are_alike(first.words, page_title):
        return blocks
    titled = replace(first, setting=replace(first.setting, heading=1))
    return [titled if block is first else block for block in blocks]


def _link_base(root: Element, links: LinkBase) -> LinkBase:
    """Return the base of links: ``<base>``, resolved against the address."""
    base = next((one.get("href") for one in root.iter("base") if one.get("href")), None)
    own = absolute(base, links.page) if base else None
    return replace(links, page=own or links.page)


def _article_regions(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the region with most words, and the header if it has the title."""
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


_KINDS = {HEADER: LeftOutKind.HEADER, FOOTER: LeftOutKind.FOOTER}


def _may_be_missed(region: str) -> bool:
    """Return whether an editor may miss this region's words.

    That is the case for margins and columns next to the article.
    """
    return _could_be_article(region) or region == MARGIN


def _as_left_out(block: Block) -> LeftOut:
    lines = {number + 1 for bit in block.bits for number in range(bit.first, bit.last + 1)}
    runs = groupby((bit.span for bit in block.bits), key=lambda span: span.url)
    words = " ".join("".join(span.text for span in spans).strip() for _, spans in runs)
    kind = _KINDS.get(block.setting.region, LeftOutKind.SIDEBAR)
    return LeftOut(kind, tidy(words), tuple(sorted(lines)))


def _canonical(root: Element, meta: Mapping[str, str], page: str | None) -> str | None:
    """Return the canonical address that the page declares, if on the same site."""
    links = [link for link in root.iter("link") if link.get("rel", "").casefold() == "canonical"]
    named = next((link.get("href", "") for link in links), "") or meta.get("og:url", "")
    found = absolute(named, page) if named else None
    if found is None or page is None:
        return found
    return found if _site(found) == _site(page) else None


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _hints(root: Element, fallback_title: str | None, page: str | None) -> Hints:
    meta = _meta(root)
    title = tidy(unescaped(" ".join((root.findtext(".//title") or "").split())))
    language = (root.get("lang") or "").casefold()[:2]
    author = meta.get("author", "")
    return Hints(
        fallback_title=fallback_title,
        page_title=meta.get("og:title") or _without_site(title, meta) or None,
        category=meta.get("article:section") or None,
        author=author if author and author.casefold() != "admin" else None,
        address=_canonical(root, meta, page),
        reading_minutes=phrases.reading_minutes(meta.get("twitter:data2", "")),
        language=language if len(language) == len("nl") and language.isalpha() else None,
    )


def _meta(root: Element) -> dict[str, str]:
    """Return the page's metadata by name. The first of each name counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or "").casefold()
        found.setdefault(key, tidy(unescaped(" ".join(element.get("content", "").split()))))
    return found


def _without_site(title: str, meta: dict[str, str]) -> str:
    """Return a title without the site's name: ``Rust vinden | Mijn blog`` → "Rust vinden"."""
    for mark in (" | ", " – ", " - ", " — "):
        before, found, site = title.rpartition(mark)
        if found and (mark == " | " or are_alike(site, meta.get("og:site_name", ""))):
            return before
    return title
