"""Suppressions of addresses, which outlive the addresses themselves."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update

from newsletter.errors import StoreError
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Suppression, SuppressionReason
from newsletter.model.secret import Secret
from newsletter.store.backup.journal import Departure, Journal
from newsletter.store.codes import check_of
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.sending import facts, suppressions
from newsletter.store.subscribers.bounced import LiftedBounces, made_by_bounces, still_suppressed

_DEPARTURES = {
    SuppressionReason.BOUNCED: Departure.BOUNCED,
    SuppressionReason.SOFT_BOUNCES: Departure.BOUNCED,
    SuppressionReason.COMPLAINED: Departure.COMPLAINED,
    SuppressionReason.MANUAL: Departure.SUPPRESSED,
    SuppressionReason.ERASED: Departure.ERASED,
    SuppressionReason.LEFT: Departure.LEFT,
    SuppressionReason.PROVIDERS_LIST: Departure.HELD,
}
_MANY = 500  # parameters in one statement
# A later reason does not replace one that says more.
_WEIGHT = {
    SuppressionReason.SOFT_BOUNCES: 0,
    SuppressionReason.PROVIDERS_LIST: 1,
    SuppressionReason.MANUAL: 2,
    SuppressionReason.BOUNCED: 3,
    SuppressionReason.LEFT: 4,
    SuppressionReason.ERASED: 5,
    SuppressionReason.COMPLAINED: 6,
}
# For each bounce of a reader who bounced before: building it would take longer than running it.
_REPLACE = (
    update(suppressions)
    .where(
        suppressions.c.fingerprint == bindparam("the_fingerprint"),
        suppressions.c.reason.in_(bindparam("lighter", expanding=True)),
    )
    .values(
        {
            column: bindparam(f"the_{column.name}", type_=column.type)
            for column in suppressions.c
            if not column.primary_key
        }
    )
)


class Suppressions:
    """Suppressions by keyed hash. A plain hash could be reversed by trying addresses.

    Args:
        database: Where they are stored.
        clock: The time of a suppression.
        peppers: The possible keys of the hashes. A new database gets the first one.
        journal: Also records each suppression.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        peppers: Sequence[Secret],
        journal: Journal,
    ) -> None:
        self._database = database
        self._clock = clock
        self._peppers = tuple(pepper.reveal.encode() for pepper in peppers)
        self._pepper = self._peppers[0]
        self._journal = journal

    def fingerprint(self, address: EmailAddress) -> bytes:
        """Return the keyed hash of an address, which ignores case."""
        return self.keyed_hash(address.normalised)[:16]

    def fingerprints(self, mailboxes: Iterable[str]) -> list[bytes]:
        """Return the keyed hashes of normalised addresses."""
        pepper = self._pepper
        return [hmac.digest(pepper, one.encode(), "sha256")[:16] for one in mailboxes]

    def keyed_hash(self, text: str) -> bytes:
        """Return the hash of a text under this database's pepper, which never changes."""
        return hmac.digest(self._pepper, text.encode(), hashlib.sha256)

    def hold_pepper(self) -> None:
        """Find the pepper of this database's hashes. A new database takes the first one.

        Raises:
            StoreError: It is none of ours, so every suppression would be overlooked.
        """
        ours = {check_of(pepper): pepper for pepper in reversed(self._peppers)}
        with self._database.read() as connection:
            kept = connection.execute(
                select(facts.c.value).where(facts.c.name == "pepper")
            ).scalar()
        if kept is None:
            with self._database.write() as connection:
                mine = {"name": "pepper", "value": check_of(self._pepper)}
                connection.execute(insert_or_leave(connection, facts, "name"), mine)
                kept = connection.execute(
                    select(facts.c.value).where(facts.c.name == "pepper")
                ).scalar()
        if kept not in ours:
            raise StoreError("database-of-another-secret")
        self._pepper = ours[kept]

    def of(self, address: EmailAddress) -> Suppression | None:
        """Return the suppression of this address, if there is one."""
        found = self.among([address])
        return found.get(address)

    def is_suppressed(self, address: EmailAddress) -> bool:
        """Return whether an address is suppressed."""
        return self.of(address) is not None

    def among(self, addresses: Iterable[EmailAddress]) -> dict[EmailAddress, Suppression]:
        """Return the suppressed ones of the addresses (at most a few thousand)."""
        by_print = {self.fingerprint(address): address for address in addresses}
        with self._database.read() as connection:
            rows = connection.execute(
                select(suppressions).where(suppressions.c.fingerprint.in_(list(by_print)))
            ).all()
        return {
            by_print[bytes(row.fingerprint)]: Suppression(row.reason, row.since, row.note)
            for row in rows
        }

    def add(
        self,
        address: EmailAddress,
        reason: SuppressionReason,
        note: str = "",
        *,
        dispatch: int | None = None,
    ) -> None:
        """Suppress this address from now on. The weightiest reason is kept.

        Args:
            address: The reader's address.
            reason: Why nothing may be sent to it.
            note: The provider's or the editor's words about it.
            dispatch: The dispatch in which the bounce or complaint arose, if any.
        """
        self.add_print(self.fingerprint(address), reason, note, dispatch=dispatch)

    def add_print(
        self,
        fingerprint: bytes,
        reason: SuppressionReason,
        note: str = "",
        *,
        dispatch: int | None = None,
    ) -> None:
        """Suppress an address by its keyed hash; see ``add``."""
        with self._database.write() as connection:
            now = self._clock()
            if _put(connection, fingerprint, reason, now, note=note, dispatch=dispatch):
                self._journal.append(_DEPARTURES[reason], [fingerprint], now)

    def replay(
        self, fingerprint: bytes, reason: SuppressionReason, at: datetime, note: str
    ) -> bool:
        """Repeat a suppression of the journal. Return whether it is new."""
        with self._database.write() as connection:
            return _put(connection, fingerprint, reason, at, note=note)

    def remember_left(self, fingerprints: Sequence[bytes]) -> None:
        """Suppress people who left, before their data is deleted.

        The journal has recorded that they left.
        """
        if not fingerprints:
            return
        left = {"reason": SuppressionReason.LEFT, "since": self._clock(), "note": ""}
        with self._database.write() as connection:
            connection.execute(
                insert_or_leave(connection, suppressions, "fingerprint"),
                [{"fingerprint": one, **left} for one in fingerprints],
            )

    def lift(self, address: EmailAddress) -> bool:
        """Lift the suppression, and return whether there was one. The caller has checked."""
        fingerprint = self.fingerprint(address)
        with self._database.write() as connection:
            ended = connection.execute(
                delete(suppressions).where(suppressions.c.fingerprint == fingerprint)
            ).rowcount
            if ended:
                self._journal.append(Departure.RETURNED, [fingerprint], self._clock())
        return bool(ended)

    def lift_bounced(self, dispatch: int) -> LiftedBounces:
        """Lift the suppressions made by bounces of a dispatch, and no others.

        A suppression for another reason, or by another dispatch, is kept.
        """
        with self._database.write() as connection:
            rows = connection.execute(made_by_bounces(dispatch)).all()
            fingerprints = [bytes(row.fingerprint) for row in rows]
            for start in range(0, len(fingerprints), _MANY):
                some = fingerprints[start : start + _MANY]
                connection.execute(delete(suppressions).where(suppressions.c.fingerprint.in_(some)))
            self._journal.append(Departure.RETURNED, fingerprints, self._clock())
            kept = connection.execute(still_suppressed(dispatch)).scalar_one()
        readers = tuple(row.subscriber for row in rows if row.subscriber is not None)
        return LiftedBounces(lifted=len(rows), kept=int(kept), readers=readers)

    def count(self) -> dict[SuppressionReason, int]:
        """Return how many addresses are suppressed, by reason."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(suppressions.c.reason, func.count()).group_by(suppressions.c.reason)
            ).all()
        return {row[0]: row[1] for row in rows}


def _put(
    connection: Connection,
    fingerprint: bytes,
    reason: SuppressionReason,
    since: datetime,
    *,
    note: str,
    dispatch: int | None = None,
) -> bool:
    """Write a suppression unless a weightier one exists. Return whether it was written."""
    values = {"reason": reason, "since": since, "note": note, "dispatch": dispatch}
    step = insert_or_leave(connection, suppressions, "fingerprint")  # processes may race
    if connection.execute(step, {"fingerprint": fingerprint, **values}).rowcount:
        return True
    lighter = [one for one, weight in _WEIGHT.items() if weight < _WEIGHT[reason]]
    given = {f"the_{name}": value for name, value in values.items()}
    replaced = connection.execute(
        _REPLACE, {"the_fingerprint": fingerprint, "lighter": lighter, **given}
    )
    return bool(replaced.rowcount)
