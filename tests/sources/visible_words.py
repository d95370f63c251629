"""A second opinion on a page: the words that a reader of it sees, and those that were told."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

from newsletter.model.article import Article, LinePlace, PlacedLine
from tests.sources.shape_fixtures import left_out, parts_of

_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"\W*\w{0,3}\W*")  # [1], a, ↩
_HEADING = re.compile(r"<h[1-6].*?</h[1-6]>", re.DOTALL)
_SEE_ALSO = "Lees meer in"  # announces a link on every page here that has one
_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f")
_WITHOUT_WORDS = frozenset(
    {"head", "script", "style", "template", "noscript", "svg", "iframe", "object", "textarea"}
)
_WITHIN_WORDS = frozenset(
    {"b", "cite", "code", "del", "em", "font", "i", "s", "span", "strong", "sub", "sup", "u"}
)
_UNSEEN = frozenset({"screen-reader-text", "sr-only", "visually-hidden"})
_EVERY_DEVICE = frozenset(
    {"elementor-hidden-desktop", "elementor-hidden-tablet", "elementor-hidden-mobile"}
)
_TITLES = (  # places whose words the interface tells under a name, or does not tell again
    LinePlace.TITLE,
    LinePlace.SHORT_TITLE,
    LinePlace.CATEGORY,
    LinePlace.MINUTES,
    LinePlace.AUTHOR,
    LinePlace.DATE,
    LinePlace.QUESTIONS_TITLE,
    LinePlace.SEE_ALSO,
    LinePlace.RELATED,
)


def visible_words(page: str) -> Counter[str]:
    """The words between the tags of a page, without those that its own markup hides."""
    root = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    return _words("".join(_visible(root, set())))


def told_words(article: Article) -> Counter[str]:
    """The words of the parts, of what was left out, and of the lines that fit nowhere.

    The heading over questions and answers is told by its line's place alone.
    """
    told = _words(" ".join(parts_of(article)))
    for one in left_out(article):
        told += _words(one.words)
    for section in article.sections:
        for _ in section.see_also:
            told += _words(_SEE_ALSO)
    for line in article.lines:
        told += _words(_TAG.sub(" ", _told_by_place(line)))
    return told


def _told_by_place(line: PlacedLine) -> str:
    """What of a line is told by its place, as no part has its words."""
    if line.place is LinePlace.UNPLACED or line.place in _TITLES:
        return line.text
    if line.place in (LinePlace.FAQ, LinePlace.SITE_FAQ):
        return " ".join(_HEADING.findall(line.text)) if "<" in line.text else line.text
    return ""


def words_lost(page: str, article: Article) -> list[str]:
    """The visible words that were told nowhere; title and intro may be on the page again."""
    lost = visible_words(page) - told_words(article)
    again = _words(f"{article.title} {article.intro or ''}")
    return sorted(word for word in lost if word not in again)


def _visible(element: Element, panels: set[str]) -> Iterator[str]:
    """The text below an element; ``panels`` are those whose control was seen already."""
    if not isinstance(element.tag, str) or _is_hidden(element) or _is_mark(element):
        return
    controlled = element.get("aria-controls") if element.get("role") == "tab" else None
    if controlled in panels:
        return  # the same tab's label for another width of screen
    if controlled is not None:
        panels.add(controlled)
    edge = "" if element.tag in _WITHIN_WORDS else " "
    yield edge + (element.text or "")
    for child in element:
        yield from _visible(child, panels)
        yield child.tail or ""
    yield edge


def _is_hidden(element: Element) -> bool:
    style, classes = _style(element), set(element.get("class", "").split())
    return (
        element.tag.rpartition("}")[2] in _WITHOUT_WORDS
        or "hidden" in element.attrib
        or "display:none" in style
        or element.get("aria-hidden") == "true"
        or not classes.isdisjoint(_UNSEEN)
        or classes >= _EVERY_DEVICE
    )


def _is_mark(element: Element) -> bool:
    """Whether it is the mark of a list item, or of a note that it links to."""
    in_page = element.tag == "a" and element.get("href", "").startswith("#")
    return "mso-list:ignore" in _style(element) or (
        in_page and _MARK.fullmatch("".join(element.itertext())) is not None
    )


def _style(element: Element) -> str:
    return "".join(element.get("style", "").split()).casefold()


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.translate(_INVISIBLE).casefold()))
