"""The knobs: how the sandbox is to misbehave, when, and how often."""

import json
import math
import random
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, TypeAlias, get_args

from newsletter.errors import ConfigError

Taken: TypeAlias = Literal["none", "half", "all"]
Scope: TypeAlias = Literal["send", "look-up"]
Fate: TypeAlias = Literal["delivered", "bounced", "complained"]
RESEND_KEEPS_KEYS_SECONDS = (
    24 * 3600.0
)  # https://resend.com/docs/dashboard/emails/idempotency-keys, 2026-01


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One misfortune and when it strikes.

    Attributes:
        answer: ``drop`` cuts the connection, ``hang`` never answers, a number
            is an HTTP status.
        taken: How much of the call was accepted all the same.
        at: Numbers of the requests that it strikes, counted from 1 since the
            knobs were set; sends and look-ups are counted apart.
        every: It strikes each n-th request; 0: not by count.
        share: It strikes this share of the requests, drawn from the seed.
        first: It strikes the first n requests.
        retry_after_seconds: Goes with the answer as ``Retry-After``.
        says: The answer's words, where it is a status; empty: the usual ones.
        on: Whether it strikes sends or look-ups.
    """

    answer: int | Literal["drop", "hang"]
    taken: Taken = "none"
    at: tuple[int, ...] = ()
    every: int = 0
    share: float = 0.0
    first: int = 0
    retry_after_seconds: float | None = None
    says: str = ""
    on: Scope = "send"

    def __post_init__(self) -> None:
        """Refuse what cannot strike or cannot be answered."""
        wrong = [
            problem
            for problem, is_so in (
                (f"answer {self.answer!r} is not drop, hang or 400–599", not _is_answer(self.answer)),
                (f"taken {self.taken!r} is not one of {get_args(Taken)}", self.taken not in get_args(Taken)),
                (f"on {self.on!r} is not one of {get_args(Scope)}", self.on not in get_args(Scope)),
                (f"share {self.share!r} is not between 0 and 1", not 0 <= self.share <= 1),
                ("it never strikes: give at, every, share or first",
                 not (self.at or self.every or self.share or self.first)),
            )
            if is_so
        ]  # fmt: skip
        if wrong:
            raise ConfigError(*(f"sandbox fault: {problem}" for problem in wrong))

    def strikes(self, number: int, dice: float) -> bool:
        """Whether it strikes the request with this number; ``dice`` is in [0, 1)."""
        return (
            number in self.at
            or number <= self.first
            or (self.every > 0 and number % self.every == 0)
            or dice < self.share
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How the sandbox behaves; the defaults are a provider on a good day.

    Attributes:
        seed: Of everything that is left to chance.
        index_lag_seconds: How long an accepted mail takes to show in a look-up.
        index_keeps_seconds: How long an accepted mail shows in a look-up; ``None``: for ever.
        clock_ahead_seconds: How far the provider's clock is ahead of this machine's
            (negative: behind); with five days, everything was accepted five days ago.
        idempotent_for_seconds: How long a key is remembered (Resend's dialect);
            ``None``: keys are not heeded at all.
        answer_after_seconds: How long every send takes.
        calls_per_second: More sends than these get 429; ``None``: no limit.
        tells_retry_after: Whether that 429 says when to come back.
        refuse_share: This share of the readers is refused one by one, in the
            dialects that know partial acceptance; always the same readers.
        refuse: Addresses that are refused in the same way.
        bounce_share: The mailboxes of this share of the readers do not exist;
            told by reports, always of the same readers.
        bounce_says: What the receiving host says of those mailboxes.
        complain_share: This share of the others press "spam".
        report_after_seconds: How long after a mail was accepted its reports go.
        faults: The first that strikes a request decides what befalls it.
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

    def fault(self, number: int, on: Scope = "send") -> Fault | None:
        """What befalls the request with this number, if anything."""
        for place, fault in enumerate(self.faults):
            # one throw per fault and request, whatever the order of arrival on other connections
            if fault.on == on and fault.strikes(number, self._dice(f"{place}:{on}:{number}")):
                return fault
        return None

    def refuses(self, address: str) -> bool:
        """Whether this reader's mail is refused while the rest of the call goes in."""
        return address in self.refuse or self._is_among(self.refuse_share, address)

    def fates(self, address: str) -> tuple[Fate, ...]:
        """What becomes of this reader's accepted mail, in order."""
        if self._is_among(self.bounce_share, f"bounce:{address}"):
            return ("bounced",)
        if self._is_among(self.complain_share, f"complain:{address}"):
            return ("delivered", "complained")
        return ("delivered",)

    def as_table(self) -> dict[str, Any]:
        """The knobs as ``POST /sandbox/knobs`` takes them."""
        return asdict(self)

    def turned(self, table: Mapping[str, Any]) -> "Faults":
        """These knobs with those in the table set anew.

        Raises:
            ConfigError: If a name is unknown or a value is of the wrong kind.
        """
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        unknown = sorted(set(table) - set(values))
        if unknown:
            raise ConfigError(f"the sandbox has no knob {unknown[0]!r}, only {sorted(values)}")
        for name, value in table.items():
            values[name] = _READERS[name](name, value)
        return Faults(**values)

    @classmethod
    def read(cls, text: str) -> "Faults":
        """Knobs from a line of JSON, such as a command line carries.

        Raises:
            ConfigError: If it is not a JSON object, or not one of knobs.
        """
        try:
            table = json.loads(text)
        except json.JSONDecodeError as error:
            raise ConfigError(f"sandbox knobs: not JSON: {error}") from error
        if not isinstance(table, dict):
            raise ConfigError("sandbox knobs: give a JSON object")
        return cls().turned(table)

    def _is_among(self, share: float, name: str) -> bool:
        return bool(share) and zlib.crc32(f"{self.seed}:{name}".encode()) < share * 2**32

    def _dice(self, throw: str) -> float:
        return random.Random(f"{self.seed}:{throw}").random()  # noqa: S311 — misfortune, not secrecy


def _is_answer(answer: object) -> bool:
    if isinstance(answer, str):
        return answer in {"drop", "hang"}
    return isinstance(answer, int) and 400 <= answer <= 599


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a number from 0 up")
    return float(value)


def _signed_number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a number")
    return float(value)


def _number_or_none(name: str, value: object) -> float | None:
    return None if value is None else _number(name, value)


def _truth(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"sandbox knob {name}: {value!r} is neither true nor false")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a text")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a list of addresses")
    return tuple(value)


def _faults(name: str, value: object) -> tuple[Fault, ...]:
    if not isinstance(value, list | tuple):
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a list of faults")
    return tuple(_fault(one) for one in value)


def _fault(value: object) -> Fault:
    known = [field.name for field in fields(Fault)]
    if not isinstance(value, Mapping) or "answer" not in value:
        raise ConfigError(f"sandbox fault: {value!r} is not an object with an answer")
    unknown = sorted(set(value) - set(known))
    if unknown:
        raise ConfigError(f"sandbox fault: has no {unknown[0]!r}, only {known}")
    try:
        return Fault(**{**value, "at": tuple(value.get("at", ()))})
    except TypeError as error:
        raise ConfigError(f"sandbox fault: {value!r}: {error}") from error


_READERS = {
    "seed": lambda name, value: int(_number(name, value)),
    "index_lag_seconds": _number,
    "index_keeps_seconds": _number_or_none,
    "clock_ahead_seconds": _signed_number,
    "idempotent_for_seconds": _number_or_none,
    "answer_after_seconds": _number,
    "calls_per_second": _number_or_none,
    "tells_retry_after": _truth,
    "refuse_share": _number,
    "refuse": _texts,
    "bounce_share": _number,
    "bounce_says": _text,
    "complain_share": _number,
    "report_after_seconds": _number,
    "faults": _faults,
}
