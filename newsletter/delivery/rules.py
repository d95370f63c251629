"""Rules of sending, as pure functions: batch sizes, ceilings, retries and pauses."""

import time
from datetime import timedelta

from newsletter.delivery.settings import DispatchSettings
from newsletter.message import Message
from newsletter.model.delivery import CallForm, Capabilities
from newsletter.model.dispatch import Tally
from newsletter.model.edition import Edition
from newsletter.model.reactions import NONE_YET, Reactions

# What one reader adds to a request besides the text: address, greeting, links and their JSON.
_VALUES_BYTES = 1_200
# JSON writes line ends, quotes and non-ASCII letters longer; multipart and MIME (base64) by a third.
_SWELL = 1.5
_ENVELOPE_BYTES = 20_000
_MOST = 2_000  # one transaction and one request stay short, even where a provider takes any number


def batch_size(
    capabilities: Capabilities, edition: Edition, settings: DispatchSettings | None = None
) -> int:
    """Return how many recipients a call has, at least one.

    It depends on the provider's limits and the day's ceiling. A provider that merges
    gets the text once and the values of each reader. The others get the complete text
    for each reader.
    """
    sizes = [largest(capabilities, settings or DispatchSettings())]
    if capabilities.bytes_per_call is not None:
        text = int(edition.size_bytes * _SWELL)
        room = capabilities.bytes_per_call - _ENVELOPE_BYTES
        if capabilities.form is CallForm.MERGE:
            sizes.append((room - text) // _VALUES_BYTES)
        else:
            sizes.append(room // (text + _VALUES_BYTES))
    return max(1, min(sizes))


def largest(capabilities: Capabilities, settings: DispatchSettings) -> int:
    """Return the largest number of recipients in one call, for any text."""
    sizes = [capabilities.recipients_per_call, settings.batch_size or _MOST, _MOST]
    ceilings = (*settings.warm_up, settings.emails_per_day)
    return min(*sizes, *(ceiling for ceiling in ceilings if ceiling is not None))


def has_ceiling(settings: DispatchSettings) -> bool:
    """Return whether a ceiling counts on any day."""
    return settings.emails_per_day is not None or bool(settings.warm_up)


def workers(settings: DispatchSettings) -> int:
    """Return how many workers of one process may hand over at the same time.

    With a ceiling it is one, because each must see what the others handed over.
    """
    return 1 if has_ceiling(settings) else settings.connections


def pace(capabilities: Capabilities, settings: DispatchSettings) -> float | None:
    """Return how many emails are sent in a second; ``None`` for as fast as they are answered."""
    return settings.emails_per_second or capabilities.emails_per_second


def daily_ceiling(settings: DispatchSettings, days_since_first: int) -> int | None:
    """Return how many mails may be sent within a day, or ``None`` for any number.

    Args:
        settings: They give the ceiling and the warm-up plan.
        days_since_first: Whole days since the first dispatch ever, 0 on its day.
    """
    if days_since_first < len(settings.warm_up):
        planned = settings.warm_up[days_since_first]
        return planned if settings.emails_per_day is None else min(planned, settings.emails_per_day)
    return settings.emails_per_day


def trouble(
    now: Reactions, settings: DispatchSettings, resumed: Reactions = NONE_YET
) -> Message | None:
    """Return why this dispatch must pause, or ``None`` if it may continue.

    Gmail and Yahoo require less than 0.1 % complaints and never 0.3 %. More than a few
    percent of hard bounces show that the list is of poor quality.

    Args:
        now: What came back so far.
        settings: They give the limits.
        resumed: What had come back when an editor last resumed it. That does not pause it
            again: what came back since must be over the limit too.
    """
    since = now.since(resumed)
    if since.handed < settings.judge_from:
        return None
    for many, recent, limit, code in (
        (now.complained, since.complained, settings.complaints_percent, "complaints-over-limit"),
        (now.bounced, since.bounced, settings.bounces_percent, "bounces-over-limit"),
    ):
        if _is_over(limit, many, now.handed) and _is_over(limit, recent, since.handed):
            return Message(code, share=round(100 * many / now.handed, 1), limit=limit)
    return None


def canary_trouble(
    now: Reactions, settings: DispatchSettings, resumed: Reactions = NONE_YET
) -> Message | None:
    """Return why a dispatch must pause after its first readers, or ``None`` if it may continue.

    Of twenty readers one complaint is five percent, and says nothing: with one reader in a
    thousand who complains, as Gmail tolerates, every fiftieth canary has one, and every five
    thousandth has two. So a share counts only with a number of its own. It also holds for
    three bounces, which one canary in a thousand has where one address in a hundred is dead,
    and four of five have where one in five is.

    Args:
        now: What came back so far.
        settings: They give the limits.
        resumed: As with ``trouble``.
    """
    since = now.since(resumed)
    complaints, bounces = settings.complaints_percent, settings.bounces_percent
    for many, recent, least, limit, code in (
        (
            now.complained,
            since.complained,
            settings.canary_complaints,
            complaints,
            "canary-complaints",
        ),
        (now.bounced, since.bounced, settings.canary_bounces, bounces, "canary-bounces"),
    ):
        if recent >= least and _is_over(limit, many, now.handed):
            return Message(code, count=many, handed=now.handed)
    return None


def _is_over(percent: float, many: int, of: int) -> bool:
    return of > 0 and 100 * many / of > percent


# A provider may ask for more. Asking it once an hour does no harm, and with a limit a wait
# that was set under a wrong clock can be recognised.
LONGEST_RETRY_AFTER = timedelta(hours=1)
LONGEST_BETWEEN_LOOKS = timedelta(minutes=30)  # at a batch in doubt
_OTHERS_LEASE = 10  # times ours, at most


def wait_before(
    attempt: int, retry_after: timedelta | None, chance: float, settings: DispatchSettings
) -> timedelta:
    """Return how long to wait before the next attempt.

    The provider's own Retry-After applies if there is one, up to an hour. Otherwise the
    wait doubles with every attempt up to the longest, and is drawn from its upper half,
    so that many workers do not return at the same time.

    Args:
        attempt: The number of attempts so far, from 1.
        retry_after: The wait that the provider asked for.
        chance: A number from 0 up to 1, drawn by the caller.
        settings: They give the first and the longest wait.
    """
    if retry_after is not None and retry_after > timedelta(0):
        asked = min(retry_after, LONGEST_RETRY_AFTER)
        return asked + asked * (chance * 0.1)
    doublings = min(attempt - 1, 30)
    longest = min(settings.retry_first * (1 << doublings), settings.retry_longest)
    return longest * (0.5 + chance / 2)


def longest_wait(settings: DispatchSettings) -> timedelta:
    """Return the longest wait that any rule gives a batch.

    A batch that is due later than this got its time from a wrong clock.
    """
    return max(
        LONGEST_RETRY_AFTER * 1.1,
        LONGEST_BETWEEN_LOOKS,
        settings.retry_longest,
        settings.look_again,
        settings.lease,
    )


def longest_lease(settings: DispatchSettings) -> timedelta:
    """Return the longest lease that a sound clock can have given a batch.

    Another process may have settings with a longer one. If its lease was cut to ours, its batch
    would be looked into while its call is still being made.
    """
    return settings.lease * _OTHERS_LEASE


def ticks() -> float:
    """Return seconds that also count while this process or the machine is suspended."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def is_too_late(asked: float, now: float, lease: timedelta) -> bool:
    """Return whether it is too late to send bytes.

    Half of the lease is for claiming and making the batch, the other half for the call.

    Args:
        asked: When the lease was asked for, by ``ticks``.
        now: The time now, by ``ticks``.
        lease: How long the batch is leased.
    """
    return now - asked > lease.total_seconds() / 2


def brake(tally: Tally, settings: DispatchSettings) -> Message | None:
    """Return why refusals pause a dispatch, or ``None`` if it may continue.

    Refusals are counted by reader. A batch of twenty readers or more that is refused
    entirely therefore is enough to pause the dispatch. A provider that takes readers one
    by one is judged by the last twenty of them.
    """
    is_run = tally.in_a_row >= settings.refusals_in_a_row
    share = 100 * tally.refused / max(tally.handed, 1)
    is_many = tally.handed >= settings.refusals_from and share > settings.refusals_percent
    if not is_run and not is_many:
        return None
    words = tally.words
    reason = Message.from_text(words) if words else Message("reason-not-given")
    if tally.refused >= tally.handed:
        return Message("refused-all", refused=tally.refused, reason=reason)
    return Message("refused-many", refused=tally.refused, handed=tally.handed, reason=reason)
