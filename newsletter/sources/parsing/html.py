"""The HTML parser, the walk over its tree, and the meaning of elements and classes."""

import re
from typing import Any, TypeAlias

from lxml import etree

from newsletter.errors import ArticleError

Element: TypeAlias = Any
MOST_ATTRIBUTES = 5_000  # of one element
_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{MOST_ATTRIBUTES},}}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_OF_HEAD = frozenset(
    {
        "base",
        "link",
        "meta",
        "noscript",
        "script",
        "style",
        "template",
        "title",
        etree.Comment,
        etree.PI,
    }
)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DEEPEST = 2_000  # nesting depth; the parser drops anything deeper


def parse(text: str, name: str) -> Element | None:
    """Return the document's root, or ``None`` if it has no elements.

    Raises:
        ArticleError: The elements are nested too deeply to be read completely, or one
            has more attributes than the parser can read in a second.
    """
    if any(_has_too_many(found.group()) for found in _LONG_TAG.finditer(text)):
        raise ArticleError("html-attributes-too-many", name, limit=MOST_ATTRIBUTES)
    # line ends as the parser counts them; it runs no scripts and fetches nothing
    fit = _UNFIT.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    data = fit.encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError("html-unreadable", name, reason=str(error)) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ArticleError("html-too-deep", name, limit=DEEPEST)
    if root is not None:
        _end_head(root)
    return root


def _end_head(root: Element) -> None:
    """Move elements that only a body may contain out of the head.

    If ``<body>`` is omitted, as HTML allows, the first such element begins it
    (WHATWG HTML §13.2.6.4.4). The parser does that for elements of HTML 4 only, and
    leaves an ``<article>`` in the head.
    """
    head = root.find("head")
    children = [] if head is None else list(head)
    first = next(
        (place for place, one in enumerate(children) if one.tag not in _OF_HEAD), len(children)
    )
    if first == len(children):
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    body.sourceline = children[first].sourceline  # no element begins before the one around it
    for place, one in enumerate(children[first:]):
        body.insert(place, one)


def _has_too_many(tag: str) -> bool:
    """Return whether a tag has too many attributes.

    The parser compares each attribute with all before it.
    """
    return len(_QUOTED.sub("", tag).split()) > MOST_ATTRIBUTES


def walk(root: Element) -> Element:
    """Return an iterator over start and end events, comments included.

    The iterator can skip a subtree.
    """
    return etree.iterwalk(root, events=("start", "end", "comment", "pi"))


SILENT = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "head",
        "title",
    }
)  # a page does not display their words
SKIPPED = SILENT | {"nav", "form", "select", "textarea"}
BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
STRONG = frozenset({"b", "strong"})
EMPHASIS = frozenset({"em", "i"})
_BUTTONS = frozenset({"button", "btn", "cta"})  # whole parts of a class name
# WordPress, Bootstrap, HTML5 Boilerplate, Foundation, Bulma; prefixes such as "u-" are ignored
_UNSEEN = re.compile(
    r"(?<![^\s_-])(?:screen-?reader-(?:text|only)|(?<!not-)sr-only|visually-?hidden|show-for-sr)(?![^\s_-])"
)
BODY = "body"
ARTICLE = "article"  # followed by its number on the page
MAIN = "main"
HEADER = "header"
FOOTER = "footer"
ASIDE = "aside"
MARGIN = "margin"  # an aside within the article
APART = frozenset({FOOTER, ASIDE, MARGIN})
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_REGIONS = frozenset({ARTICLE, MAIN, HEADER, FOOTER, ASIDE})


def heading_level(tag: str) -> int:
    """Return the heading's level, 1 to 6, or 0 for any other tag."""
    return _LEVELS.get(tag, 0)


def region_of(element: Element) -> str | None:
    """Return the region of the page that the element opens, if any."""
    if element.get("role") == "main":
        return MAIN
    return element.tag if element.tag in _REGIONS and not is_quote(element) else None


def is_quote(element: Element) -> bool:
    """Return whether the element is a block quote, by its name or class."""
    named = element.get("class")
    return element.tag == "blockquote" or (named is not None and "pullquote" in named.casefold())


def is_button(element: Element) -> bool:
    """Return whether a link looks like a button, by its role or class names."""
    parts = {part for name in _classes(element) for part in name.replace("_", "-").split("-")}
    return element.get("role") == "button" or not _BUTTONS.isdisjoint(parts)


def is_unseen(element: Element) -> bool:
    """Return whether the element is hidden from readers of the page."""
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or (style is not None and "display:none" in "".join(style.split()).casefold())
        or is_only_spoken(element)
    )


def is_only_spoken(element: Element) -> bool:
    """Return whether the element is meant for screen readers only."""
    named = element.get("class")
    return named is not None and _UNSEEN.search(named.casefold()) is not None


def _classes(element: Element) -> list[str]:
    named = element.get("class")
    return named.casefold().split() if named else []
