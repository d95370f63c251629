"""The providers' ways of proving what became of a call, each with the sandbox behind it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from newsletter.delivery.reconcile import Settlement
from newsletter.model.secret import Secret
from newsletter.providers import mailgun, postmark, resend
from newsletter.providers.wire.mails import from_tag

_ANY = Secret("any")
LAG = timedelta(seconds=0.4)  # what the index of the sandbox needs, in all of these
REACH = timedelta(days=3)
TIMEOUT = timedelta(seconds=0.6)  # less than half of the lease, as the settings ask for


@dataclass(frozen=True)
class Strategy:
    """How a doubt can be settled, and so what may be left of one.

    Attributes:
        proves: Whether every doubt is settled by the machine in the end; else
            a batch in doubt is held, and exactly those that were hit are.
        looks_up: Whether what was taken is found, so that nobody who has it stays in doubt.
        guess: What a careless sender would do with every doubt; ``None``: nothing without proof.
        index_lag: How long the sandbox's index really takes.
        reads: Our delivery id out of what the provider was given.
        batch_size: Recipients in a call.
    """

    name: str
    build: Callable[[str], Any]
    proves: bool = True
    looks_up: bool = True
    guess: Settlement | None = None
    index_lag: timedelta = 0.9 * LAG
    reads: Callable[[str], str] = str
    batch_size: int = 10

    @property
    def is_control(self) -> bool:
        """Whether it is there to show that the checker can see a loss or a double."""
        return self.guess is not None or self.index_lag > LAG


def _mailgun(lag: timedelta | None) -> Callable[[str], Any]:
    def build(url: str) -> Any:
        made = mailgun.Provider(
            mailgun.Settings(key=_ANY, domain="helder.example.nl", base=url, timeout=TIMEOUT)
        )
        made.capabilities = replace(made.capabilities, lookup_lag=lag, lookup_reaches=REACH)
        return made

    return build


def _postmark(lag: timedelta | None) -> Callable[[str], Any]:
    def build(url: str) -> Any:
        made = postmark.Provider(postmark.Settings(token=_ANY, base=url, timeout=TIMEOUT))
        made.capabilities = replace(made.capabilities, lookup_lag=lag, lookup_reaches=REACH)
        return made

    return build


def _resend(url: str) -> Any:
    return resend.Provider(resend.Settings(key=_ANY, base=url, timeout=TIMEOUT))


STRATEGIES = {
    strategy.name: strategy
    for strategy in (
        Strategy("key (Resend)", _resend, looks_up=False, reads=from_tag),
        Strategy("look-up, known lag (Mailgun)", _mailgun(LAG)),
        Strategy("look-up, known lag (Postmark)", _postmark(LAG)),
        Strategy("look-up, unknown lag (Postmark)", _postmark(None), proves=False),
        Strategy("control: send again blindly", _mailgun(LAG), guess=Settlement.AGAIN),
        Strategy("control: mark, then send", _mailgun(LAG), guess=Settlement.SENT),
        Strategy("control: lag told too short", _mailgun(LAG), index_lag=timedelta(minutes=10)),
    )
}
