"""Checks of links: valid, secure, descriptive and reachable."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import assert_never
from urllib.parse import SplitResult, urlsplit

from newsletter.editorial.checks import places
from newsletter.editorial.checks.finding import (
    KINDS,
    Finding,
    addresses,
    line_of,
    name_block,
    part,
    shortened,
    words_of,
)
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import PageLink
from newsletter.message import Message
from newsletter.model.blocks import Button, CrossLink, plain
from newsletter.model.links import LinkResult, LinkState

_HOST = re.compile(r"(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)+(?!\d+$)[a-z0-9-]{2,63}", re.IGNORECASE)
_MAILBOX = re.compile(r"[^@\s<>()]+@(?:[^@\s.<>()]+\.)+[^@\s.<>()]{2,}|[^@\s]+@localhost")
_NOT_AN_ADDRESS = re.compile(r"[\s<>\"{}|\\^`]|%(?![0-9a-f]{2})", re.IGNORECASE)
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")

# Link texts that do not say where the link leads (WCAG 2.2, 2.4.4 and 2.4.9).
_VAGUE = frozenset(
    " ".join(words.split())
    for words in """
    hier; klik; klik hier; klik dan hier; lees meer; lees verder; lees hier; lees hier verder; meer; verder;
    link; deze link; meer info; meer informatie; bekijk; ga naar; deze pagina; website;
    here; click; click here; read more; read on; more; this link; learn more; more info; this page;
    mehr; weiterlesen; hier klicken; klicken sie hier; ici; cliquez ici; lire la suite; en savoir plus
    """.replace("\n", " ").split(";")
)


def check_addresses(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every link is an absolute address that readers can reach over https."""
    return tuple(
        Finding.error(code, block=block, line=line, url=link.url, scheme=_scheme(link.url))
        for link in dict.fromkeys(inputs.page.links)
        if (code := _wrong_with(link.url, inputs))
        for block, line in (placed(inputs, link),)
    )


def _wrong_with(url: str, inputs: Inspected) -> str:
    if url in {"", "#"}:
        return "link-empty"
    scheme = _scheme(url)
    if scheme == "mailto":
        return "" if _MAILBOX.fullmatch(url[7:].partition("?")[0]) else "link-malformed"
    if scheme == "tel":
        return "" if re.fullmatch(r"tel:\+?[\d().-]{3,}", url) else "link-malformed"
    if not scheme:
        return "link-relative"
    if scheme not in {"http", "https"}:
        return "link-scheme"
    return _wrong_with_web_address(url, inputs)


def _wrong_with_web_address(url: str, inputs: Inspected) -> str:
    parts = _parts(url)
    if parts is None or not parts.hostname or _NOT_AN_ADDRESS.search(url) or parts.username:
        return "link-malformed"
    host = parts.hostname
    if _is_loopback(host) and inputs.is_local:
        return ""
    if _is_private(host):
        return "link-private"
    if not _is_number(host) and not _HOST.fullmatch(_ascii(host)):
        return "link-malformed"
    return "" if parts.scheme == "https" else "link-not-https"


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError if it is not a number
    except ValueError:
        return None
    return parts


def _scheme(url: str) -> str:
    found = re.match(r"([a-z][a-z0-9+.-]*):", url, re.IGNORECASE)
    return found[1].lower() if found else ""


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_number(host) and ip_address(host).is_loopback)


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(_LOCAL_NAMES):
        return True
    return _is_number(host) and not ip_address(host).is_global


def check_link_texts(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every link's text says where it leads, even out of context."""
    found = []
    for link in dict.fromkeys(inputs.page.links):
        if not link.text:
            found.append(Finding.error("link-nameless", url=link.url))
        elif _bare(link.text) in _VAGUE:
            block, line = placed(inputs, link)
            found.append(Finding.hint("link-vague", block=block, line=line))
    return tuple(found)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def check_unknown_addresses(inputs: Inspected) -> tuple[Finding, ...]:
    """Report cross links and buttons that are omitted because they have no address.

    A paragraph that leads in to such a link is omitted with it.
    """
    return tuple(
        _left_out(
            block,
            called=part(KINDS[type(block)], block.text),
            line=line_of(inputs, number),
        )
        for number, block in enumerate(inputs.issue.blocks)
        if isinstance(block, CrossLink | Button) and not block.url
    )


def _left_out(block: CrossLink | Button, *, called: Message, line: int | None) -> Finding:
    if isinstance(block, CrossLink) and block.lead_in:
        words = shortened(plain(block.lead_in))
        return Finding.hint("address-unknown-with-lead-in", block=called, line=line, words=words)
    return Finding.hint("address-unknown", block=called, line=line)


def check_entries_for_links(inputs: Inspected) -> tuple[Finding, ...]:
    """Report unused entries of ``issues/links.toml``, usually a misspelt title."""
    return tuple(Finding.hint("link-entry-unused", title=one) for one in inputs.unlinked)


def check_links_answer(inputs: Inspected) -> tuple[Finding, ...]:
    """Report links that failed when fetched, with one finding for each address."""
    if inputs.links is None:
        return (Finding.note("links-not-looked-at"),) if inputs.outbound_links else ()
    is_away = any(result.state is LinkState.AWAY for result in inputs.links.values())
    note = (Finding.note("links-no-network"),) if is_away else ()
    return (*note, *_answers(inputs))


def _answers(inputs: Inspected) -> Iterator[Finding]:
    by_address = {link.url: link for link in reversed(inputs.page.links)}
    for url in inputs.outbound_links:
        result = (inputs.links or {}).get(url)
        if result is not None and not _wrong_with(url, inputs):
            block, line = placed(inputs, by_address[url])
            yield from _answer(result, url, block, line)


def _answer(result: LinkResult, url: str, block: Message, line: int | None) -> tuple[Finding, ...]:
    """Return the findings about a fetched link; empty if it works."""
    detail = Message.from_text(result.detail)
    match result.state:
        case LinkState.ALIVE | LinkState.AWAY:
            return ()
        case LinkState.DEAD:
            return (Finding.error("link-dead", block=block, line=line, url=url, detail=detail),)
        case LinkState.UNKNOWN:
            return (Finding.error("link-unknown-site", block=block, line=line, url=url),)
        case LinkState.UNSAFE:
            return (Finding.error("link-unsafe", block=block, line=line, url=url),)
        case LinkState.REFUSED:
            return (Finding.error("link-refused", block=block, line=line, url=url),)
        case LinkState.BLOCKED:
            return (Finding.hint("link-blocked", block=block, line=line, url=url, detail=detail),)
        case LinkState.SILENT:
            return (Finding.hint("link-silent", block=block, line=line, url=url, detail=detail),)
        case _:
            assert_never(result.state)


def host_of(url: str) -> str:
    """Return the host of a web address, with or without its scheme; empty if it has none."""
    if "://" not in url:
        if _scheme(url) in {"mailto", "tel"}:
            return ""
        url = f"https://{url}"
    parts = _parts(url)
    return _ascii(parts.hostname) if parts is not None and parts.hostname else ""


def placed(inputs: Inspected, link: PageLink) -> tuple[Message, int | None]:
    """Return a name for a link, and its line if it is in the issue file."""
    for number, block in enumerate(inputs.issue.blocks):
        if link.url in addresses(block) or (addresses(block) and link.text in words_of(block)):
            if isinstance(block, Button | CrossLink):
                return name_block(inputs, number), line_of(inputs, number)
            return part("part-link", link.text or link.url), line_of(inputs, number)
    return part("part-link", link.text or link.url), None


_ACTIVE = frozenset({"script", "iframe", "form", "object", "embed", "applet", "base", "frame"})


def check_active_content(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that there are no scripts, forms or frames."""
    first = {element.tag: element for element in reversed(list(inputs.page.all(*_ACTIVE)))}
    return tuple(
        Finding.error("active-content", tag=tag, place=places.of_element(inputs, element))
        for tag, element in reversed(first.items())
    )
