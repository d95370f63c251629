"""A reader can leave, in every part of the mail, and sees who writes."""

import re

from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import words
from newsletter.editorial.checks.wording import say

_TELLING = 3  # letters; shorter words of a name, such as "de", tell nobody apart
# Gmail and Yahoo demand the first two of bulk senders (RFC 2369, RFC 8058); filters know a list by the third.
_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id")


def check_unsubscribe_link(inputs: Inspected) -> tuple[Finding, ...]:
    """The way out can be seen in the letter and in its text part."""
    url = inputs.values.get("unsubscribe_url", "")
    codes = []
    if not any(link.url == url and link.is_seen and link.text for link in inputs.page.links):
        codes.append("unsubscribe-missing")
    if inputs.text.strip() and (not url or url not in inputs.text):
        codes.append("unsubscribe-missing-text")
    return tuple(say(code, inputs.language) for code in codes)


def check_list_headers(inputs: Inspected) -> tuple[Finding, ...]:
    """The headers by which mail programs offer the way out themselves."""
    # a letter without a number, such as a welcome, is no list mail
    needed = _HEADERS if inputs.issue.number else _HEADERS[:2]
    missing = [header for header in needed if not inputs.headers.get(header.lower(), "").strip()]
    if missing:
        return tuple(say("header-missing", inputs.language, header=header) for header in missing)
    if inputs.headers["list-unsubscribe-post"].strip() != "List-Unsubscribe=One-Click":
        return (say("header-missing", inputs.language, header="List-Unsubscribe-Post"),)
    if "<https://" not in inputs.headers["list-unsubscribe"] and not inputs.is_local:
        return (say("one-click-not-https", inputs.language),)
    return ()


def check_sender(inputs: Inspected) -> tuple[Finding, ...]:
    """The letter says who sends it."""
    name = inputs.edition.sender.name
    said = set(_words(words(inputs.page.root)))
    telling = [word for word in _words(name) if len(word) >= _TELLING]
    if not telling or not said.isdisjoint(telling):
        return ()
    return (say("sender-unnamed", inputs.language, name=name),)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
