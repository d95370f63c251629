"""What an answer means: each provider's table of statuses and codes, and one way to read it."""

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

Json: TypeAlias = Any  # whatever came in; nothing is known of it yet

LONGEST_WAIT = timedelta(days=1)
_LONGEST_NUMBER = 4000  # digits; Python's int() refuses more than 4,300
_PROVIDERS_WORDS = 500  # characters of a provider's answer that are worth keeping

# Why a dispatch pauses, for the editor. A table line may say it more exactly.
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
    """A body as JSON; half a surrogate pair or an endless number in one event must not lose the others.

    Raises:
        ValueError: It is no JSON.
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
    """A number of JSON; what is too long for ``int`` is infinite."""
    return int(digits) if len(digits) < _LONGEST_NUMBER else float(digits)


class AnswerMeaning(Enum):
    """What an answer means for the mails that were handed over."""

    BUSY = "busy"  # nothing taken; later
    PAUSED = "paused"  # nothing taken; the account needs a person
    REFUSED = "refused"  # nothing taken, and nobody is named: some recipients or all that we send
    BAD_RECIPIENT = "bad recipient"  # nothing taken, because of one or some of the recipients
    SILENT = "silent"  # unknown


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """An answer over HTTP, decoded; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx; its meaning depends on the body."""
        return 200 <= self.status < 300

    def json(self) -> Json:
        """The body as JSON, ``None`` when it is not."""
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
        """The wait that the provider asks for (RFC 9110 §10.2.3), a day at most.

        A date is taken relative to the answer's own ``Date``, so that nobody's
        clock need be right.
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
        """The moment of the answer by the provider's own clock."""
        return _read_date(self.headers.get("date", ""))


def _read_date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return read if read.tzinfo else None


# 408 is left out: a server that waited too long may still have what came before
_AT_FAULT = frozenset(range(400, 500)) - {408}


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """One line of a provider's table; it fits when all that it names fits.

    Attributes:
        statuses: Empty for any that says the request was at fault (4xx): after
            another one, nobody's words prove that nothing was taken.
        code: The provider's own code; empty for any.
        says: A piece of the provider's words in lower case; empty for any.
        words: Why the dispatch pauses, for the editor; a text is shown as it is.
        listed: Why the provider's own suppression list holds the recipient, where
            the line is about that list.
    """

    verdict: AnswerMeaning
    statuses: tuple[int, ...] = ()
    code: str = ""
    says: str = ""
    words: str | Message = ""
    listed: Listed | None = None

    def fits(self, status: int, code: str, message: str) -> bool:
        """Whether this line is about such an answer."""
        return (
            (status in self.statuses if self.statuses else status in _AT_FAULT)
            and (not self.code or self.code == code)
            and (not self.says or self.says in without_addresses(message))
        )


# What holds wherever a provider's own table says nothing else. What is not
# provably untouched is silent: better in doubt than doubled.
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
    """Nothing was taken, because of one or some of the recipients; ``detail`` may name them."""

    def __init__(self, detail: str, listed: Listed | None = None) -> None:
        self.detail = detail
        self.listed = listed
        super().__init__(detail)


def judge(table: tuple[AnswerRule, ...], status: int, code: str, message: str) -> AnswerRule:
    """The first line that fits, of the provider's table and then of the usual one.

    A refusal that names nobody and whose words speak of us pauses.
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
    """Return the error that pauses a dispatch: our reason, where there is one, and the answer."""
    if not reason:
        return ProviderPaused(provider, answer)
    reason = reason if isinstance(reason, Message) else Message.in_own_words(reason)
    return ProviderPaused(provider, "pause-with-answer", reason=reason, answer=answer)


def error_of(
    provider: str, rule: AnswerRule, detail: str, retry_after: timedelta | None
) -> ProviderError | BadRecipient:
    """The error that a verdict is, with the provider's words."""
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
