"""Turns a claim into the provider's batch: the same claim gives the same bytes."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import orjson

from newsletter.delivery.ports import Guard, Personalise, Recipients
from newsletter.model.batch import RecipientsOfBatch
from newsletter.model.delivery import Batch, CallForm, Capabilities, Recipient
from newsletter.model.dispatch import Claim
from newsletter.model.edition import Edition
from newsletter.text.json_columns import in_quotes, members, write_rows


def unguarded(edition: Edition, values: Mapping[str, str]) -> None:
    """Accept every mail. This is for providers through which nothing leaves this machine."""


class BatchBuilder:
    """Makes batches from claims, frozen editions and members only.

    ``guard`` checks each edition of an issue once, with the values of one
    reader, and every notice.
    """

    def __init__(
        self,
        edition: Callable[[str], Edition],
        recipients: Recipients,
        personalise: Personalise,
        capabilities: Capabilities,
        guard: Guard = unguarded,
    ) -> None:
        self._edition = lru_cache(maxsize=16)(edition)
        self._recipients = recipients
        self._personalise = personalise
        self._merges = capabilities.form is CallForm.MERGE
        self._guard = guard
        self._passed: set[str] = set()

    def make(self, claim: Claim) -> Batch:
        """Return the batch of a claim, with finished mails if the provider does not merge.

        Raises:
            MailUnfit: The guard refuses it.
        """
        batch = Batch(
            dispatch=claim.dispatch.key,
            number=claim.number,
            attempt=claim.attempt,
            key=claim.key,
            date=claim.date,
            edition=self._edition(claim.edition),
            recipients=self._recipients(claim),
            notice=claim.is_notice,
        )
        self._check(batch, claim)
        return batch if self._merges else self._personalise(batch)

    def _check(self, batch: Batch, claim: Claim) -> None:
        if not batch.recipients or (claim.edition in self._passed and not claim.is_notice):
            return
        self._guard(batch.edition, batch.recipients[0].values)
        self._passed.add(claim.edition)


def payload(claim: Claim, batch: Batch) -> bytes:
    """Return the SHA-256 of everything that the provider would get, except the key.

    Mails are made from the edition, the readers' values and the date alone. The first
    and the last complete mail show whether the code that makes them has changed, at a
    hundredth of the cost of hashing all of them.
    """
    digest = hashlib.sha256(f"{claim.edition} {batch.date.isoformat()}\n".encode())
    digest.update(_written(batch.recipients))
    for email in (*batch.emails[:1], *batch.emails[1:][-1:]):
        digest.update(
            email.mime or f"{email.subject}{email.html}{email.text}{email.headers}".encode()
        )
    return digest.digest()


def _written(recipients: Sequence[Recipient]) -> bytes:
    """Return recipients as JSON. A change here would rekey every batch that waits again."""
    if not isinstance(recipients, RecipientsOfBatch):
        return orjson.dumps(
            [(one, address.local, address.domain, values) for one, address, values in recipients]
        )
    pieces = (
        '["',
        in_quotes(recipients.delivery_ids),
        '","',
        _parted(in_quotes(recipients.addresses)),
        '",',
        *members(recipients.values),
        "]",
    )
    return b"[" + write_rows(pieces, len(recipients)) + b"]"


def _parted(addresses: list[str]) -> list[str]:
    """Return local part and domain of each address, as two texts of a list in JSON."""
    lines = "\n".join(addresses)  # an address holds no line end
    if addresses and lines.count("@") == len(addresses):  # nearly always
        return lines.replace("@", '","').split("\n")
    return ['","'.join(one.rsplit("@", 1)) for one in addresses]
