"""What a list of another tool does to people who are readers here."""

import io
from datetime import datetime, timedelta

import pytest

from newsletter.audience.consent import Verdict, verdict
from newsletter.audience.importing.report import ImportReport
from newsletter.model.audience import Consent, Standing, SuppressionReason
from tests.audience.builders import NOON, House

STATEMENT = "signed up on the website since 2023"
LEFT, BOUNCED, COMPLAINED = (
    SuppressionReason.LEFT,
    SuppressionReason.BOUNCED,
    SuppressionReason.COMPLAINED,
)


def taken(house: House, file: str, name: str = "lijst.csv") -> ImportReport:
    """Take a file in, after a look at it that must foresee the same."""
    data = io.BytesIO(file.encode())
    foreseen = house.importer.preview(data, name)
    done = house.importer.take_in(data, name, statement=STATEMENT)
    assert foreseen == done
    return done


@pytest.fixture
def imported(house: House) -> House:
    """Anna has come by an import; nothing else is known of her consent."""
    taken(house, "email\nanna@example.org\n")
    house.clock.turn(days=1)
    return house


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("email,status\nanna@example.org,unsubscribed\n", "lijst.csv"),
        ("email,unsubscribed at\nanna@example.org,2019-05-01\n", "lijst.csv"),
        ("e-mail;afgemeld\nanna@example.org;ja\n", "lijst.csv"),
        ("email\nanna@example.org\n", "unsubscribed_members_export.csv"),
        ("Unsubscribed\nanna@example.org\n", "lijst.csv"),
        ("Email,List status,Global status\nANNA@example.org,subscribed,unsubscribed\n", "x.csv"),
    ],
)
def test_a_later_list_that_says_left_is_believed_of_who_came_by_an_import(
    imported: House, file: str, name: str
) -> None:
    report = taken(imported, file, name)
    assert (report.leaves, report.kept_out, report.stays) == ({LEFT: 1}, {}, 0)
    (anna,) = imported.store.subscribers.page()
    assert anna.standing is Standing.UNSUBSCRIBED
    assert imported.store.consents.of(anna.id)[-1].kind == "left"
    assert name in imported.store.consents.of(anna.id)[-1].note
    again = taken(imported, file, name)
    assert (again.leaves, again.kept_out) == ({}, {LEFT: 1})


@pytest.mark.parametrize(
    ("status", "reason", "standing"),
    [
        ("bounced", BOUNCED, Standing.CONFIRMED),
        ("cleaned", BOUNCED, Standing.CONFIRMED),
        ("complained", COMPLAINED, Standing.UNSUBSCRIBED),
        ("spam", COMPLAINED, Standing.UNSUBSCRIBED),
    ],
)
def test_a_later_list_that_says_bounced_or_complained_is_believed_too(
    imported: House, status: str, reason: SuppressionReason, standing: Standing
) -> None:
    file = f"email,status\nanna@example.org,{status}\n"
    assert taken(imported, file).leaves == {reason: 1}
    (anna,) = imported.store.subscribers.page()
    suppression = imported.store.suppressions.of(anna.address)
    assert suppression is not None
    assert (suppression.reason, anna.standing) == (reason, standing)
    assert taken(imported, file).kept_out == {reason: 1}


def test_a_readers_own_later_yes_wins_and_they_are_not_counted_as_kept_out(house: House) -> None:
    reader = house.joined()
    for file in (
        "email,status\nanna@example.org,unsubscribed\n",
        "email,status\nanna@example.org,complained\n",
        "email,unsubscribed at\nanna@example.org,2025-05-01\n",
    ):
        report = taken(house, file)
        assert (report.stays, report.leaves, report.kept_out) == (1, {}, {})
    assert house.find(reader) == reader
    assert not house.store.suppressions.is_suppressed(reader.address)


def test_a_list_that_is_newer_than_the_readers_own_yes_is_believed(house: House) -> None:
    reader = house.joined()
    report = taken(house, f"email,unsubscribed at\nanna@example.org,{NOON + timedelta(days=2)}\n")
    assert report.leaves == {LEFT: 1}
    now = house.find(reader)
    assert now is not None
    assert now.standing is Standing.UNSUBSCRIBED


def test_who_left_by_a_list_may_come_back_by_their_own_yes(imported: House) -> None:
    taken(imported, "email,status\nanna@example.org,complained\n")
    back = imported.joined("anna@example.org")
    assert back.standing is Standing.CONFIRMED
    assert not imported.store.suppressions.is_suppressed(back.address)
    assert taken(imported, "email,status\nanna@example.org,unsubscribed\n").stays == 1


def test_who_asked_and_has_not_confirmed_may_still_do_so(house: House) -> None:
    token = house.asked()
    assert taken(house, "email,status\nanna@example.org,unsubscribed\n").kept_out == {LEFT: 1}
    assert house.subscribe.confirm(token) is not None
    (anna,) = house.store.subscribers.page()
    assert not house.store.suppressions.is_suppressed(anna.address)
    house.asked("bram@example.org")
    assert taken(house, "email,status\nbram@example.org,bounced\n").stays == 1


def test_who_is_in_one_file_twice_stays_out(house: House) -> None:
    file = "email,status\na@example.org,active\na@example.org,unsubscribed\nb@example.org,active\n"
    report = taken(house, file)
    assert report.kept_out == {LEFT: 1}
    assert [str(one.address) for one in house.store.subscribers.page()] == ["b@example.org"]


@pytest.mark.parametrize(
    ("kinds", "at", "expected"),
    [
        (["imported"], None, Verdict.LEAVES),
        ([], None, Verdict.LEAVES),
        (["imported", "confirmed"], None, Verdict.STAYS),
        (["imported", "returned"], None, Verdict.STAYS),
        (["added by the editor"], None, Verdict.STAYS),
        (["confirmed"], NOON + timedelta(seconds=1), Verdict.LEAVES),
        (["confirmed"], NOON, Verdict.STAYS),
        (["imported", "suppression lifted"], None, Verdict.LEAVES),
    ],
)
def test_a_list_counts_by_what_the_reader_said_here(
    house: House, kinds: list[str], at: datetime | None, expected: Verdict
) -> None:
    consents = [Consent(kind=kind, at=NOON) for kind in kinds]
    assert verdict(house.joined(), consents, LEFT, at=at) is expected
