"""The list of providers, the check of the chosen one, and a test email through it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from newsletter.app.container import Container
from newsletter.app.emails import Emails
from newsletter.app.readiness import Deliverability, as_message, peculiarities, problems
from newsletter.errors import ProviderError
from newsletter.message import Message
from newsletter.model.delivery import CallForm, Capabilities
from newsletter.model.secret import Secret

_OF_WEBHOOKS = ("hook_", "signing_", "notice_signing_", "public_key")  # how such settings begin
_FOR_EVER = timedelta(days=365)
_LARGEST_MAIL = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """One provider that can be chosen, and what it can do."""

    name: str
    chosen: bool
    recipients_per_call: int
    merges: bool
    idempotent: Message
    looks_up: Message


def _same_again(can: Capabilities) -> Message:
    """Return what happens to a batch that is handed over twice."""
    if not can.idempotent_for:
        return Message("same-batch-doubles")
    if can.idempotent_for > _FOR_EVER:
        return Message("same-batch-harmless-for-ever")
    minutes = int(can.idempotent_for.total_seconds()) // 60
    if minutes % 60:
        return Message("same-batch-harmless-for-minutes", minutes=minutes)
    return Message("same-batch-harmless-for-hours", hours=minutes // 60)


def _can_be_asked(can: Capabilities) -> Message:
    """Return whether the provider can be asked what it accepted, and when that is conclusive."""
    if not can.looks_up:
        return Message("look-up-impossible")
    if can.lookup_lag is None:
        return Message("look-up-lag-unknown")
    minutes = int(can.lookup_lag.total_seconds()) // 60
    if not minutes:
        return Message("look-up-at-once")
    if minutes % 60:
        return Message("look-up-after-minutes", minutes=minutes)
    return Message("look-up-after-hours", hours=minutes // 60)


def account_of(container: Container) -> str:
    """Return the chosen provider's name and the mark of its account.

    The mark is a keyed hash of every text in the provider's settings, secrets included. What
    was handed over before one of them changed may have gone to another account. Those that
    only prove a webhook's calls say nothing of it, and another machine may lack them.
    """
    settings: Any = container.provider_settings  # a dataclass, as ``wire.finding`` describes it
    names = [one.name for one in fields(settings) if not one.name.startswith(_OF_WEBHOOKS)]
    values = [getattr(settings, name) for name in names]
    texts = [one.reveal if isinstance(one, Secret) else str(one) for one in values if _is_text(one)]
    name = container.provider.name
    mark = container.store.suppressions.keyed_hash("\0".join(("account", name, *texts)))
    return f"{name}:{mark.hex()[:16]}"


def _is_text(value: object) -> bool:
    return isinstance(value, (str, Secret, Path))


class Providers:
    """The available providers, and the chosen one."""

    def __init__(self, container: Container, mails: Emails, proof: Deliverability) -> None:
        self._container = container
        self._mails = mails
        self._proof = proof

    def rows(self) -> list[ProviderRow]:
        """Return every provider that can be chosen."""
        from newsletter.providers import capabilities_of, names

        rows = []
        for name in names():
            can = capabilities_of(name)
            rows.append(
                ProviderRow(
                    name=name,
                    chosen=name == self._container.settings.provider,
                    recipients_per_call=can.recipients_per_call,
                    merges=can.form is CallForm.MERGE,
                    idempotent=_same_again(can),
                    looks_up=_can_be_asked(can),
                )
            )
        return rows

    def check(self) -> tuple[list[Message], list[Message]]:
        """Return what keeps the chosen provider from sending, and what could be better."""
        try:
            account = tuple(map(as_message, self._container.provider.check()))
        except ProviderError as error:
            account = (
                Message("provider-not-asked", provider=error.provider, reason=error.problem),
            )
        wrong, hints = self._proof.examine()
        return [*problems(self._container), *account, *wrong], [
            *peculiarities(self._container),
            *hints,
        ]

    def test(self, address: str) -> Message:
        """Send one real email through the chosen provider.

        Raises:
            ConfigError: The provider is not ready; the error lists every reason.
            DeskError: The provider refused it.
        """
        from newsletter.model.notice import NoticeKind
        from newsletter.rendering.compile import compile_notice

        problems(self._container, refuse=True)
        edition = compile_notice(
            NoticeKind.WELCOME, self._container.template(), self._container.letter
        )
        return self._mails.send_one(edition, address, name="test")

    @property
    def test_leaves(self) -> bool:
        """Return whether a test email reaches a mailbox on another machine."""
        return not self._container.stays_here

    def received(self, file: Path) -> tuple[Sequence[Message], Sequence[Message]]:
        """Return what is wrong with, and what could be better in, a saved received test email.

        Raises:
            OSError: The file cannot be read.
        """
        with file.open("rb") as saved:
            mime = saved.read(_LARGEST_MAIL)
        return self._proof.read_back(mime)
