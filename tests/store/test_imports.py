"""Undoing an import removes those of whom nothing else is known, and makes nobody mailable."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from newsletter.errors import DeskError
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Arrival, Consent, Rhythm, Standing, SuppressionReason
from newsletter.model.delivery import Outcome
from newsletter.model.imports import ImportUndo
from newsletter.model.sign_up import SignUp
from newsletter.store.schema.sending import consents, subscribers, tagged
from newsletter.store.store import Store
from tests.store.builders import LEASE, NOW, a_dispatch, a_newcomer, readers, receipts

CONSENT = Consent(kind="imported", at=NOW, wording="asked for it on paper")
FEW = 3


def taken_in(store: Store, *names: str) -> int:
    """An import of these people; its number."""
    number = store.imports.begin("from the file list.csv")
    people = [a_newcomer(name, first_name="Anna", tags=frozenset({"rust"})) for name in names]
    with store.together():
        arrivals = store.subscribers.take_in(people, source="a list", imported=number)
        new = [who for who, at in zip(people, arrivals, strict=True) if at is Arrival.NEW]
        store.consents.add_by_address((who.address, CONSENT) for who in new)
        store.imports.count(number, added=len(new), barred=0)
    store.imports.end(number)
    return number


def undone(store: Store, number: int) -> None:
    store.imports.mark_undone(number)
    last: int | None = 0
    while last is not None:
        last = store.imports.take_back(number, last)


def mailed(store: Store, *, outcome: Outcome = Outcome.ACCEPTED) -> None:
    """A letter goes to everybody there is."""
    a_dispatch(store, batch_size=50)
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert store.ledger.ready(claim, b"h" * 32)
    assert store.ledger.note(claim, receipts(claim, outcome=outcome))


def rows(store: Store, table: object) -> int:
    with store.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]  # of SQLAlchemy


def test_those_whom_it_added_go_as_if_they_had_never_come(any_store: Store) -> None:
    store = any_store
    readers(store, 2)
    number = taken_in(store, "anna", "bram", "lezer1")
    assert store.imports.find(number).added == 2
    assert store.imports.foresee(number) == ImportUndo(goes=2, mailed=0, others=0)
    undone(store, number)
    assert [str(one.address) for one in store.subscribers.page()] == [
        "lezer1@example.org",
        "lezer2@example.org",
    ]
    assert rows(store, consents) == rows(store, tagged) == 0
    assert store.growth.changes([NOW, NOW + timedelta(days=1)], NOW).lately.joined == 2
    assert store.growth.now(NOW) == (2, 0)
    found = store.imports.find(number)
    assert (found.removed, found.undone_at) == (2, NOW)
    assert store.imports.foresee(number) == ImportUndo(goes=0, mailed=0, others=0)


def test_the_same_people_may_be_imported_again_afterwards(any_store: Store) -> None:
    undone(any_store, taken_in(any_store, "anna"))
    again = taken_in(any_store, "anna")
    (anna,) = any_store.subscribers.page()
    assert (anna.id, anna.standing) == (2, Standing.CONFIRMED)  # a number is never used twice
    undone(any_store, again)
    assert any_store.subscribers.page() == ()


ANNA = EmailAddress("anna", "example.org")
SINCE: dict[str, Callable[[Store], object]] = {
    "left": lambda store: store.subscribers.unsubscribe(1),
    "left and came back": lambda store: (
        store.subscribers.unsubscribe(1),
        store.subscribers.ask_again(1),
        store.subscribers.confirm(1),
    ),
    "was suppressed": lambda store: store.suppressions.add(ANNA, SuppressionReason.MANUAL),
    "complained": lambda store: (
        store.subscribers.unsubscribe(1),
        store.suppressions.add(ANNA, SuppressionReason.COMPLAINED),
    ),
    "was erased": lambda store: store.subscribers.erase(1),
    "paused": lambda store: store.subscribers.pause(1, NOW + timedelta(days=9)),
    "took another name": lambda store: store.subscribers.rename(1, "Annie"),
    "took another language": lambda store: store.subscribers.speak(1, "en"),
    "took another rhythm": lambda store: store.subscribers.set_rhythm(1, Rhythm.MONTHLY),
    "took other tags": lambda store: store.subscribers.set_tags(1, ["stilte"]),
    "signed up": lambda store: store.sign_ups.add(
        SignUp(
            id=0,
            subscriber=1,
            asked_at=NOW,
            way="form",
            wording="yes",
            version="1",
            network="",
            first_name="",
            language="nl",
            tags=frozenset(),
        )
    ),
    "agreed": lambda store: store.consents.add([1], Consent(kind="confirmed", at=NOW)),
    "asked for their data": lambda store: store.fresh_links.add(1, NOW),
}


@pytest.mark.parametrize("what", SINCE)
def test_who_did_anything_since_stays_as_they_are(any_store: Store, what: str) -> None:
    store = any_store
    number = taken_in(store, "anna", "bram")
    SINCE[what](store)
    before, suppressed = store.subscribers.find(1), store.suppressions.of(ANNA)
    assert store.imports.foresee(number) == ImportUndo(goes=1, mailed=0, others=1)
    undone(store, number)
    assert store.subscribers.find(1) == before
    assert store.suppressions.of(ANNA) == suppressed
    assert store.subscribers.find(2) is None


@pytest.mark.parametrize(
    ("outcome", "mailed_to"),
    [(Outcome.ACCEPTED, 2), (Outcome.REFUSED, 0)],
    ids=str,
)
def test_who_got_a_letter_stays_and_who_was_refused_does_not(
    any_store: Store, outcome: Outcome, mailed_to: int
) -> None:
    number = taken_in(any_store, "anna", "bram")
    mailed(any_store, outcome=outcome)
    assert any_store.imports.foresee(number) == ImportUndo(
        goes=2 - mailed_to, mailed=mailed_to, others=0
    )
    undone(any_store, number)
    assert len(any_store.subscribers.page()) == mailed_to


def test_who_waits_for_a_letter_goes_and_gets_none(any_store: Store) -> None:
    number = taken_in(any_store, "anna", "bram")
    a_dispatch(any_store)
    undone(any_store, number)
    assert any_store.ledger.claim(LEASE, NOW) is None
    assert any_store.counts.progress(1).counts == {"skipped": 2}


def test_of_a_letter_that_is_on_its_way_those_who_have_it_stay(any_store: Store) -> None:
    number = taken_in(any_store, "anna", "bram", "cato", "dirk", "erik")
    for issue in (1, 2):
        a_dispatch(any_store, issue=issue, batch_size=2)
    for batch in (2, 3):
        claim = any_store.ledger.claim(LEASE, NOW, (1, batch))
        assert claim is not None
        assert any_store.ledger.ready(claim, b"h" * 32)
        if batch == 2:
            assert any_store.ledger.note(claim, receipts(claim))
    assert any_store.imports.foresee(number) == ImportUndo(goes=2, mailed=3, others=0)
    undone(any_store, number)
    assert [one.id for one in any_store.subscribers.page()] == [3, 4, 5]


def test_who_is_being_handed_over_stays(any_store: Store) -> None:
    number = taken_in(any_store, "anna")
    a_dispatch(any_store)
    assert any_store.ledger.claim(LEASE, NOW) is not None
    assert any_store.imports.foresee(number) == ImportUndo(goes=0, mailed=1, others=0)


def test_an_undo_that_was_cut_short_is_repeated(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.store.subscribers.imports._AT_ONCE", FEW)
    number = taken_in(any_store, *(f"lezer{place}" for place in range(8)))
    assert any_store.imports.mark_undone(number)
    assert any_store.imports.take_back(number) == FEW  # and then the process is killed
    assert any_store.imports.foresee(number) == ImportUndo(goes=5, mailed=0, others=0)
    assert not any_store.imports.mark_undone(number)
    undone(any_store, number)
    undone(any_store, number)
    assert any_store.imports.find(number).removed == 8
    assert any_store.subscribers.page() == ()


def test_two_who_undo_it_at_once_remove_each_reader_once(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.store.subscribers.imports._AT_ONCE", FEW)
    number = taken_in(any_store, *(f"lezer{place}" for place in range(20)))
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: undone(any_store, number), range(2)))
    assert any_store.imports.find(number).removed == 20


def test_an_import_that_is_undone_while_it_runs_adds_nobody_more(any_store: Store) -> None:
    number = any_store.imports.begin("a list")
    any_store.imports.mark_undone(number)

    def a_piece() -> None:
        with any_store.together():
            any_store.subscribers.take_in([a_newcomer("anna")], source="a list", imported=number)
            any_store.imports.count(number, added=1, barred=0)

    with pytest.raises(DeskError, match="import-undone-meanwhile"):
        a_piece()
    assert any_store.subscribers.page() == ()


def test_imports_are_listed_newest_first(any_store: Store) -> None:
    first, second = taken_in(any_store, "anna"), any_store.imports.begin("from the file two.csv")
    listed = any_store.imports.all()
    assert [one.number for one in listed] == [second, first]
    assert [one.ended_at for one in listed] == [None, NOW]
    with pytest.raises(DeskError, match="import-unknown"):
        any_store.imports.find(9)


def test_readers_of_another_import_stay(any_store: Store) -> None:
    first, second = taken_in(any_store, "anna"), taken_in(any_store, "anna", "bram")
    undone(any_store, second)
    with any_store.database.read() as connection:
        named = connection.execute(select(subscribers.c.first_name).order_by(subscribers.c.id))
        assert list(named.scalars()) == ["Anna", ""]
    assert any_store.imports.foresee(first).goes == 1
