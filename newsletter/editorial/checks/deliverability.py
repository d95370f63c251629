"""Checks of the list headers, the sender's name and the spam score."""

import re
from functools import reduce

from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected, SpamScore
from newsletter.editorial.checks.page import words
from newsletter.message import Message

_TELLING = 3  # letters; shorter words in a name, such as "de", identify nobody
# Gmail and Yahoo require the first two from bulk senders (RFC 2369, RFC 8058).
# Filters recognise a list by the third.
_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id")


def check_list_headers(inputs: Inspected) -> tuple[Finding, ...]:
    """Check the headers that let mail programs offer unsubscribing."""
    # an email without a number, such as a welcome, is not list mail
    needed = _HEADERS if inputs.issue.number else _HEADERS[:2]
    missing = [header for header in needed if not inputs.headers.get(header.lower(), "").strip()]
    if missing:
        return tuple(Finding.error("header-missing", header=header) for header in missing)
    if inputs.headers["list-unsubscribe-post"].strip() != "List-Unsubscribe=One-Click":
        return (Finding.error("header-missing", header="List-Unsubscribe-Post"),)
    if "<https://" not in inputs.headers["list-unsubscribe"] and not inputs.is_local:
        return (Finding.error("one-click-not-https"),)
    return ()


def check_sender(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the email names its sender."""
    name = inputs.edition.sender.name
    visible = set(_words(words(inputs.page.root)))
    telling = [word for word in _words(name) if len(word) >= _TELLING]
    if not telling or not visible.isdisjoint(telling):
        return ()
    return (Finding.hint("sender-unnamed", name=name),)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def check_spam(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the SpamAssassin score is low, even without the credit for list mail."""
    spam, settings = inputs.spam, inputs.settings
    if spam is None:
        return (Finding.note("spam-not-looked-at"),)
    points, limit = spam.without_list_credit, settings.spam_limit
    if points <= settings.spam_hint:
        return ()
    rules = _worst(spam)
    if points < limit:
        return (Finding.hint("spam-suspect", points=points, rules=rules),)
    return (Finding.error("spam-refused", points=points, limit=limit, rules=rules),)


def _worst(spam: SpamScore) -> Message | str:
    """Return up to three rules as one list, the worst first."""
    worst = sorted((rule for rule in spam.rules if rule[0] > 0), reverse=True)[:3]
    rules = [Message("spam-rule", meaning=meaning, points=points) for points, _, meaning in worst]
    return reduce(_listed, rules) if rules else ""


def _listed(first: Message, other: Message) -> Message:
    return Message("spam-rules", worst=first, others=other)
