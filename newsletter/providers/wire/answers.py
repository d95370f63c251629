"""The meaning of answers, by each provider's table of statuses and codes."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, Final, TypeAlias, assert_never

import orjson

from newsletter.errors import (
    ProviderBusy,
    ProviderError,
    ProviderPaused,
    ProviderRefused,
    ProviderSilent,
)
from newsletter.message import Message
from newsletter.model.delivery import Listed
from newsletter.providers.wire.refusals import About, RefusalMoment, whose, without_addresses
from newsletter.text.folding import one_line

Json: TypeAlias = Any  # foreign data of any shape

LONGEST_WAIT = timedelta(days=1)
_LONGEST_NUMBER = 4000  # digits; Python's int() refuses more than 4,300
_PROVIDERS_WORDS = 500  # characters of a provider's answer to keep

# Why a dispatch pauses, for the editor. A table line may be more precise.
BAD_KEY: Final = Message("account-key-refused")
BAD_SENDER: Final = Message("account-sender-unconfirmed")
NO_CREDITS: Final = Message("account-credits-spent")
QUOTA_SPENT: Final = Message("account-quota-spent")
NOT_ALLOWED: Final = Message("account-may-not-send")
SANDBOX: Final = Message("account-in-sandbox")
TOO_LARGE: Final = Message("account-mail-too-large")
OF_OURS: Final = Message("account-mail-refused")
WRONG_ADDRESS: Final = Message("account-address-wrong")


def parsed(body: bytes | str) -> Json:
    """Parse JSON, tolerating half a surrogate pair or an endless number in one event.

    Raises:
        ValueError: If the body is not JSON.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body, parse_int=_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _number(digits: str) -> int | float:
    """Return a JSON number. One that is too long for ``int`` becomes infinite."""
    return int(digits) if len(digits) < _LONGEST_NUMBER else float(digits)


class AnswerMeaning(Enum):
    """The meaning of an answer for the emails that were sent."""

    BUSY = "busy"  # nothing accepted; try later
    PAUSED = "paused"  # nothing accepted; the account needs a person
    REFUSED = "refused"  # nothing accepted, nobody named: some recipients or everything we send
    BAD_RECIPIENT = "bad recipient"  # nothing accepted, because of some recipients
    SILENT = "silent"  # unknown outcome


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """A decoded HTTP answer, with header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx. Its meaning depends on the body."""
        return 200 <= self.status < 300

    def json(self) -> Json:
        """Return the body as JSON, or ``None`` if it is not JSON."""
        try:
            return parsed(self.body)
        except ValueError:
            return None

    @property
    def words(self) -> str:
        """The beginning of the body, on one line."""
        return one_line(self.body[: 4 * _PROVIDERS_WORDS].decode(errors="replace"))[
            :_PROVIDERS_WORDS
        ]

    @property
    def retry_after(self) -> timedelta | None:
        """The wait that the provider asks for (RFC 9110 §10.2.3), at most a day.

        A date is relative to the answer's own ``Date``, so that no clock needs to be
        right.
        """
        asked = self.headers.get("retry-after", "").strip()
        if asked.isascii() and asked.isdigit():
            return min(timedelta(seconds=int(asked[:9])), LONGEST_WAIT)
        until, since = _read_date(asked), self.date
        if until is None or since is None:
            return None
        return min(max(until - since, timedelta(0)), LONGEST_WAIT)

    @property
    def date(self) -> datetime | None:
        """The time of the answer by the provider's clock."""
        return _read_date(self.headers.get("date", ""))


def _read_date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return read if read.tzinfo else None


# 408 is left out: a server that timed out may have received the request
_AT_FAULT = frozenset(range(400, 500)) - {408}


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """A line of a provider's table, which applies if all its conditions are met.

    Attributes:
        verdict: What such an answer means.
        statuses: HTTP statuses. Empty: any that blames the request (4xx). After other
            statuses, no words prove that nothing was accepted.
        code: The provider's own code. Empty: any.
        says: A part of the provider's words in lower case. Empty: any.
        words: Why the dispatch pauses, for the editor. A string is displayed unchanged.
        listed: Why the provider's own suppression list contains the recipient, where
            the line is about that list.
    """

    verdict: AnswerMeaning
    statuses: tuple[int, ...] = ()
    code: str = ""
    says: str = ""
    words: str | Message = ""
    listed: Listed | None = None

    def fits(self, status: int, code: str, message: str) -> bool:
        """Return whether this line applies to such an answer."""
        return (
            (status in self.statuses if self.statuses else status in _AT_FAULT)
            and (not self.code or self.code == code)
            and (not self.says or self.says in without_addresses(message))
        )


# The rules where a provider's own table has none. An answer is SILENT unless it proves
# that nothing was accepted: a doubt is better than a duplicate.
USUAL = (
    AnswerRule(AnswerMeaning.BUSY, (429,)),
    AnswerRule(AnswerMeaning.PAUSED, (401, 403), words=BAD_KEY),
    AnswerRule(AnswerMeaning.PAUSED, (402,), words=NO_CREDITS),
    AnswerRule(AnswerMeaning.PAUSED, (301, 307, 308, 404, 405, 410), words=WRONG_ADDRESS),
    AnswerRule(AnswerMeaning.PAUSED, (413,), words=TOO_LARGE),
    AnswerRule(AnswerMeaning.PAUSED, (414, 415), words=OF_OURS),
    AnswerRule(AnswerMeaning.REFUSED, (400, 422)),
)


class BadRecipient(Exception):
    """An error for a call rejected because of recipients, whom ``detail`` may name."""

    def __init__(self, detail: str, listed: Listed | None = None) -> None:
        self.detail = detail
        self.listed = listed
        super().__init__(detail)


def judge(table: tuple[AnswerRule, ...], status: int, code: str, message: str) -> AnswerRule:
    """Return the first line that fits, in the provider's table or the usual one.

    A rejection that names nobody and whose words are about us pauses the dispatch.
    """
    for rule in (*table, *USUAL):
        if rule.fits(status, code, message):
            is_ours = (
                rule.verdict is AnswerMeaning.REFUSED
                and whose(RefusalMoment.CALL, message) is About.US
            )
            return AnswerRule(AnswerMeaning.PAUSED, words=OF_OURS) if is_ours else rule
    return AnswerRule(AnswerMeaning.SILENT)


def paused(provider: str, reason: str | Message, answer: Message) -> ProviderPaused:
    """Return the error that pauses a dispatch, with the answer and any reason of ours."""
    if not reason:
        return ProviderPaused(provider, answer)
    reason = reason if isinstance(reason, Message) else Message.in_own_words(reason)
    return ProviderPaused(provider, "pause-with-answer", reason=reason, answer=answer)


def error_of(
    provider: str, rule: AnswerRule, detail: str, retry_after: timedelta | None
) -> ProviderError | BadRecipient:
    """Return the error for a verdict, with the provider's words."""
    detail = one_line(detail)[:_PROVIDERS_WORDS]
    answer = Message.in_own_words(detail)
    match rule.verdict:
        case AnswerMeaning.BUSY:
            return ProviderBusy(provider, answer, retry_after=retry_after)
        case AnswerMeaning.PAUSED:
            return paused(provider, rule.words, answer)
        case AnswerMeaning.REFUSED:
            return ProviderRefused(provider, answer)
        case AnswerMeaning.BAD_RECIPIENT:
            return BadRecipient(detail, rule.listed)
        case AnswerMeaning.SILENT:
            return ProviderSilent(provider, answer)
        case _:
            assert_never(rule.verdict)
