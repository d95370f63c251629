from datetime import timedelta

import pytest

from newsletter.errors import BadToken
from newsletter.model.audience import Rhythm, Standing
from newsletter.model.preferences import Reason
from tests.audience.builders import House


def test_leaving_is_at_once_and_once(house: House) -> None:
    reader = house.joined()
    token = house.leave_token(reader)
    for _ in range(3):
        goodbye = house.unsubscribe.leave(token)
        assert goodbye.reader is not None
        assert goodbye.reader.standing is Standing.UNSUBSCRIBED
    assert [consent.kind for consent in house.store.consents.of(reader.id)].count("left") == 1


def test_the_mailboxs_token_leaves_like_the_links(house: House) -> None:
    from newsletter.audience.tokens import Purpose

    reader = house.joined()
    goodbye = house.unsubscribe.leave(
        house.keyring.mailbox_tokens(Purpose.LEAVE, (reader.id,))[0].upper(), "mail"
    )
    assert goodbye.reader is not None
    assert goodbye.reader.standing is Standing.UNSUBSCRIBED


def test_an_erased_reader_has_left_already(house: House) -> None:
    reader = house.joined()
    house.preferences.forget(reader, "test")
    assert house.unsubscribe.look(house.leave_token(reader)) is None
    goodbye = house.unsubscribe.leave(house.leave_token(reader))
    assert goodbye.reader is None
    assert goodbye.stamp == ""


def test_a_link_for_something_else_is_refused(house: House) -> None:
    with pytest.raises(BadToken):
        house.unsubscribe.leave(house.preferences_token(house.joined()))


def test_leaving_can_be_taken_back_for_an_hour_as_a_new_consent(house: House) -> None:
    reader = house.joined()
    token = house.leave_token(reader)
    stamp = house.unsubscribe.leave(token).stamp
    house.clock.turn(minutes=60)
    back = house.unsubscribe.undo(token, stamp)
    assert back is not None
    assert back.standing is Standing.CONFIRMED
    assert house.store.consents.of(reader.id)[-1].kind == "returned"
    assert house.unsubscribe.undo(token, stamp) == back


def test_after_the_hour_only_signing_up_brings_back(house: House) -> None:
    reader = house.joined()
    token = house.leave_token(reader)
    stamp = house.unsubscribe.leave(token).stamp
    house.clock.turn(minutes=60, seconds=1)
    assert house.unsubscribe.undo(token, stamp) is None
    again = house.find(reader)
    assert again is not None
    assert again.standing is Standing.UNSUBSCRIBED


def test_undo_needs_what_the_page_gave_to_who_left(house: House) -> None:
    anna, bert = house.joined(), house.joined("bert@example.org")
    stamp = house.unsubscribe.leave(house.leave_token(anna)).stamp
    house.unsubscribe.leave(house.leave_token(bert))
    for bad in ("", "x" * 32, stamp):
        with pytest.raises(BadToken):
            house.unsubscribe.undo(house.leave_token(bert), bad)


def test_the_undo_of_an_earlier_leaving_does_not_undo_a_later_one(house: House) -> None:
    reader = house.joined()
    token = house.leave_token(reader)
    first = house.unsubscribe.leave(token).stamp
    house.unsubscribe.undo(token, first)
    house.clock.turn(minutes=10)
    house.unsubscribe.leave(token)
    with pytest.raises(BadToken):
        house.unsubscribe.undo(token, first)


def test_fewer_letters_or_a_pause_are_ways_to_stay_after_all(house: House) -> None:
    reader = house.joined()
    token = house.leave_token(reader)
    monthly = house.unsubscribe.rather_less(
        token, house.unsubscribe.leave(token).stamp, Rhythm.MONTHLY
    )
    assert monthly is not None
    assert house.now(reader).rhythm is Rhythm.MONTHLY
    paused = house.unsubscribe.rather_pause(token, house.unsubscribe.leave(token).stamp, 2)
    assert paused is not None
    assert paused.paused_until is not None
    assert paused.paused_until - house.clock() > timedelta(days=55)
    assert paused.standing is Standing.CONFIRMED


def test_a_reason_is_counted_by_the_month_and_only_from_the_page_of_leaving(house: House) -> None:
    reader = house.joined()
    token = house.leave_token(reader)
    stamp = house.unsubscribe.leave(token).stamp
    house.unsubscribe.tell_why(token, stamp, Reason.TOO_OFTEN)
    assert house.store.leave_reasons.counts() == {"too often": 1}
    with pytest.raises(BadToken):
        house.unsubscribe.tell_why(token, "x", Reason.TOO_OFTEN)
    house.clock.turn(hours=2)
    house.unsubscribe.tell_why(token, stamp, Reason.TOO_OFTEN)
    assert house.store.leave_reasons.counts() == {"too often": 1}
