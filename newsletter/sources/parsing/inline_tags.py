"""The meaning of HTML tags and pictures within a line of Markdown."""

import re
from dataclasses import replace

from markdown_it.token import Token

from newsletter.model.blocks import Span
from newsletter.sources.parsing.html import EMPHASIS, STRONG, Element, parse
from newsletter.sources.parsing.links import LinkBase, clean
from newsletter.sources.parsing.shapes.callouts import sign_shown

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)", re.IGNORECASE)


def changed_by_tag(manner: Span, tag: str, base: LinkBase) -> Span:
    """Return the manner of the text after a tag, which may begin or end a link or emphasis."""
    found = _TAG.match(tag)
    name, opens = (found["name"].lower(), not found["end"]) if found else ("", False)
    if name == "a":
        address = _element(tag).get("href", "") if opens else ""
        return replace(manner, url=clean(address, base) if address else None)
    if name in STRONG:
        return replace(manner, strong=opens)
    return replace(manner, emphasis=opens) if name in EMPHASIS else manner


def sign_of(token: Token) -> str:
    """Return the sign that a picture shows, such as a bulb; empty if it is a real picture."""
    if token.type == "image":
        return sign_shown(token.content, str(token.attrs.get("src", "")))
    found = _TAG.match(token.content)
    if found is None or found["name"].lower() != "img":
        return ""
    image = _element(token.content)
    return sign_shown(image.get("alt", ""), image.get("src", ""))


def has_picture(token: Token) -> bool:
    """Return whether a paragraph or a fragment of HTML has a picture."""
    if token.type == "html_block":
        return "<img" in token.content.casefold()
    children = token.children or ()
    return any(
        one.type == "image"
        or (one.type == "html_inline" and one.content.casefold().startswith("<img"))
        for one in children
    )


def _element(tag: str) -> Element:
    root = parse(tag, "")
    return root[0][0] if root is not None else {}
