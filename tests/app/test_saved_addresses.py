"""Addresses for tests: nothing but one question goes there before their holders say yes."""

from datetime import datetime

import pytest

from newsletter.app import Newsletter
from newsletter.app.saved_addresses import MOST, tidy_saved_addresses
from newsletter.errors import BadAddress, DeskError
from newsletter.model.address import EmailAddress
from newsletter.model.audience import SuppressionReason
from newsletter.model.editor import Act, Actor, Editor
from newsletter.model.notice import NoticeKind
from tests.app.builders import SetClock

OTHER = "ik@elders.example.net"


def asked(app: Newsletter) -> list[str]:
    """The secret parts of the links in the mails that asked, the oldest first."""
    with app.container.store.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT merge_values FROM notices WHERE kind = 'test_address' ORDER BY id"
        ).scalars()
        return [text.partition("/desk/test-address/")[2].partition('"')[0] for text in rows]


def saved(app: Newsletter, gerda: Editor, typed: str = OTHER) -> str:
    """Save an address, and return the secret part of the link that its holder got."""
    app.desk.settings.addresses.add(typed, gerda)
    return asked(app)[-1]


def acts(app: Newsletter) -> list[tuple[Act, Actor, str]]:
    return [(one.act, one.actor, one.thing) for one in app.container.store.log.newest(200)]


def test_an_address_may_be_used_once_its_holder_says_yes(drawn: Newsletter, gerda: Editor) -> None:
    addresses = drawn.desk.settings.addresses
    token = saved(drawn, gerda)
    assert not addresses.usable()
    found = addresses.look(token)
    assert found is not None
    assert str(found.address) == OTHER
    assert not addresses.usable()  # looking is no answer
    assert addresses.allow(token)
    assert addresses.allow(token)
    assert [str(one.address) for one in addresses.usable()] == [OTHER]
    assert acts(drawn)[:2] == [
        (Act.TEST_ADDRESS_CONFIRMED, Actor.MAIL, "test address 1"),
        (Act.TEST_ADDRESS_ADDED, Actor.DESK, "test address 1"),
    ]


def test_a_holder_may_say_no_at_once_or_later_and_the_link_is_over(
    drawn: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    addresses = drawn.desk.settings.addresses
    token = saved(drawn, gerda)
    addresses.refuse(token)
    assert not addresses.all()
    assert not addresses.allow(token)
    later = saved(drawn, gerda)
    addresses.allow(later)
    clock.pass_by(days=400)
    addresses.refuse(later)
    assert not addresses.all()
    assert acts(drawn)[0] == (Act.TEST_ADDRESS_REFUSED, Actor.MAIL, "test address 2")


def test_a_yes_that_comes_at_the_moment_of_a_no_is_none(
    drawn: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses, records = drawn.desk.settings.addresses, drawn.container.store.saved_addresses
    addresses.add(OTHER, gerda)
    [token] = asked(drawn)
    confirm = records.confirm

    def after_a_no(number: int, at: datetime) -> bool:
        records.remove(number)
        return confirm(number, at)

    monkeypatch.setattr(records, "confirm", after_a_no)
    assert not addresses.allow(token)
    assert Act.TEST_ADDRESS_CONFIRMED not in [
        one.act for one in drawn.container.store.log.newest(200)
    ]


def test_a_link_runs_out_after_three_days_and_the_address_goes(
    drawn: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    addresses = drawn.desk.settings.addresses
    kept, late = saved(drawn, gerda, "yes@example.net"), saved(drawn, gerda)
    addresses.allow(kept)
    clock.pass_by(days=3)
    assert addresses.look(late) is None
    assert not addresses.allow(late)
    assert len(addresses.all()) == 2
    tidy_saved_addresses(drawn.container)
    assert [str(one.address) for one in addresses.all()] == ["yes@example.net"]


def test_asking_again_replaces_the_link_and_ends_after_three_mails_a_week(
    drawn: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    addresses = drawn.desk.settings.addresses
    first, second = saved(drawn, gerda), saved(drawn, gerda, OTHER.upper())
    assert addresses.look(first) is None
    assert addresses.look(second) is not None
    saved(drawn, gerda)
    [one] = addresses.all()
    addresses.remove(one.id, gerda)  # is no way around
    with pytest.raises(DeskError, match="saved-address-asked-enough"):
        addresses.add(OTHER, gerda)
    assert len(asked(drawn)) == 3
    clock.pass_by(days=8)
    saved(drawn, gerda)


def test_all_addresses_together_are_asked_twenty_times_a_week(
    drawn: Newsletter, gerda: Editor
) -> None:
    addresses = drawn.desk.settings.addresses
    for place in range(20):
        saved(drawn, gerda, f"n{place}@example.net")
        addresses.remove(addresses.all()[0].id, gerda)
    with pytest.raises(DeskError, match="saved-address-asked-enough"):
        addresses.add(OTHER, gerda)


def test_there_is_room_for_ten_and_each_is_there_once(drawn: Newsletter, gerda: Editor) -> None:
    addresses = drawn.desk.settings.addresses
    for place in range(MOST):
        addresses.allow(saved(drawn, gerda, f"n{place}@example.net"))
    with pytest.raises(DeskError, match="saved-addresses-full"):
        addresses.add(OTHER, gerda)
    with pytest.raises(DeskError, match="saved-address-there"):
        addresses.add("N3@example.net", gerda)
    assert len(addresses.all()) == len(asked(drawn)) == MOST


def test_what_is_no_address_or_may_not_be_written_to_is_not_asked(
    drawn: Newsletter, gerda: Editor
) -> None:
    addresses = drawn.desk.settings.addresses
    drawn.container.store.suppressions.add(
        EmailAddress("ik", "elders.example.net"), SuppressionReason.COMPLAINED
    )
    with pytest.raises(DeskError, match="saved-address-suppressed"):
        addresses.add(OTHER, gerda)
    with pytest.raises(BadAddress):
        addresses.add("geen adres", gerda)
    assert not asked(drawn)
    assert not addresses.all()


def test_removing_twice_is_refused(drawn: Newsletter, gerda: Editor) -> None:
    addresses = drawn.desk.settings.addresses
    saved(drawn, gerda)
    addresses.remove(1, gerda)
    with pytest.raises(DeskError, match="saved-address-gone"):
        addresses.remove(1, gerda)


def test_the_mail_names_who_asks_and_the_log_names_no_address(
    drawn: Newsletter, gerda: Editor
) -> None:
    saved(drawn, gerda)
    reach = drawn.container.store.notices
    assert reach.made_since(NoticeKind.TEST_ADDRESS.value, drawn.container.now()) == 1
    with drawn.container.store.database.read() as connection:
        [values] = connection.exec_driver_sql("SELECT merge_values FROM notices").scalars()
    assert '"inviter": "Gerda"' in values
    assert not any("example.net" in str(one) for one in drawn.container.store.log.newest(200))


def test_a_restored_backup_has_none_as_a_holder_may_have_said_no_since(
    drawn: Newsletter, gerda: Editor
) -> None:
    drawn.desk.settings.addresses.allow(saved(drawn, gerda))
    drawn.container.store.make_safe(has_journal=True)
    assert not drawn.desk.settings.addresses.all()
