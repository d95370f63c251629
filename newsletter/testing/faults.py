"""Faults of the sandbox, or of a stand-in's server: which, when and how often."""

import gzip
import random
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, assert_never, get_args

from newsletter.errors import ConfigError
from newsletter.testing.exchange import NoReply, Reply, Response

Trouble: TypeAlias = Literal[
    "drop", "reset", "hang", "slow", "drip", "garbage", "redirect", "gzip", "bad-gzip"
]
Taken: TypeAlias = Literal["none", "half", "all"]
Scope: TypeAlias = Literal["send", "look-up"]
Fate: TypeAlias = Literal["delivered", "bounced", "complained"]
# https://resend.com/docs/dashboard/emails/idempotency-keys, 2026-01
RESEND_KEEPS_KEYS_SECONDS = 24 * 3600.0
SLOW_SECONDS = 0.4
_ALTERED = {"slow", "drip", "gzip", "bad-gzip"}  # made from the usual answer
_INSTEAD: Mapping[Trouble, Reply | NoReply] = {
    "drop": NoReply.CLOSED,
    "reset": NoReply.RESET,
    "hang": NoReply.HANGING,
    "garbage": Reply(200, b"<html>\x00\xff a page of something else</html>"),
    "redirect": Reply(301, b"", {"location": "/elsewhere"}),
}


def _is_answer(answer: object) -> bool:
    if isinstance(answer, str):
        return answer in get_args(Trouble)
    return isinstance(answer, int) and 400 <= answer <= 599


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault, and when it strikes.

    One without ``at``, ``every``, ``share`` and ``first`` strikes where it is
    planned (``server.Loopback.plan``).

    Attributes:
        answer: A number is an HTTP status. ``drop`` closes the connection and
            ``reset`` resets it. ``hang`` never answers. The usual answer comes
            0.4 seconds late with ``slow``, a byte at a time with ``drip``,
            compressed with ``gzip`` and wrongly declared as compressed with
            ``bad-gzip``. ``garbage`` is a page of something else, ``redirect``
            a 301 to another path.
        taken: How much of the call was accepted nevertheless.
        at: Numbers of the requests that it strikes, counted from 1 since the
            knobs were set; sends and look-ups are counted apart.
        every: It strikes each n-th request. 0 means not by count.
        share: It strikes this share of the requests, drawn from the seed.
        first: It strikes the first n requests.
        retry_after_seconds: Goes with the answer as ``Retry-After``.
        says: The answer's message, if it is a status. Empty means the usual one.
        on: Whether it strikes sends or look-ups.
    """

    answer: int | Trouble
    taken: Taken = "none"
    at: tuple[int, ...] = ()
    every: int = 0
    share: float = 0.0
    first: int = 0
    retry_after_seconds: float | None = None
    says: str = ""
    on: Scope = "send"

    def __post_init__(self) -> None:
        """Refuse a fault that cannot strike or cannot be answered."""
        wrong = [
            problem
            for problem, is_so in (
                (f"answer {self.answer!r} is not 400–599 or one of {get_args(Trouble)}", not _is_answer(self.answer)),
                (f"taken {self.taken!r} is not one of {get_args(Taken)}", self.taken not in get_args(Taken)),
                (f"on {self.on!r} is not one of {get_args(Scope)}", self.on not in get_args(Scope)),
                (f"share {self.share!r} is not between 0 and 1", not 0 <= self.share <= 1),
                (f"answer {self.answer!r} needs an answer: give taken",
                 self.answer in _ALTERED and self.taken == "none"),
            )
            if is_so
        ]  # fmt: skip
        if wrong:
            raise ConfigError(*(f"sandbox fault: {problem}" for problem in wrong))

    @property
    def ever_strikes(self) -> bool:
        """Whether it strikes any request by itself."""
        return bool(self.at or self.every or self.share or self.first)

    def strikes(self, number: int, dice: float) -> bool:
        """Return whether it strikes this request. ``dice`` is in [0, 1)."""
        return (
            number in self.at
            or number <= self.first
            or (self.every > 0 and number % self.every == 0)
            or dice < self.share
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How the sandbox behaves. By default it works without faults.

    Attributes:
        seed: The seed of everything random.
        index_lag_seconds: How long an accepted mail takes to show in a look-up.
        index_keeps_seconds: How long an accepted mail shows in a look-up. ``None`` means for ever.
        clock_ahead_seconds: How far the provider's clock is ahead of this machine's
            (negative: behind); with five days, everything was accepted five days ago.
        idempotent_for_seconds: How long a key is remembered (Resend's dialect).
            With ``None``, keys are ignored.
        answer_after_seconds: How long every send takes.
        calls_per_second: Further sends get 429. ``None`` means no limit.
        tells_retry_after: Whether that 429 says when to come back.
        refuse_share: The share of the readers refused one by one, in the
            dialects that know partial acceptance. It is always the same readers.
        refuse: Addresses that are refused in the same way.
        bounce_share: The share of the readers whose mailboxes do not exist.
            Reports say so, always about the same readers.
        bounce_says: What the receiving host says of those mailboxes.
        complain_share: The share of the others who press "spam".
        report_after_seconds: How long after a mail was accepted its reports are sent.
        faults: The first one that strikes a request decides its answer.
    """

    seed: int = 1
    index_lag_seconds: float = 0.0
    index_keeps_seconds: float | None = None
    clock_ahead_seconds: float = 0.0
    idempotent_for_seconds: float | None = RESEND_KEEPS_KEYS_SECONDS
    answer_after_seconds: float = 0.0
    calls_per_second: float | None = None
    tells_retry_after: bool = True
    refuse_share: float = 0.0
    refuse: tuple[str, ...] = ()
    bounce_share: float = 0.0
    bounce_says: str = "550 5.1.1 There is no such mailbox"
    complain_share: float = 0.0
    report_after_seconds: float = 0.0
    faults: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a fault that never strikes."""
        if not all(fault.ever_strikes for fault in self.faults):
            raise ConfigError("sandbox fault: it never strikes: give at, every, share or first")

    def fault(self, number: int, on: Scope = "send") -> Fault | None:
        """Return the fault that strikes the request with this number, if any."""
        for place, fault in enumerate(self.faults):
            # one throw per fault and request, whatever the order of arrival on other connections
            if fault.on == on and fault.strikes(number, self._dice(f"{place}:{on}:{number}")):
                return fault
        return None

    def refuses(self, address: str) -> bool:
        """Return whether this reader's mail alone is refused."""
        return address in self.refuse or self._is_among(self.refuse_share, address)

    def fates(self, address: str) -> tuple[Fate, ...]:
        """Return what becomes of this reader's accepted mail, in order."""
        if self._is_among(self.bounce_share, f"bounce:{address}"):
            return ("bounced",)
        if self._is_among(self.complain_share, f"complain:{address}"):
            return ("delivered", "complained")
        return ("delivered",)

    def _is_among(self, share: float, name: str) -> bool:
        return bool(share) and zlib.crc32(f"{self.seed}:{name}".encode()) < share * 2**32

    def _dice(self, throw: str) -> float:
        return random.Random(f"{self.seed}:{throw}").random()  # noqa: S311  # not for secrets


def respond(fault: Fault, usual: Reply, after_seconds: float = 0.0) -> Response:
    """Return the response when a fault strikes, after the usual delay.

    ``usual`` is the reply that there would be without the fault. Where the fault
    is a status, it is the reply with that status.
    """
    match fault.answer:
        case "drop" | "reset" | "hang" | "garbage" | "redirect":
            return Response(_INSTEAD[fault.answer], after_seconds)
        case "slow":
            return Response(usual, after_seconds + SLOW_SECONDS)
        case "drip":
            return Response(usual, after_seconds, drips=True)
        case "gzip":
            return Response(_compressed(usual, gzip.compress(usual.body)), after_seconds)
        case "bad-gzip":
            return Response(_compressed(usual, usual.body or b"not compressed"), after_seconds)
        case int():
            return Response(usual, after_seconds)
        case _:
            assert_never(fault.answer)


def _compressed(usual: Reply, body: bytes) -> Reply:
    return replace(usual, body=body, headers={**usual.headers, "content-encoding": "gzip"})


# the faults planned most often: before a call is accepted, and after all of it was
DROP_BEFORE = Fault(answer="reset")
DROP_AFTER = Fault(answer="reset", taken="all")
SLOW = Fault(answer="slow", taken="all")
DRIP = Fault(answer="drip", taken="all")
GARBAGE = Fault(answer="garbage", taken="all")
REDIRECT = Fault(answer="redirect", taken="all")
GZIP = Fault(answer="gzip", taken="all")
BAD_GZIP = Fault(answer="bad-gzip", taken="all")
