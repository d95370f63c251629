"""Machine-readable data of a page: where its text is, and if it is complete."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsletter.sources.parsing.html import Element
from newsletter.sources.parsing.links import absolute
from newsletter.sources.rendition import count_words

_DEEPEST = 12  # levels of JSON
_LARGEST = 1_000_000  # characters of one script
_LINK = re.compile(r"<([^>]*)>([^<]*)")
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class PageData:
    """The statements that a page makes about itself.

    Attributes:
        restricted: Whether all or part of it is not free to read (schema.org's
            ``isAccessibleForFree``; Google's page on subscription content, 2025).
        body_words: The number of words in its ``articleBody``; 0 if it has none.
        canonical: The full page's address, if this is its AMP form.
        post: The address on the same host that returns the post as JSON.
        scripted: Whether it runs scripts.
    """

    restricted: bool
    body_words: int
    canonical: str | None
    post: str | None
    scripted: bool


def page_data(root: Element, address: str, link_header: str = "") -> PageData:
    """Read the head, JSON-LD and ``Link`` header, ignoring malformed data."""
    things = [thing for data in _linked_data(root) for thing in _things(data, 0)]
    bodies = (str(thing.get("articleBody") or "") for thing in things)
    html = next(root.iter("html"), root)
    is_amp = "amp" in html.attrib or "⚡" in html.attrib
    return PageData(
        restricted=any(_is_false(thing.get("isAccessibleForFree")) for thing in things),
        body_words=max((count_words(re.sub("<[^>]*>", " ", body)) for body in bodies), default=0),
        canonical=_same_host(_of_rel(root, "canonical", None), address) if is_amp else None,
        post=_same_host(_of_rel(root, "alternate", _JSON) or _of_header(link_header), address),
        scripted=any(_is_program(script) for script in root.iter("script")),
    )


def _linked_data(root: Element) -> Iterator[object]:
    for script in root.iter("script"):
        text = script.text or ""
        if script.get("type") == "application/ld+json" and len(text) <= _LARGEST:
            try:
                yield json.loads(text, strict=False)
            except (ValueError, RecursionError):
                continue


def _things(data: object, depth: int) -> Iterator[dict[str, object]]:
    """Yield every object within the data, including ``@graph`` and ``hasPart``."""
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        yield data
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in inner:
        yield from _things(value, depth + 1)


def _is_false(value: object) -> bool:
    return value is False or (
        isinstance(value, str) and value.rpartition("/")[2].casefold() == "false"
    )


def _of_rel(root: Element, rel: str, kind: str | None) -> str | None:
    for link in root.iter("link"):
        named = (link.get("rel") or "").casefold().split()
        if rel in named and kind in (None, (link.get("type") or "").casefold()):
            return str(link.get("href") or "") or None
    return None


def _of_header(header: str) -> str | None:
    """Return the target of the ``Link`` header's JSON alternate (RFC 8288)."""
    for found in _LINK.finditer(header):
        rest = found[2].casefold().replace('"', "").replace(" ", "")
        if "rel=alternate" in rest and f"type={_JSON}" in re.split("[;,]", rest):
            return found[1]
    return None


def _same_host(named: str | None, address: str) -> str | None:
    """Return the absolute address if it is another one on the page's own host."""
    full = absolute(named, address) if named else None
    if full is None or full == address:
        return None
    return full if urlsplit(full).netloc == urlsplit(address).netloc else None


def _is_program(script: Element) -> bool:
    return (script.get("type") or "text/javascript").casefold() in ("text/javascript", "module")
