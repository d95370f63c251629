"""Detection of the element that holds a page's article, if the page marks none.

trafilatura identifies the article's words. Our own reader, which keeps speakers,
questions and lists, then reads the smallest element that holds nearly all of them.
"""

import re
from collections import Counter

from lxml import etree

from newsletter.sources.parsing.html import Element
from newsletter.sources.parsing.shapes.tree import wrap

_SHARE = 0.95  # share of the words that trafilatura found
_FEWEST_WORDS = 30  # fewer are not conclusive
_MOST_CHARACTERS = 1_000_000  # trafilatura needs more than a second for a larger page
_MOST_STEPS = 60  # elements that are compared on the way down
_KNOWN_PARTS = frozenset({"aside", "footer", "form", "header", "nav", "script", "style"})
_WORD = re.compile(r"[^\W_]+")


def with_article_marked(root: Element, text: str) -> str:
    """Return the page with an ``article`` element around its article.

    A page that already has an ``article`` or a ``main`` is returned unchanged, as is one
    whose article cannot be distinguished from the rest.
    """
    if (
        any(True for _ in root.iter("article", "main"))
        or root.find(".//*[@role='main']") is not None
    ):
        return text
    found = _marked_body(root)
    if found is None and len(text) <= _MOST_CHARACTERS:
        found = _found_by_compass(root, text)
    if found is None or found.tag in ("html", "body"):
        return text
    _wrap(found, root)
    return str(etree.tostring(root, encoding="unicode", method="html"))


def _marked_body(root: Element) -> Element | None:
    """Return the largest element that schema.org's ``articleBody`` marks."""
    marked = root.xpath("//*[contains(concat(' ', @itemprop, ' '), ' articleBody ')]")
    return max(marked, key=lambda one: sum(_words_of(one).values()), default=None)


def _found_by_compass(root: Element, text: str) -> Element | None:
    import trafilatura

    body = root.find(".//body")
    if body is None:
        return None
    extracted = trafilatura.extract(text, include_comments=False, include_tables=True) or ""
    wanted = Counter(_WORD.findall(extracted.casefold()))
    if sum(wanted.values()) < _FEWEST_WORDS:
        return None
    found = body
    for _ in range(_MOST_STEPS):
        inner = max(found.iterchildren("*"), key=_length, default=None)
        if inner is None or not _holds(inner, wanted):
            return found
        found = inner
    return found


def _length(element: Element) -> int:
    return sum(map(len, element.itertext()))


def _holds(element: Element, wanted: Counter[str]) -> bool:
    held = wanted & _words_of(element)
    return sum(held.values()) >= _SHARE * sum(wanted.values())


def _words_of(element: Element) -> Counter[str]:
    return Counter(_WORD.findall(" ".join(element.itertext()).casefold()))


def _wrap(element: Element, root: Element) -> None:
    """Wrap the element's contents and the only title in an ``article``."""
    article = etree.Element("article")
    article.text, element.text = element.text, None
    article.extend(list(element))
    element.append(article)
    titles = list(root.iter("h1"))
    if len(titles) == 1 and article not in titles[0].iterancestors():
        _move_first(titles[0], article)
    _set_aside(element)


def _set_aside(element: Element) -> None:
    """Turn the element's siblings into asides, however long their text is."""
    for one in [element, *element.iterancestors()]:
        if one.tag in ("body", "html"):
            return
        for sibling in [*one.itersiblings("*"), *one.itersiblings("*", preceding=True)]:
            if sibling.tag not in _KNOWN_PARTS:
                wrap(sibling, "aside")


def _move_first(element: Element, into: Element) -> None:
    """Make an element the first child of another. Its tail stays in place."""
    before, parent = element.getprevious(), element.getparent()
    behind, element.tail = element.tail or "", None
    if before is None:
        parent.text = (parent.text or "") + behind
    else:
        before.tail = (before.tail or "") + behind
    into.insert(0, element)
    element.tail, into.text = into.text, None
