import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.addresses import parse
from newsletter.errors import BadAddress, BadToken
from newsletter.model.audience import Rhythm, Standing, months_later
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.hook import Hook
from newsletter.model.notice import NoticeKind
from newsletter.model.preferences import Session
from tests.audience.builders import NOON, House
from tests.store.builders import a_dispatch


def opened(house: House, address: str = "anna@example.org") -> Session:
    """A reader who has opened their own data."""
    reader = house.joined(address)
    house.preferences.mail_link(house.preferences_token(reader))
    session = house.preferences.open(house.mail.last(NoticeKind.FRESH))
    assert session is not None
    return session


def test_the_link_in_a_letter_changes_rhythm_and_pause_and_nothing_else(house: House) -> None:
    reader = house.joined()
    token = house.preferences_token(reader)
    assert house.preferences.look(token) == reader
    monthly = house.preferences.set_rhythm(token, Rhythm.MONTHLY)
    assert monthly is not None
    assert monthly.rhythm is Rhythm.MONTHLY
    paused = house.preferences.pause(token, 3)
    assert paused is not None
    assert paused.paused_until == months_later(NOON, 3)
    resumed = house.preferences.pause(token, 0)
    assert resumed is not None
    assert resumed.paused_until is None
    for mine in (token, house.leave_token(reader)):
        with pytest.raises(BadToken):
            house.preferences.session(mine)
        with pytest.raises(BadToken):
            house.preferences.open(mine)


@pytest.mark.parametrize("months", [-1, 4, 1000])
def test_a_pause_is_of_three_months_at_most(house: House, months: int) -> None:
    with pytest.raises(ValueError, match="one to 3 months"):
        house.preferences.pause(house.preferences_token(house.joined()), months)


def test_who_left_does_not_change_by_an_old_link(house: House) -> None:
    reader = house.joined()
    house.unsubscribe.leave(house.leave_token(reader))
    house.preferences.set_rhythm(house.preferences_token(reader), Rhythm.MONTHLY)
    house.preferences.pause(house.preferences_token(reader), 1)
    after = house.find(reader)
    assert after is not None
    assert (after.standing, after.rhythm, after.paused_until) == (
        Standing.UNSUBSCRIBED,
        Rhythm.WEEKLY,
        None,
    )


def test_a_fresh_link_opens_once(house: House) -> None:
    reader = house.joined()
    house.preferences.mail_link(house.preferences_token(reader))
    token = house.mail.last(NoticeKind.FRESH)
    assert house.preferences.knock(token)
    assert house.preferences.knock(token), "knocking changes nothing"
    assert house.preferences.open(token) is not None
    assert not house.preferences.knock(token)
    assert house.preferences.open(token) is None


def test_a_fresh_link_is_good_for_half_an_hour_and_so_is_the_open_page(house: House) -> None:
    reader = house.joined()
    house.preferences.mail_link(house.preferences_token(reader))
    token = house.mail.last(NoticeKind.FRESH)
    house.clock.turn(minutes=30)
    session = house.preferences.open(token)
    assert session is not None
    house.clock.turn(minutes=30)
    assert house.preferences.session(session.key).reader == reader
    house.clock.turn(seconds=1)
    with pytest.raises(BadToken):
        house.preferences.session(session.key)
    house.preferences.mail_link(house.preferences_token(reader))
    late = house.mail.last(NoticeKind.FRESH)
    house.clock.turn(minutes=30, seconds=1)
    assert house.preferences.open(late) is None


def test_the_key_of_one_reader_does_not_open_anothers_data(house: House) -> None:
    session = opened(house)
    bert = house.joined("bert@example.org")
    _, _, stamp = session.key.partition(".")
    for key in (
        f"{bert.id}.{stamp}",
        stamp,
        "",
        ".",
        "1.",
        f"{'9' * 30}.{stamp}",
        f"²{session.key}",
    ):
        with pytest.raises(BadToken):
            house.preferences.session(key)


def test_a_link_is_mailed_to_readers_only_and_the_answer_does_not_tell(house: House) -> None:
    house.joined()
    house.mail.mails.clear()
    assert house.preferences.mail_link_to("Anna@example.org", "192.0.2.1")
    assert house.preferences.mail_link_to("niemand@example.org", "192.0.2.1")
    assert house.mail.kinds() == [NoticeKind.FRESH]
    with pytest.raises(BadAddress):
        house.preferences.mail_link_to("geen adres")


def test_nobody_is_flooded_with_links(house: House) -> None:
    house.joined()
    for number in range(10):
        house.preferences.mail_link_to("anna@example.org", f"198.51.{number}.1")
    assert house.mail.kinds().count(NoticeKind.FRESH) == 3


def test_a_mailbox_is_not_flooded_with_links_under_names_of_its_own(house: House) -> None:
    for number in range(3):
        house.subscribe.sign_up(
            house.wish(f"anna+{number}@example.org", client=f"192.0.{number}.1")
        )
    for number in range(9):
        house.preferences.mail_link_to(f"anna+{number % 3}@example.org", f"198.51.{number}.1")
    assert house.mail.kinds().count(NoticeKind.FRESH) == 3


def test_one_network_cannot_try_out_many_addresses(house: House) -> None:
    answers = [
        house.preferences.mail_link_to(f"lezer{n}@example.org", "192.0.2.1") for n in range(25)
    ]
    assert answers == [True] * 20 + [False] * 5


def test_topics_of_the_editors_own_are_neither_shown_nor_lost(house: House) -> None:
    session = opened(house)
    house.store.subscribers.set_tags(session.reader.id, ["proeflezer", "rust"])
    changed = house.preferences.change(
        session.key, name="Ans", language="en", tags=["Loslaten", "verzonnen"]
    )
    assert changed.reader.tags == {"proeflezer", "loslaten"}
    assert (changed.reader.first_name, changed.reader.language) == ("Ans", "en")


def test_a_readers_data_holds_everything_that_is_kept(house: House) -> None:
    data: dict[str, Any] = house.preferences.data(opened(house).key)
    assert data["address"] == "anna@example.org"
    assert [line["what"] for line in data["consent"]] == ["asked by form", "confirmed"]
    assert json.loads(json.dumps(data)) == data


def test_erasing_leaves_a_hash_and_no_way_back_but_the_readers_own(house: House) -> None:
    session = opened(house)
    house.preferences.erase(session.key)
    assert house.find(session.reader) is None
    assert house.store.suppressions.is_suppressed(session.reader.address)
    with pytest.raises(BadToken):
        house.preferences.session(session.key)
    kept = house.store.consents.of(session.reader.id)
    assert [consent.kind for consent in kept] == ["asked by form", "confirmed", "erased"]
    assert "anna" not in repr(kept)


def leave_traces(house: House, reader: int) -> None:
    """A bounce whose words quote the address, an odd report, and a call that was read."""
    dispatch = a_dispatch(house.store, at=house.clock())
    words = "5.1.1 <Anna@Example.org>: user unknown"
    house.store.outcomes.record(
        Report(
            provider="fake",
            kind=ReportKind.BOUNCED,
            replay_key="b",
            delivery_id=f"{dispatch.key}.{reader}",
            detail=words,
            provider_id="for anna@example.org",
        )
    )
    assert house.store.suppressions.of(parse("anna@example.org")).note == words
    for key, trouble in (("read", ""), ("odd", "an odd event")):
        house.store.inbox.keep(
            "fake", key, Hook({}, f'{{"to": "ANNA@example.org {key}"}}'.encode())
        )
        house.store.inbox.note_read([(house.store.inbox.unread()[0], trouble)])


@pytest.mark.parametrize("way", ["erased", "cleaned up"])
def test_after_erasing_the_address_is_nowhere_in_the_database(house: House, way: str) -> None:
    house.subscribe.sign_up(house.wish(first_name="Anneliesje"))
    session = opened(house)
    leave_traces(house, session.reader.id)
    if way == "erased":
        house.preferences.erase(session.key)
    else:
        house.unsubscribe.end(session.reader.id, "page")
        house.clock.turn(days=31)
        house.store.inbox.clean(house.clock() - timedelta(days=30))
        house.retention.tidy()
    told = house.store.counts.people(1, "bounced")
    assert [(one.address, one.detail) for one in told] == [(None, "")]
    with house.store.database.read() as connection:
        tables = [
            row[0]
            for row in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        ]
        dump = [
            str(tuple(row)).lower()
            for name in tables
            for row in connection.exec_driver_sql(f"SELECT * FROM {name}")
        ]
    assert not [row for row in dump if "anna@example" in row or "anneliesje" in row]


@given(start=st.datetimes(timezones=st.just(NOON.tzinfo)), months=st.integers(1, 12))
def test_some_months_later_is_the_same_day_or_the_last_of_that_month(start, months: int) -> None:
    if start.year > 9990:
        return
    later = months_later(start, months)
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day == start.day or (later + timedelta(days=1)).day == 1
    assert later.time() == start.time()
