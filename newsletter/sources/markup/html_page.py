"""A web page: which part of it is the article, and what its head says."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from newsletter.sources.markup.elements import ARTICLE, BODY, HEADER, MAIN, MARGIN
from newsletter.sources.markup.html_blocks import Found, blocks_of
from newsletter.sources.markup.html_tree import Element, parse
from newsletter.sources.markup.run_in import with_run_in_headings
from newsletter.sources.markup.runs import merge_block_quotes
from newsletter.sources.markup.web_address import absolute
from newsletter.sources.shape import wording
from newsletter.sources.shape.alike import are_alike
from newsletter.sources.shape.pieces import Form, Hints, Piece
from newsletter.sources.shape.quoting import attribution
from newsletter.sources.shape.rich_text import tidy


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of the article, those that stand elsewhere on the page, and the head's hints."""

    pieces: tuple[Piece, ...]
    outside: tuple[Piece, ...]
    hints: Hints


def read_page(text: str, name: str, fallback_title: str) -> Page:
    """Read a page or a fragment of one.

    What stands in menus, forms, scripts and the page's own header, footer and
    sidebar is no part of it at all.
    """
    root = parse(text, name)
    if root is None:
        return Page((), (), Hints(fallback_title=fallback_title))
    hints = _hints(root, fallback_title)
    found = tuple(blocks_of(root, 0, hints.address))
    inside = _article_regions(found)
    return Page(
        pieces=with_run_in_headings(tuple(_named(b for b in found if b.region in inside))),
        outside=tuple(_strays(found, inside)),
        hints=hints,
    )


def pieces_of_fragment(text: str, start: int, name: str) -> tuple[Piece, ...]:
    """All pieces of a few elements within another text, whose first line is ``start``."""
    root = parse(text, name)
    return () if root is None else tuple(_named(blocks_of(root, start, None)))


def _article_regions(found: Sequence[Found]) -> frozenset[str]:
    """The region with most words; the page's header goes with it when the title is there."""
    words: Counter[str] = Counter()
    for block in found:
        if block.region.startswith(ARTICLE) or block.region in (MAIN, BODY):
            words[block.region] += len(block.piece.words)
    if not words:
        return frozenset({HEADER})
    best = max(words, key=lambda region: words[region])
    titled = any(block.region == best and _is_title(block.piece) for block in found)
    return frozenset({best} if titled else {best, *_with_title(found)})


def _with_title(found: Sequence[Found]) -> set[str]:
    """The region of the page's only title."""
    regions = [block.region for block in found if _is_title(block.piece)]
    return set(regions) if len(regions) == 1 else set()


def _is_title(piece: Piece) -> bool:
    return piece.is_sure_heading and piece.level == 1


def _named(found: Iterable[Found]) -> Iterator[Piece]:
    """The pieces, with the captions of quotes given to them and other captions left out."""
    blocks: list[Found] = []
    for block in found:
        before = blocks[-1] if blocks else None
        if not block.captions:
            blocks.append(block)
        elif before is not None and before.piece.form is Form.QUOTE:
            by = attribution(block.piece.whole) or block.piece.words
            told = replace(before.piece, by=by, last=block.piece.last)
            blocks[-1] = replace(before, piece=told)
    return merge_block_quotes((block.piece, block.quote) for block in blocks)


def _strays(found: Sequence[Found], inside: frozenset[str]) -> Iterator[Piece]:
    """Words beside the article that an editor may miss: captions, margins, other columns."""
    for before, block in zip((None, *found), found, strict=False):
        elsewhere = block.region not in inside and (
            block.region.startswith(ARTICLE) or block.region in (MAIN, BODY, MARGIN)
        )
        of_quote = before is not None and before.piece.form is Form.QUOTE
        if elsewhere or (block.region in inside and block.captions and not of_quote):
            yield block.piece


def _hints(root: Element, fallback_title: str) -> Hints:
    meta = _meta(root)
    links = [link for link in root.iter("link") if link.get("rel", "").casefold() == "canonical"]
    address = next((link.get("href", "") for link in links), "") or meta.get("og:url", "")
    title = tidy(" ".join((root.findtext(".//title") or "").split()))
    language = (root.get("lang") or "").casefold()[:2]
    author = meta.get("author", "")
    return Hints(
        fallback_title=meta.get("og:title") or _without_site(title, meta) or fallback_title,
        category=meta.get("article:section") or None,
        author=author if author and author.casefold() != "admin" else None,
        address=absolute(address, None) if address else None,
        reading_minutes=wording.reading_minutes(meta.get("twitter:data2", "")),
        language=language if len(language) == len("nl") and language.isalpha() else None,
    )


def _meta(root: Element) -> dict[str, str]:
    """What the page's head says by name, the first of each."""
    told: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or "").casefold()
        told.setdefault(key, tidy(" ".join(element.get("content", "").split())))
    return told


def _without_site(title: str, meta: dict[str, str]) -> str:
    """``Rust vinden | Mijn blog`` is "Rust vinden"."""
    for mark in (" | ", " – ", " - ", " — "):
        before, found, site = title.rpartition(mark)
        if found and (mark == " | " or are_alike(site, meta.get("og:site_name", ""))):
            return before
    return title
