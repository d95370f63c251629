"""The fault behind a permanent rejection: the reader's, or ours.

Ours are the account, the domain and the content. One table covers replies of a mail
server at hand-over, answers of an API, bounce events and delivery status
notifications. Its codes are those of RFC 3463, 4954, 6531, 7293, 7372 and 7505 and of
vendors. Where a vendor gives a number a second meaning, both meanings are our fault.

Sources, autumn 2026: support.google.com/a/answer/3221692 for Gmail (5.7.26 to 5.7.40)
and Microsoft's page on 5.7.515 for Outlook.com (5.7.5xx).
"""

import re
from enum import Enum
from typing import Final, assert_never

from newsletter.model.delivery import ReportKind


class RefusalMoment(Enum):
    """The stage at which a rejection comes."""

    OPEN = "open"  # greeting, EHLO, STARTTLS
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # the reply to DATA or to the end of the mail
    CALL = "call"  # an API's answer at hand-over
    LATER = "later"  # a bounce event or a delivery status notification


class About(Enum):
    """The party that a rejection is about."""

    READER = "reader"
    US = "us"  # every other reader would be rejected too
    UNDECIDED = "undecided"  # counts as the reader's, but many in a row as ours


_BEFORE_ANY_READER: Final = frozenset({RefusalMoment.OPEN, RefusalMoment.LOGIN, RefusalMoment.MAIL})
_AT_HAND_OVER: Final = frozenset({RefusalMoment.RCPT, RefusalMoment.DATA, RefusalMoment.CALL})
_ENHANCED: Final = re.compile(  # RFC 3463 §2; neither a part of an IP address nor of a version
    r"(?<![\w.])5\.(\d{1,3})\.(\d{1,3})(?![\w]|\.\d)"
)
_BASIC: Final = re.compile(r"(?<![\w.])(5\d\d)(?=[ -]|$)")  # RFC 5321 §4.2
_LATER: Final = re.compile(r"(?<![\w.])4(?:\d\d(?=[ -]|$)|\.\d{1,3}\.\d{1,3}(?![\w]|\.\d))")
# Begins where a word does: else each letter of a long one without an @ would be tried.
_ADDRESS: Final = re.compile(
    r"<[^<>\s]*>|(?<![^\s<>\",;:()])[^\s<>\",;:()]+@[^\s<>\"',;()]+",
)

_READERS: Final = frozenset(
    {
        (1, 1),  # no such mailbox
        (1, 2),  # no such domain
        (1, 3),  # no valid address
        (1, 6),  # mailbox has moved
        (1, 10),  # null MX: the domain takes no mail (RFC 7505)
        (2, 1),  # mailbox disabled
        (2, 2),  # mailbox full
        (4, 4),  # no route to the domain
        (7, 17),  # mailbox has another owner (RFC 7293)
        (7, 18),  # domain has another owner (RFC 7293)
    }
)
_OURS: Final = frozenset(
    {
        (1, 7),  # the sender's address
        (1, 8),  # the sender's domain
        (3, 4),  # email too large
        (4, 5),  # Gmail: daily limit
        (7, 0),
        (7, 8),  # login (RFC 4954)
        (7, 9),  # login; Yahoo: policy
        *((7, detail) for detail in range(20, 31)),  # DKIM, SPF, DMARC, reverse DNS, flood, login
        (7, 32),
        (7, 40),
        *((7, detail) for detail in range(511, 516)),  # Outlook.com
    }
)
_OUR_CLASSES: Final = frozenset({5, 6})  # protocol; content
_OUR_BASIC: Final = frozenset({530, 534, 535, 538})  # login (RFC 4954 §6)
_NO_SUCH_LETTERS: Final = (6, 7)  # non-ASCII addresses are not accepted (RFC 6531)

# Words that count whatever the code.
_OUR_WORDS: Final = (
    "blocked using",
    "spamhaus",
    "unauthenticated",
    "dmarc",
    "not permitted to relay",
    "sender verify",
    "on our block list",  # Outlook.com, S3140 and S3150
)
# Words that count only from the server we send to. From another one they mean that its domain
# is not set up.
_OUR_WORDS_AT_HAND_OVER: Final = (
    "relay access denied",
    "relaying denied",
    "unable to relay",
    "relay not permitted",
    "sending limit",
)
# Outlook.com writes "550 5.5.0 Requested action not taken: mailbox unavailable" (RFC 5321 §4.2.3).
_READERS_WORDS: Final = ("mailbox unavailable", "user unknown", "no such user")


def without_addresses(words: str) -> str:
    """Return a rejection's words in lower case, without the addresses in them.

    Strangers choose their addresses. One that contains "quota" or "dmarc" must not stop
    everybody's email.
    """
    return _ADDRESS.sub(" ", words).lower()


def whose(moment: RefusalMoment, words: str, domain: str = "") -> About:
    """Return the party that a permanent rejection is about.

    Before a reader was named, the stage decides. After that the words decide, then the
    codes. The last code counts, because a relay quotes the host behind it.

    Args:
        moment: The stage of the rejection.
        words: The reply or report with its codes.
        domain: The reader's domain, where it is known. Its name is ignored in the words.
    """
    if moment in _BEFORE_ANY_READER:
        return About.US
    plain = without_addresses(words)
    if domain:
        plain = plain.replace(domain.lower(), " ")
    if _names(plain, _OUR_WORDS) or (
        moment in _AT_HAND_OVER and _names(plain, _OUR_WORDS_AT_HAND_OVER)
    ):
        return About.US
    for code in reversed(_codes(plain)):
        about = _by_code(code, plain)
        if about is not About.UNDECIDED:
            return about
    found = _BASIC.search(plain)
    if found is not None and int(found[1]) in _OUR_BASIC:
        return About.US
    return About.US if moment is RefusalMoment.DATA else About.UNDECIDED


def _by_code(code: tuple[int, int], words: str) -> About:
    if code in _READERS or code == _NO_SUCH_LETTERS:
        return About.READER
    if code in _OURS:
        return About.US
    if code[0] in _OUR_CLASSES:
        return About.READER if _names(words, _READERS_WORDS) else About.US
    return About.UNDECIDED


def reread(kind: ReportKind, words: str) -> tuple[ReportKind, bool]:
    """Return a report's kind according to its words, and whether it blames us.

    A permanent failure by our fault, or by the receiving host's policy (RFC 3463 §3.8),
    proves nothing about the mailbox, whatever type the provider gives it. Neither does a
    reply that says "later", with which some providers report that they gave up.
    """
    if kind is ReportKind.BOUNCED and _is_temporary(words):
        return ReportKind.DEFERRED, False
    if kind is ReportKind.DEFERRED and not _is_permanent(words):
        return kind, False
    if kind not in {ReportKind.BOUNCED, ReportKind.DEFERRED, ReportKind.REFUSED}:
        return kind, False
    about = whose(RefusalMoment.LATER, words)
    match about:
        case About.US:
            return ReportKind.REFUSED, True
        case About.READER:
            return kind, False
        case About.UNDECIDED:
            codes = _codes(words)
            is_policy = bool(codes) and codes[-1][0] == 7
            return (ReportKind.REFUSED if is_policy else kind), False
        case _:
            assert_never(about)


def _is_permanent(words: str) -> bool:
    return bool(_codes(words)) or _BASIC.search(words) is not None


def _is_temporary(words: str) -> bool:
    return not _is_permanent(words) and _LATER.search(words) is not None


def _codes(words: str) -> list[tuple[int, int]]:
    return [(int(subject), int(detail)) for subject, detail in _ENHANCED.findall(words)]


def _names(words: str, known: tuple[str, ...]) -> bool:
    return any(one in words for one in known)
