"""On what ground somebody is a reader: by the newest consent that says so."""

from newsletter.model.audience import Consent, Ground
from newsletter.store.store import Store
from tests.store.builders import LEASE, NOW, a_dispatch, readers

ASKED = "zij vroegen erom, op papier, in 2025"
CLIENTS = "klanten die konden weigeren toen wij hun adres vroegen"


def noted(kind: str, wording: str) -> Consent:
    return Consent(kind=kind, at=NOW, wording=wording)


def test_the_newest_ground_counts_in_every_store(any_store: Store) -> None:
    store = any_store
    readers(store, 5)
    store.consents.add([1, 2, 3], noted("imported", CLIENTS))
    store.consents.add([4], noted("added by the editor", ASKED))
    store.consents.add([2], noted("confirmed", "klanten"))
    store.consents.add([3], noted("imported", ASKED))
    store.consents.add([1], noted("left", "klant"))
    a_dispatch(store)
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert [member.ground for member in claim.members] == [
        Ground.CUSTOMER,
        Ground.SIGNED_UP,
        Ground.ASKED_ELSEWHERE,
        Ground.ASKED_ELSEWHERE,
        Ground.SIGNED_UP,
    ]
    assert store.consents.ground_of(1) is Ground.CUSTOMER
    assert store.consents.ground_of(5) is Ground.SIGNED_UP
