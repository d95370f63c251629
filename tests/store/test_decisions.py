"""Links and decisions about slots, on every database."""

from dataclasses import replace
from datetime import date, timedelta

from newsletter.model.decision import Decision, DecisionLink
from newsletter.model.editor import Actor, Role
from newsletter.model.issue import Release, SlotVerdict
from newsletter.store.store import Store
from tests.store.builders import NOW, an_address

DAY = date(2026, 3, 8)
EDITION = "e" * 64


def a_link(store: Store, number: int = 7, **more) -> DecisionLink:
    if not store.editors.all():
        store.editors.add("Anna", an_address("anna"), Role.OWNER, NOW)
    values = {"issue": 1, "edition": EDITION, "day": DAY, "editor": 1, "expires_at": NOW}
    return DecisionLink(id=number, **(values | more))


def a_decision(verdict: SlotVerdict = SlotVerdict.GO, **more) -> Decision:
    values = {"issue": 1, "edition": EDITION, "day": DAY, "editor": 1, "at": NOW}
    return Decision(verdict=verdict, actor=Actor.MAIL, **(values | more))


def test_a_link_is_found_by_its_number_and_made_once_about_the_same(any_store: Store) -> None:
    large = 2**62 - 1
    link = a_link(any_store, large)
    assert any_store.decisions.add_link(link) == large
    assert any_store.decisions.add_link(a_link(any_store, 8)) == large
    assert any_store.decisions.link(large) == link
    assert any_store.decisions.link(8) is None
    other = a_link(any_store, 9, edition="f" * 64)
    assert any_store.decisions.add_link(other) == 9


def test_the_first_decision_stays_unless_the_desk_replaces_it(any_store: Store) -> None:
    first = a_decision(SlotVerdict.SKIP)
    assert any_store.decisions.made(1, EDITION, DAY) is None
    assert any_store.decisions.add(first)
    assert not any_store.decisions.add(a_decision(SlotVerdict.GO))
    assert any_store.decisions.made(1, EDITION, DAY) == first
    assert any_store.queue.released(DAY) == ()
    second = replace(a_decision(), actor=Actor.TERMINAL, editor=None)
    any_store.decisions.put(second)
    assert any_store.decisions.made(1, EDITION, DAY) == second
    assert any_store.queue.released(DAY) == (Release(DAY, 1, EDITION),)
    assert any_store.queue.released(DAY + timedelta(days=1)) == ()
    any_store.decisions.put(a_decision(issue=2))
    assert len(any_store.queue.released(DAY)) == 2


def test_what_is_about_slots_of_long_ago_is_deleted(any_store: Store) -> None:
    any_store.decisions.add_link(a_link(any_store))
    any_store.decisions.add(a_decision())
    any_store.decisions.drop(before=NOW)
    assert any_store.decisions.link(7) is not None
    any_store.decisions.drop(before=NOW + timedelta(days=10))
    assert any_store.decisions.link(7) is None
    assert any_store.decisions.made(1, EDITION, DAY) is None


def test_after_a_restore_no_link_of_an_earlier_mail_works(any_store: Store) -> None:
    any_store.decisions.add_link(a_link(any_store))
    any_store.decisions.add(a_decision())
    any_store.make_safe(has_journal=True)
    assert any_store.decisions.link(7) is None
    assert any_store.decisions.made(1, EDITION, DAY) is not None
