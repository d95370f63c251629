"""Single emails: their merge values, samples and tests."""

import re
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsletter.app.container import Container
from newsletter.audience.addresses import parse
from newsletter.audience.tokens import Purpose
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Ground
from newsletter.model.batch import Column, MembersOfBatch, RecipientsOfBatch, rows_of
from newsletter.model.delivery import Batch, BatchMember, CallForm, Outcome, Receipt, Recipient
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.edition import Edition, NamePhrase, with_phrases

if TYPE_CHECKING:
    from newsletter.model.dispatch import Claim, Dispatch
    from newsletter.rendering.personalise import Personal

_SAMPLE = BatchMember(0, EmailAddress("lezer", "example.org"), "Anna")


class _FieldsOfEdition(NamedTuple):
    """The merge fields of an edition, and those that follow from the first name."""

    names: frozenset[str]
    phrases: tuple[NamePhrase, ...]


class Emails:
    """Turns editions into emails for recipients."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._fields: dict[str, _FieldsOfEdition] = {}  # by its hash

    def values(self, member: BatchMember, issue: int = 0) -> dict[str, str]:
        """Return a reader's merge values for an issue: the greeting and personal links.

        They are for an email that keeps them: the links lead to where the pages are now.
        """
        return self._values(member, issue, self._container.pages_at)

    def _values(self, member: BatchMember, issue: int, base: str) -> dict[str, str]:
        asks = issue > 0 and self._container.letter.imprint.asks_clear_moment
        fields = {"why", "day", "moment_url"} if asks else {"why", "day"}
        members = MembersOfBatch.of((member,))
        (values,) = rows_of(self._written(members, issue, fields, self._container.now(), base), 1)
        return values

    def values_in(self, edition: Edition, member: BatchMember) -> dict[str, str]:
        """Return a reader's merge values for an edition, as it would be sent now."""
        return with_phrases(edition.phrases, self.values(member, edition.issue))

    def values_in_kept(self, sha256: str, member: BatchMember, issue: int) -> dict[str, str]:
        """Return a reader's merge values for an edition in the database."""
        return with_phrases(self._fields_of(sha256).phrases, self.values(member, issue))

    def recipients(self, claim: "Claim") -> Sequence[Recipient]:
        """Return a claim's members with their names and merge values; see ``delivery.ports``."""
        members = MembersOfBatch.of(claim.members)
        ids = self._ids(claim.dispatch, members.numbers)
        if claim.is_notice:
            return tuple(
                Recipient(one, member.address, claim.values)
                for one, member in zip(ids, members, strict=True)
            )
        names, phrases = self._fields_of(claim.edition)
        # base_url even while it is not set: a repeated batch must have the same links
        base = self._container.settings.publication.base_url
        values = self._written(members, claim.dispatch.issue, names, claim.date, base)
        first_names = values["first_name"]
        for phrase in phrases:
            values[phrase.field] = [phrase.value(name) for name in first_names]
        return RecipientsOfBatch(ids, members.addresses, values)

    def _ids(self, dispatch: "Dispatch", numbers: Sequence[int]) -> list[str]:
        if dispatch.is_keyed:
            return self._container.keyring.delivery_ids(dispatch.key, numbers)
        return [delivery_id(dispatch.key, number) for number in numbers]

    def _fields_of(self, sha256: str) -> _FieldsOfEdition:
        """Return the merge fields of a frozen edition, regardless of later settings.

        An edition frozen before a field was introduced does not have it. A repeated
        batch must have exactly the values of its first attempt (``delivery.batches``).
        """
        if sha256 not in self._fields:
            edition = self._container.store.editions.get(sha256)
            self._fields[sha256] = _FieldsOfEdition(edition.fields, edition.phrases)
        return self._fields[sha256]

    def _written(
        self,
        members: MembersOfBatch,
        issue: int,
        fields: Collection[str],
        at: datetime,
        base: str,
    ) -> dict[str, Column]:
        """Return the members' merge values, by column. What they share is looked up once."""
        from newsletter.rendering.personalise import merge_values, why

        letter = self._container.letter
        return merge_values(
            letter,
            self._personal(members, base, issue if "moment_url" in fields else None),
            reasons={one: why(letter, one) for one in Ground} if "why" in fields else None,
            day=self.day(at) if "day" in fields else None,
        )

    def _personal(self, members: MembersOfBatch, base: str, asked: int | None) -> "Personal":
        """Return names and links.

        ``asked`` is the issue whose question the readers are asked, if they are.
        """
        from newsletter.rendering.personalise import Personal

        keyring, numbers = self._container.keyring, members.numbers
        leave = keyring.tokens(Purpose.LEAVE, numbers)
        prefer = keyring.tokens(Purpose.PREFERENCES, numbers)
        return Personal(
            first_names=members.first_names,
            leave=[f"{base}/unsubscribe/{token}" for token in leave],
            mailboxes=self._leave_mailboxes(numbers),
            preferences=[f"{base}/preferences/{token}" for token in prefer],
            moments="" if asked is None else self._moments(asked, numbers, base),
            grounds=members.grounds,
        )

    def _moments(self, issue: int, numbers: Sequence[int], base: str) -> Column:
        from newsletter.audience.feedback import vote_tokens

        tokens = vote_tokens(self._container.keyring, issue, numbers)
        return [f"{base}/moment/{token}" for token in tokens]

    def _leave_mailboxes(self, numbers: Sequence[int]) -> Column:
        mailbox = self._container.letter.imprint.unsubscribe_mailbox
        if mailbox is None:
            return ""
        tokens = self._container.keyring.mailbox_tokens(Purpose.LEAVE, numbers)
        return [f"{token}@{mailbox.domain}" for token in tokens]

    def day(self, at: datetime) -> str:
        """Return the day of a moment in the publication's zone and language, such as Sunday 8 March."""
        from newsletter.rendering.personalise import day_in_words

        return day_in_words(self._container.letter, at.astimezone(self._container.zone))

    def sample_values(
        self, first_name: str = _SAMPLE.first_name, *, edition: Edition | None = None
    ) -> dict[str, str]:
        """Return the merge values of a fictitious reader, with the links of a dispatch."""
        base = self._container.settings.publication.base_url
        values = self._values(BatchMember(0, _SAMPLE.address, first_name), 1, base)
        return with_phrases(edition.phrases if edition else (), values)

    def eml(self, edition: Edition) -> bytes:
        """Return the complete email for a fictitious reader, as it would be sent now."""
        from newsletter.rendering.personalise import eml

        values = self.sample_values(edition=edition)
        recipient = Recipient("preview.0", _SAMPLE.address, values)
        return eml(edition, recipient, self._container.now())

    def send_one(
        self,
        edition: Edition,
        to: str,
        *,
        name: str,
        first_name: str = "",
        at: datetime | None = None,
    ) -> Message:
        """Send an edition to one address through the chosen provider, outside the ledger.

        Args:
            edition: What to send.
            to: The address as typed.
            name: The name that identifies the email in the provider's logs.
            first_name: With which the email greets; empty for a greeting without a name.
            at: The moment whose day the email shows, by default now.

        Raises:
            BadAddress: ``to`` is not a valid address.
            MailUnfit: The sender is a placeholder, or links lead to this machine.
            DeskError: The provider refused it.
        """
        from newsletter.app.agreement import guard

        address = parse(to, unicode_local=self._container.provider.capabilities.unicode_local)
        key = _key_of(name)
        values = self.values_in(edition, BatchMember(0, address, first_name))
        if at is not None:
            values |= {"day": self.day(at)}
        guard(self._container, edition, values)
        batch = Batch(
            dispatch=key,
            number=1,
            attempt=1,
            key=key,
            date=self._container.now(),
            edition=edition,
            recipients=(Recipient(f"{key}.0", address, values),),
            notice=True,
        )
        (receipt,) = self._container.provider.send(self.personalise(batch))
        return self._answer(receipt, str(address))

    def _answer(self, receipt: Receipt, address: str) -> Message:
        """Return what became of an email to one address.

        Raises:
            DeskError: The provider refused it.
        """
        provider = self._container.provider
        if receipt.outcome is not Outcome.ACCEPTED:
            reason = Message.from_text(receipt.detail)
            raise DeskError("email-not-taken", provider=provider.name, reason=reason)
        if provider.name == "outbox":
            folder: Path = self._container.provider_settings.folder  # type: ignore[attr-defined]  # the outbox's settings
            return Message("email-in-outbox", address=address, folder=folder)
        return Message("email-taken", provider=provider.name, address=address)

    def personalise(self, batch: Batch) -> Batch:
        """Return the batch with complete emails if the chosen provider does not merge."""
        from newsletter.rendering.personalise import personalise

        form = self._container.provider.capabilities.form
        return batch if form is CallForm.MERGE else personalise(batch, form)


def _key_of(name: str) -> str:
    """Return a random key for one email outside the ledger, so that Message-IDs do not repeat.

    It has the usual length, because a bounce address has no room for more.
    """
    plain = re.sub(r"[^a-z0-9-]+", "-", name.lower())
    return f"{plain[:24].rstrip('-')}-{secrets.token_hex(4)}"
