"""Lines that a site adds to every post: its tags, its copyright, a notice on cookies.

They are recognised by their words, in four languages, and by the name of a cookie notice's box.
"""

import re

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    adds_nothing,
    classes,
    elements,
    has_text,
    is_large,
    is_within,
    next_with_words,
    words,
)

_LONGEST_LINE = 20  # words
_LONGEST_NOTICE = 80
_LINES = (
    (
        LeftOutKind.TAGS,
        re.compile(
            r"(?:tags?|labels?|categorie(?:ën)?|categor(?:y|ies)|schlagw[oö]rter|kategorien?"
            r"|[ée]tiquettes?|cat[ée]gories?)\s*:\s*\w.*(?<![.!?…])",
            re.IGNORECASE,
        ),
    ),
    (
        LeftOutKind.FOOTER,
        re.compile(  # but "© 2026 was my year" is a sentence
            r"(?:©|\(c\)|copyright)(?:\s*©)?\s*(?:19|20)\d\d\b"
            r"(?!\s+(?!(?:all|alle|door|by|von|par|tous)\b)(?-i:[a-zà-ÿ])).*",
            re.IGNORECASE,
        ),
    ),
)
_COOKIE = re.compile(r"(?:^|[-_])(?:cookies?|cookiebanner|gdpr|cmplz)(?:$|[-_])")
_PROSE = frozenset({"p", "ul", "ol", "blockquote"})
_SENTENCE_ENDS = (".", "!", "?", "…", ":", "”", "’", '"')
_STOPS = frozenset({"body", "html", "article", "main"})


def drop_page_lines(root: Element, surplus: Surplus) -> None:
    """Leave out notices on cookies, lines of tags and of copyright, and links that print."""
    for box in [one for one in elements(root) if one.tag in BLOCKS - _STOPS]:
        if root in box.iterancestors() and (kind := _kind_of(box)) is not None:
            surplus.leave_out(box, kind)
    for link in [one for one in root.iter("a") if _runs(one)]:
        around = link.getparent()
        if is_within(link, root) and around.tag in BLOCKS - _STOPS and adds_nothing(around, link):
            surplus.leave_out(link, LeftOutKind.NAVIGATION)


def _kind_of(box: Element) -> LeftOutKind | None:
    if any(_COOKIE.search(name) for name in (*classes(box), box.get("id", "").casefold())):
        text = "" if is_large(box) else words(box)
        is_notice = "cookie" in text.casefold() and len(text.split()) <= _LONGEST_NOTICE
        return LeftOutKind.DIALOG if is_notice else None
    if any(one.tag in BLOCKS for one in box):
        return None
    text = words(box)
    if len(text.split()) > _LONGEST_LINE:
        return None
    kind = next((kind for kind, form in _LINES if form.fullmatch(text)), None)
    return None if kind is LeftOutKind.TAGS and _is_amid_prose(box) else kind


def _is_amid_prose(line: Element) -> bool:
    """Return whether a line without a link is between two texts, as "Label: te gevoelig"."""
    before = next((one for one in line.itersiblings(preceding=True) if has_text(one)), None)
    around = (before, next_with_words(line))
    return line.find(".//a") is None and all(
        one is not None and one.tag in _PROSE and words(one).endswith(_SENTENCE_ENDS)
        for one in around
    )


def _runs(link: Element) -> bool:
    address: str = link.get("href", "")
    return address.strip().casefold().startswith("javascript:")
