"""What HTML's elements mean for an article."""

from newsletter.sources.markup.html_tree import Element

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
    """1 to 6 for a heading, else 0."""
    return int(tag[1]) if len(tag) == len("h1") and tag[0] == "h" and tag[1] in "123456" else 0


def region_of(element: Element) -> str | None:
    """The region of the page that the element opens, if it does."""
    if element.get("role") == "main":
        return MAIN
    if not _AROUND.isdisjoint(_classes(element)) or element.get("id") in _AROUND:
        return ASIDE
    return element.tag if element.tag in _REGIONS and not is_quote(element) else None


def is_quote(element: Element) -> bool:
    """Whether it is a block quote, by its name or its class."""
    return element.tag == "blockquote" or any("pullquote" in name for name in _classes(element))


def is_button(element: Element) -> bool:
    """Whether a link looks like a button."""
    return not _BUTTONS.isdisjoint(_classes(element))


def is_unseen(element: Element) -> bool:
    """Whether a reader of the page does not see it."""
    style = "".join(element.get("style", "").split()).casefold()
    return (
        "hidden" in element.attrib
        or "display:none" in style
        or not _UNSEEN.isdisjoint(_classes(element))
    )


def _classes(element: Element) -> list[str]:
    return str(element.get("class", "")).casefold().split()
