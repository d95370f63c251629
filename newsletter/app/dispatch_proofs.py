"""Proofs of dispatches: signed counts without addresses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self

from newsletter import __version__
from newsletter.app.container import Container
from newsletter.app.dispatch_list import row_of
from newsletter.audience.signatures import is_signed, public_key, sign
from newsletter.errors import DeskError, StoreError
from newsletter.model.dispatch import NOTICES, DeliveryState, Dispatch

if TYPE_CHECKING:
    from newsletter.app.newsletter import Newsletter
    from newsletter.store.auditing import Audit

_FORMAT: Final = "newsletter dispatch proof 1"
_LARGEST: Final = 100_000  # bytes; one has some 1,500


@dataclass(frozen=True, slots=True)
class DispatchProof:
    """A signed statement about a dispatch.

    Attributes:
        facts: What it states, by the names of its JSON, with public key and signature.
        is_own: Whether the key is one of this publication.
    """

    facts: Mapping[str, Any]
    is_own: bool = True

    def to_json(self) -> str:
        """Return it as the text of a file."""
        return json.dumps(self.facts, ensure_ascii=False, indent=2) + "\n"


class DispatchProofs:
    """Makes and checks proofs."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    @classmethod
    def of(cls, newsletter: "Newsletter") -> Self:
        """Return the proofs of a publication."""
        return cls(newsletter.container)

    def make(self, dispatch: int) -> DispatchProof:
        """Return the proof of a dispatch as of now, all of it read at one moment.

        Raises:
            DeskError: There is no such dispatch, it is that of the notices, or its
                recipients are unknown because a backup was restored.
            StoreError: The rows do not sum up, or the edition was altered.
        """
        from newsletter.store.auditing import audit

        store, secret = self._container.store, self._container.secret
        with store.snapshot():
            if dispatch == NOTICES:
                raise DeskError("dispatch-unknown", dispatch=dispatch)
            found = store.dispatches.find(dispatch)
            if found.is_from_journal:
                raise DeskError("proof-without-recipients", dispatch=dispatch)
            counted = audit(store.database, dispatch)
            facts = self._facts(found, counted)
        signed_by = {"public_key": public_key(secret)}
        signature = sign(secret, _canonical(facts | signed_by))
        return DispatchProof(facts | signed_by | {"signature": signature})

    def check(self, text: bytes) -> DispatchProof:
        """Return a proof that is as it was when it was signed, by whatever key.

        Raises:
            DeskError: The file is no proof, was changed since it was signed, or does not sum up.
        """
        facts = _read(text)
        signed = {name: value for name, value in facts.items() if name != "signature"}
        key, signature = facts["public_key"], facts["signature"]
        if not is_signed(_canonical(signed), signature, key):
            raise DeskError("proof-changed")
        if not _sums_up(facts):
            raise DeskError("proof-does-not-sum-up")
        settings = self._container.settings.publication
        own = {public_key(one) for one in (self._container.secret, *settings.old_secrets)}
        return DispatchProof(facts, key in own)

    def _facts(self, found: Dispatch, counted: "Audit") -> dict[str, Any]:
        store, publication = self._container.store, self._container.settings.publication
        progress = store.counts.progress(found.id)
        if progress.counts != counted.counts:  # pages would show other numbers
            frozen, rows = counted.audience, progress.audience
            raise StoreError("ledger-sums-differ", dispatch=found.id, frozen=frozen, rows=rows)
        edition = store.editions.get(found.edition)  # which checks its hash
        state = row_of(found, progress, ()).state
        return {
            "format": _FORMAT,
            "publication": publication.name,
            "base_url": publication.base_url,
            "dispatch": found.id,
            "issue": found.issue,
            "subject": edition.subject_without_name,
            "edition_sha256": found.edition,
            "audience": str(found.audience),
            "again_of": found.again_of,
            "slot": found.slot.isoformat() if found.slot else None,
            "state": state.value,
            "frozen_at": _written(found.frozen_at),
            "first_handed_over_at": _written(counted.first),
            "last_handed_over_at": _written(counted.last),
            "made_at": _written(self._container.now()),
            "provider": found.provider,
            "program": f"newsletter {__version__}",
            "recipients": counted.audience,
            "counts": {state.value: many for state, many in counted.counts.items()},
            "skipped": dict(counted.skipped),
        }


def _written(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _canonical(facts: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed: the same for any order and any white space of a file."""
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")


def _read(text: bytes) -> dict[str, Any]:
    """Return the facts in a file of a proof, none of which is there twice.

    Raises:
        DeskError: It is no proof.
    """
    try:
        facts = json.loads(text[:_LARGEST], object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise DeskError("proof-unreadable") from error
    texts = ("format", "public_key", "signature")
    if not isinstance(facts, dict) or not all(isinstance(facts.get(one), str) for one in texts):
        raise DeskError("proof-unreadable")
    if facts["format"] != _FORMAT:
        raise DeskError("proof-unreadable")
    return facts


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; one with a name twice would show other facts than it is checked by."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _sums_up(facts: Mapping[str, Any]) -> bool:
    """Return whether the counts of a signed proof sum to those whom they divide."""
    counts, skipped = facts.get("counts"), facts.get("skipped")
    if not isinstance(counts, dict) or not isinstance(skipped, dict):
        return False
    if not all(type(many) is int for many in (*counts.values(), *skipped.values())):
        return False
    return sum(counts.values()) == facts.get("recipients") and sum(skipped.values()) == counts.get(
        DeliveryState.SKIPPED, 0
    )
