"""Checks of links that mail programs and readers distrust."""

import re
from urllib.parse import unquote

from newsletter.editorial.checks.finding import Finding, addresses
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.links import host_of, placed
from newsletter.editorial.checks.page import PageLink

_MOST_LINKS = 25  # in the issue itself; more looks like a link list to readers and filters

_SHORTENER_HOSTS = """
adf.ly bit.ly bit.do bl.ink buff.ly cutt.ly dlvr.it fb.me goo.gl ift.tt is.gd j.mp lnkd.in ow.ly
qr.ae rb.gy rebrand.ly rebrandly.com s.id short.io shorturl.at snip.ly t.co t.ly tiny.cc tiny.one
tinyurl.com trib.al tr.im urlz.fr v.gd wp.me x.co
"""
_SHORTENERS = frozenset(_SHORTENER_HOSTS.split())

# A written-out address: with its scheme or "www.", or a name under a top-level domain that
# readers here know. "Node.js" and "README.md" are not addresses.
_WEB = re.compile(r"(?:https?://|www\.)[^\s<>\"”’)]+", re.IGNORECASE)
_BARE = re.compile(
    r"(?:[a-z0-9-]+\.)+(?:com|org|net|info|app|io|eu|nl|be|de|fr|uk|at|ch|dk|es|pl|se|nu|amsterdam|frl)(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_MAILBOX = re.compile(r"[^@\s]+@(?:[^@\s.]+\.)+[^@\s.]{2,}")


def check_misleading_links(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that a link whose text is an address leads to that address.

    Mail programs warn of phishing otherwise; Thunderbird and Outlook compare the hosts.
    """
    found = []
    for link in dict.fromkeys(inputs.page.links):
        if _says_otherwise(link):
            block, line = placed(inputs, link)
            found.append(Finding.hint("link-misleads", block=block, line=line, url=link.url))
    return tuple(found)


def _says_otherwise(link: PageLink) -> bool:
    if link.url in {"", "#"}:  # leads nowhere, which is reported separately
        return False
    words = link.text.strip(" .,;:!?()<>")
    if _MAILBOX.fullmatch(words):
        target = unquote(link.url.partition(":")[2].partition("?")[0])
        return not (link.url.lower().startswith("mailto:") and target.lower() == words.lower())
    written = _WEB.findall(words) or ([words] if _BARE.fullmatch(words) else [])
    target = host_of(link.url)
    return any(not _is_same_site(host, target) for host in map(host_of, written) if host)


def _is_same_site(host: str, other: str) -> bool:
    host, other = host.removeprefix("www."), other.removeprefix("www.")
    return host == other or host.endswith(f".{other}") or other.endswith(f".{host}")


def check_shorteners(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no link hides its target behind a URL shortener, as phishing does."""
    found = []
    for link in dict.fromkeys(inputs.page.links):
        host = host_of(link.url).removeprefix("www.")
        if host in _SHORTENERS:
            block, line = placed(inputs, link)
            found.append(Finding.hint("link-shortened", block=block, line=line, host=host))
    return tuple(found)


def check_number_of_links(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the issue does not have too many links, except the template's own."""
    count = sum(len(addresses(block)) for block in inputs.issue.blocks)
    if count <= _MOST_LINKS:
        return ()
    return (Finding.hint("links-many", count=count, limit=_MOST_LINKS),)
