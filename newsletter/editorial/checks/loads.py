"""Check of the pictures and style sheets that mail programs fetch on their own."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlsplit

from newsletter.editorial.checks import css, places
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Message

_ATTRIBUTES = ("src", "background", "poster", "data")
_CARRIED = ("data:", "cid:", "#")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def check_loads(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that fetched resources have our own, complete and secure addresses.

    Other hosts would learn who reads the mail. An incomplete or insecure address is
    reported as a mistake only, because it does not disclose readers to third parties.
    """
    found: dict[object, Finding] = {}
    for url, where in _loaded(inputs):
        if url and not inputs.is_ours(url) and not url.lower().startswith(_CARRIED):
            fault = _fault(url, where())
            found.setdefault((fault.code, fault.message.data.get("host", url)), fault)
    return tuple(found.values())


def _fault(url: str, place: Message) -> Finding:
    """Return the finding for an address that is not the publication's own."""
    scheme = _SCHEME.match(url)
    if scheme and scheme[0].lower() == "http:":
        return Finding.error("load-not-https", url=url, place=place)
    if url.startswith("//") or (scheme and scheme[0].lower() == "https:"):
        return Finding.error("third-party", host=_host(url), place=place)
    return Finding.error("load-incomplete", url=url, place=place)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


def _loaded(inputs: Inspected) -> Iterator[tuple[str, Callable[[], Message]]]:
    """Yield every address that mail programs fetch on their own, and its place."""
    for element in inputs.page.elements:
        where = partial(places.of_element, inputs, element)
        yield from (((element.get(name) or "").strip(), where) for name in _ATTRIBUTES)
        for candidate in (element.get("srcset") or "").split(","):
            yield candidate.strip().partition(" ")[0], where
        if element.tag == "link":
            yield (element.get("href") or "").strip(), where
    for styled in inputs.page.styled:
        where = partial(places.of_styled, inputs, styled)
        for declared in styled.declarations:
            yield from ((url, where) for url in css.addresses(declared.value))
        if styled.rule is not None and styled.rule.name == "@import":
            yield css.imported(styled.rule.prelude), where
