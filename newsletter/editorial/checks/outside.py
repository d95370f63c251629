"""Opening a mail asks nobody else for anything, and runs nothing."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from newsletter.editorial.checks import css
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.wording import say

_LOADS = ("src", "background", "poster", "data")
_ACTIVE = frozenset({"script", "iframe", "form", "object", "embed", "applet", "base", "frame"})


def check_third_parties(inputs: Inspected) -> tuple[Finding, ...]:
    """Pictures and styles come from the publication's own place; anybody else would learn who reads."""
    hosts = dict.fromkeys(
        _host(url)
        for url in _loaded(inputs)
        if not inputs.is_ours(url) and not url.startswith(("data:", "cid:", "#")) and url
    )
    return tuple(say("third-party", inputs.language, host=host) for host in hosts)


def _host(url: str) -> str:
    try:
        return urlsplit(url if "://" in url else f"https:{url}").netloc or url
    except ValueError:
        return url


def _loaded(inputs: Inspected) -> Iterator[str]:
    """Every address that a mail program fetches by itself."""
    for element in inputs.page.elements:
        yield from ((element.get(name) or "").strip() for name in _LOADS)
        for candidate in (element.get("srcset") or "").split(","):
            yield candidate.strip().partition(" ")[0]
        if element.tag == "link":
            yield (element.get("href") or "").strip()
    for styled in inputs.page.styled():
        for declared in styled.declarations:
            yield from css.addresses(declared.value)
        if styled.rule is not None and styled.rule.name == "@import":
            yield _imported(styled.rule.prelude)


def _imported(prelude: str) -> str:
    found = css.addresses(prelude) or re.findall(r"""["']([^"']*)["']""", prelude)
    return str(found[0]) if found else ""


def check_active_content(inputs: Inspected) -> tuple[Finding, ...]:
    """No scripts, forms or frames."""
    tags = dict.fromkeys(element.tag for element in inputs.page.all(*_ACTIVE))
    return tuple(say("active-content", inputs.language, tag=tag) for tag in tags)
