"""Parts common to all pages of a site, recognised by element, role and form.

Roles are those of WAI-ARIA 1.2 (§5.3.4, landmarks). Class names are considered last, and
only those in this module's one table.
"""

import re
from collections.abc import Iterator

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import Element
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    classes,
    elements,
    link_share,
    words,
)

_LANDMARKS = {"banner": "header", "contentinfo": "footer", "complementary": "aside"}
_ROLES = {
    "navigation": LeftOutKind.NAVIGATION,
    "menu": LeftOutKind.NAVIGATION,
    "menubar": LeftOutKind.NAVIGATION,
    "search": LeftOutKind.SEARCH,
    "dialog": LeftOutKind.DIALOG,
    "alertdialog": LeftOutKind.DIALOG,
}
_TAGS = {"nav": LeftOutKind.NAVIGATION, "dialog": LeftOutKind.DIALOG}
_BUILDERS_PARTS = {"header": "header", "footer": "footer", "popup": "dialog"}
_NAMES = {
    "property-row": LeftOutKind.PROPERTIES,  # Notion's, above the text
    "mw-editsection": LeftOutKind.NAVIGATION,  # MediaWiki's "[edit]" next to each heading
    "comments": LeftOutKind.COMMENTS,
    "comment-list": LeftOutKind.COMMENTS,
    "comments-area": LeftOutKind.COMMENTS,
    "respond": LeftOutKind.COMMENTS,
    "comment-wrap": LeftOutKind.COMMENTS,
    "comments-section": LeftOutKind.COMMENTS,
    "disqus_thread": LeftOutKind.COMMENTS,
    "sharedaddy": LeftOutKind.SHARING,
    "breadcrumb": LeftOutKind.NAVIGATION,
    "breadcrumbs": LeftOutKind.NAVIGATION,
    "post-navigation": LeftOutKind.NAVIGATION,
    "top-header": LeftOutKind.HEADER,
    "site-header": LeftOutKind.HEADER,
    "site-footer": LeftOutKind.FOOTER,
    "post-ufi": LeftOutKind.SHARING,
    "byline": LeftOutKind.AUTHOR,
    "entry-meta": LeftOutKind.AUTHOR,
    "post-meta": LeftOutKind.AUTHOR,
    "posted-on": LeftOutKind.AUTHOR,
    "author-box": LeftOutKind.AUTHOR,
    "author-bio": LeftOutKind.AUTHOR,
    "elementor-author-box": LeftOutKind.AUTHOR,
    "post-author": LeftOutKind.AUTHOR,
    "about-author": LeftOutKind.AUTHOR,
    "wp-block-post-author": LeftOutKind.AUTHOR,
}
_OBFUSCATED = "/cdn-cgi/l/email-protection"
_HOLDS_THE_TEXT = 0.5  # share of a page's words: such a form is the page's own frame
_MOST_AROUND_A_FORM = 60  # words
_LONGEST_NAVIGATION = 200  # words with few links: not a menu
_EMAIL = re.compile(r"e-?mail", re.IGNORECASE)
_STOPS = frozenset({"body", "html", "article", "main", "header", "footer", "aside"})


def drop_furniture(root: Element, surplus: Surplus) -> None:
    """Leave out menus, forms, comments and the like, wherever they are."""
    _unwrap_page_forms(root)
    for element in _outermost(root):
        kind = _kind_of(element)
        if kind is not None:
            surplus.leave_out(element, kind)
    for form in list(root.iter("form")):
        if _stands(form, root):
            box = _box_of(form)
            asks = _asks_for_address(form)
            surplus.leave_out(box, LeftOutKind.SIGN_UP_FORM if asks else LeftOutKind.FORM)
    for link in [one for one in elements(root) if _is_obfuscated(one)]:
        if _stands(link, root):
            surplus.leave_out(link, LeftOutKind.OBFUSCATED)


def _outermost(root: Element) -> Iterator[Element]:
    """Yield the elements in order, except those removed with an earlier one."""
    for element in list(elements(root)):
        if element is not root and _stands(element, root):
            yield element


def _stands(element: Element, root: Element) -> bool:
    return root in element.iterancestors()


def _kind_of(element: Element) -> LeftOutKind | None:
    role = element.get("role", "").casefold()
    part = _BUILDERS_PARTS.get(element.get("data-elementor-type", ""))
    if part or role in _LANDMARKS:
        element.tag = part or _LANDMARKS[role]  # a page's header may contain the title
    if found := _TAGS.get(element.tag) or _ROLES.get(role):
        is_text = link_share(element) < 1 - _HOLDS_THE_TEXT
        return None if is_text and len(words(element).split()) > _LONGEST_NAVIGATION else found
    named = classes(element)
    name = element.get("id")
    names = {*named, name.casefold()} if name else named
    if _NAMES.keys().isdisjoint(names):
        return None
    return next(kind for name, kind in _NAMES.items() if name in names)


def _unwrap_page_forms(root: Element) -> None:
    """Unwrap a form that contains most of the page, as ASP.NET generates."""
    forms = [form for form in root.iter("form") if form.find(".//p") is not None]
    every = len(words(root).split()) if forms else 0
    for form in forms:
        if len(words(form).split()) > _HOLDS_THE_TEXT * every:
            form.tag = "div"


def _asks_for_address(form: Element) -> bool:
    return any(
        field.get("type", "").casefold() == "email"
        or _EMAIL.search(f"{field.get('name', '')} {field.get('placeholder', '')}")
        for field in form.iter("input")
    )


def _box_of(form: Element) -> Element:
    """Return the largest box around a form with little else in it.

    A heading and a line of text, for example, belong to the form.
    """
    if next(form.iterancestors("header", "footer", "aside"), None) is not None:
        return form  # the rest is left out under its own kind
    box = form
    while (around := box.getparent()) is not None and around.tag not in _STOPS:
        if len(words(around).split()) >= _MOST_AROUND_A_FORM:
            break
        box = around
    return box


def _is_obfuscated(element: Element) -> bool:
    return "data-cfemail" in element.attrib or element.get("href", "").startswith(_OBFUSCATED)
