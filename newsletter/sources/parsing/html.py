"""The HTML parser, the walk over its tree, and the meaning of elements and classes."""

from typing import Any, TypeAlias
from urllib.parse import urljoin, urlsplit

from lxml import etree  # type: ignore[import-untyped]  # it has no types of its own

from newsletter.errors import ArticleError

Element: TypeAlias = Any
DEEPEST = 2_000  # elements within each other; the parser drops what lies deeper


def parse(text: str, name: str) -> Element | None:
    """Return the document's root; ``None`` if it has no elements.

    Raises:
        ArticleError: The elements are nested too deeply to be read completely.
    """
    # line ends as the parser counts them; no scripts are run and nothing is fetched
    data = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError("html-unreadable", name, reason=str(error)) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ArticleError("html-too-deep", name, limit=DEEPEST)
    return root


def walk(root: Element) -> Element:
    """Return an iterator over start and end events, comments included; it can skip a subtree."""
    return etree.iterwalk(root, events=("start", "end", "comment", "pi"))


_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_LONGEST = 2000  # characters; browsers refuse longer ones


def absolute(address: str, page: str | None) -> str | None:
    """Return the absolute address, resolved against the page's; ``None`` if unusable.

    Relative addresses without a page, and schemes such as ``javascript:``, are unusable.
    """
    bare = "".join(address.split())
    try:
        full = urljoin(page, bare) if page else bare
        parts = urlsplit(full)
    except ValueError:
        return None  # such as an unpaired bracket
    if parts.scheme not in _SCHEMES or len(full) > _LONGEST:
        return None
    return full if parts.netloc or parts.scheme in ("mailto", "tel") else None


SKIPPED = frozenset(
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
        "nav",
        "form",
        "select",
        "textarea",
        "head",
        "title",
    }
)
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
_BUTTONS = frozenset({"wp-block-button__link", "button", "btn", "cta"})
_UNSEEN = frozenset({"screen-reader-text", "sr-only", "visually-hidden"})
_AROUND = frozenset(
    {
        "comments",
        "comment-list",
        "respond",
        "sharedaddy",
        "breadcrumb",
        "breadcrumbs",
        "post-navigation",
        "byline",
        "entry-meta",
        "post-meta",
        "posted-on",
    }
)

BODY = "body"
ARTICLE = "article"  # followed by its number on the page
MAIN = "main"
HEADER = "header"
FOOTER = "footer"
ASIDE = "aside"
MARGIN = "margin"  # an aside within the article
APART = frozenset({FOOTER, ASIDE, MARGIN})
_REGIONS = frozenset({ARTICLE, MAIN, HEADER, FOOTER, ASIDE})


def heading_level(tag: str) -> int:
    """Return 1 to 6 for a heading, else 0."""
    return int(tag[1]) if len(tag) == len("h1") and tag[0] == "h" and tag[1] in "123456" else 0


def region_of(element: Element) -> str | None:
    """Return the region of the page that the element opens, if any."""
    if element.get("role") == "main":
        return MAIN
    if not _AROUND.isdisjoint(_classes(element)) or element.get("id") in _AROUND:
        return ASIDE
    return element.tag if element.tag in _REGIONS and not is_quote(element) else None


def is_quote(element: Element) -> bool:
    """Return whether the element is a block quote, by its name or class."""
    return element.tag == "blockquote" or any("pullquote" in name for name in _classes(element))


def is_button(element: Element) -> bool:
    """Return whether a link looks like a button."""
    return not _BUTTONS.isdisjoint(_classes(element))


def is_unseen(element: Element) -> bool:
    """Return whether the element is hidden from readers of the page."""
    style = "".join(element.get("style", "").split()).casefold()
    return (
        "hidden" in element.attrib
        or "display:none" in style
        or not _UNSEEN.isdisjoint(_classes(element))
    )


def _classes(element: Element) -> list[str]:
    return str(element.get("class", "")).casefold().split()
