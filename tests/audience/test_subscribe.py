from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from newsletter.audience.settings import ReaderSettings
from newsletter.errors import BadAddress, BadToken, ForeignLetters
from newsletter.model.audience import Standing, SuppressionReason
from newsletter.model.notice import NoticeKind
from newsletter.model.sign_up import ConfirmationState, Confirmed, SignUpAnswer, SignUpChannel
from tests.audience.builders import House


def test_nobody_joins_before_the_link_in_the_mail_was_used(house: House) -> None:
    token = house.asked(first_name="Anna", tags=["Rust", "elders"])
    (waiting,) = house.store.subscribers.page()
    assert waiting.standing is Standing.PENDING
    confirmed = house.subscribe.confirm(token)
    assert isinstance(confirmed, Confirmed)
    assert confirmed.is_news
    assert confirmed.reader.standing is Standing.CONFIRMED
    assert (confirmed.reader.first_name, confirmed.reader.tags) == ("Anna", {"rust"})
    assert house.mail.kinds() == [NoticeKind.CONFIRM, NoticeKind.WELCOME]


@pytest.mark.parametrize(("chosen", "spoken"), [("en", "en"), ("", "nl")])
def test_the_mail_that_asks_is_in_the_chosen_language_or_that_of_the_newsletter(
    house: House, chosen: str, spoken: str
) -> None:
    token = house.asked(language=chosen)
    (waiting,) = house.store.subscribers.page()
    assert waiting.language == spoken
    confirmed = house.subscribe.confirm(token)
    assert isinstance(confirmed, Confirmed)
    assert confirmed.reader.language == spoken


def test_letters_before_the_at_are_taken_where_the_provider_can_carry_them(house: House) -> None:
    wish = house.wish("lézer@example.org")
    with pytest.raises(ForeignLetters):
        house.subscribe.sign_up(wish)
    assert house.store.subscribers.count() == 0
    able = replace(house.subscribe, unicode_local=True)
    able.sign_up(wish)
    confirmed = able.confirm(house.mail.last(NoticeKind.CONFIRM))
    assert confirmed is not None
    assert str(confirmed.reader.address) == "lézer@example.org"
    assert house.preferences.mail_link_to("LÉZER@example.org")
    assert house.mail.kinds()[-1] is NoticeKind.FRESH


def test_looking_at_the_link_confirms_nobody(house: House) -> None:
    token = house.asked()
    state, reader = house.subscribe.look(token)
    assert state is ConfirmationState.OPEN
    assert reader is not None
    assert reader.standing is Standing.PENDING


def test_confirming_twice_is_once(house: House) -> None:
    token = house.asked()
    house.subscribe.confirm(token)
    again = house.subscribe.confirm(token)
    assert isinstance(again, Confirmed)
    assert not again.is_news
    assert house.mail.kinds().count(NoticeKind.WELCOME) == 1
    assert len(house.store.consents.of(again.reader.id)) == 2


def test_a_link_works_for_seven_days(house: House) -> None:
    token = house.asked()
    house.clock.turn(days=7)
    assert house.subscribe.look(token)[0] is ConfirmationState.OPEN
    house.clock.turn(seconds=1)
    assert house.subscribe.look(token)[0] is ConfirmationState.TOO_LATE
    assert house.subscribe.confirm(token) is None


def test_a_used_link_does_not_bring_back_who_left_since(house: House) -> None:
    token = house.asked()
    confirmed = house.subscribe.confirm(token)
    assert confirmed is not None
    house.unsubscribe.leave(house.leave_token(confirmed.reader))
    assert house.subscribe.look(token)[0] is ConfirmationState.TOO_LATE
    assert house.subscribe.confirm(token) is None


def test_a_tampered_link_is_refused(house: House) -> None:
    token = house.asked()
    with pytest.raises(BadToken):
        house.subscribe.confirm(token[:-1] + ("A" if token[-1] != "A" else "B"))


@pytest.mark.parametrize(
    "who", ["new", "pending", "confirmed", "left", "erased", "complained", "bounced", "manual"]
)
def test_the_answer_is_the_same_whoever_has_the_address(house: House, who: str) -> None:
    if who not in {"new", "pending"}:
        reader = house.joined()
        if who == "left":
            house.unsubscribe.leave(house.leave_token(reader))
        elif who == "erased":
            house.preferences.forget(reader, "test")
        elif who != "confirmed":
            house.store.subscribers.unsubscribe(reader.id)
            house.store.suppressions.add(reader.address, SuppressionReason[who.upper()])
    elif who == "pending":
        house.asked()
    house.clock.turn(days=2)
    house.mail.mails.clear()
    assert house.subscribe.sign_up(house.wish()) is SignUpAnswer.LOOK_IN_YOUR_MAILBOX
    expected = {"confirmed": [NoticeKind.ALREADY], "bounced": [], "manual": []}.get(
        who, [NoticeKind.CONFIRM]
    )
    assert house.mail.kinds() == expected


@pytest.mark.parametrize(
    "reason", [SuppressionReason.COMPLAINED, SuppressionReason.ERASED, SuppressionReason.LEFT]
)
def test_the_readers_own_new_yes_ends_what_they_had_asked_for(
    house: House, reason: SuppressionReason
) -> None:
    reader = house.joined()
    house.preferences.forget(reader, "test")
    house.store.suppressions.lift(reader.address)
    house.store.suppressions.add(reader.address, reason)
    token = house.asked()
    assert house.store.suppressions.is_suppressed(reader.address)
    confirmed = house.subscribe.confirm(token)
    assert confirmed is not None
    assert confirmed.lifted is not None
    assert confirmed.lifted.reason is reason
    assert not house.store.suppressions.is_suppressed(reader.address)


@pytest.mark.parametrize(
    "ended", [SuppressionReason.COMPLAINED, SuppressionReason.ERASED, SuppressionReason.LEFT]
)
@pytest.mark.parametrize("keeps_a_list", [True, False])
def test_both_sides_are_told_where_the_provider_may_hold_back_who_returns(
    house: House, ended: SuppressionReason, keeps_a_list: bool
) -> None:
    asked: list[SuppressionReason] = []
    told: list[int] = []

    def may_block(reason: SuppressionReason) -> bool:
        asked.append(reason)
        return keeps_a_list

    joining = replace(
        house.subscribe,
        provider_may_block=may_block,
        tell_editor=lambda reader: told.append(reader.id),
    )
    reader = house.joined()
    if ended is SuppressionReason.LEFT:
        house.unsubscribe.leave(house.leave_token(reader))  # no order is written yet
    else:
        house.preferences.forget(reader, "test")
        house.store.suppressions.add(reader.address, ended)
    confirmed = joining.confirm(house.asked())
    assert confirmed is not None
    assert asked == [ended]
    assert confirmed.may_be_blocked is keeps_a_list
    assert told == ([confirmed.reader.id] if keeps_a_list else [])


def test_nobody_is_told_of_a_block_when_a_stranger_to_it_joins(house: House) -> None:
    told: list[int] = []
    joining = replace(
        house.subscribe,
        provider_may_block=lambda _reason: True,
        tell_editor=lambda reader: told.append(reader.id),
    )
    confirmed = joining.confirm(house.asked())
    assert confirmed is not None
    assert not confirmed.may_be_blocked
    assert told == []


def test_a_reader_who_signs_up_again_is_told_so_once_a_day(house: House) -> None:
    house.joined()
    for _ in range(3):
        house.subscribe.sign_up(house.wish())
    assert house.mail.kinds().count(NoticeKind.ALREADY) == 1
    house.clock.turn(days=1)
    house.subscribe.sign_up(house.wish())
    assert house.mail.kinds().count(NoticeKind.ALREADY) == 2


def test_a_stranger_changes_nothing_of_a_reader(house: House) -> None:
    reader = house.joined(first_name="Anna")
    house.subscribe.sign_up(house.wish(first_name="Kwaad", language="en", tags=["rust"]))
    assert house.find(reader) == reader


def test_one_address_gets_three_confirmations_a_day_however_often_it_is_typed(house: House) -> None:
    for number in range(10):
        assert house.subscribe.sign_up(
            house.wish("Anna@example.org" if number % 2 else "anna@EXAMPLE.org")
        )
    assert len(house.mail.mails) == 3


def test_a_mailbox_is_not_flooded_under_names_of_its_own(house: House) -> None:
    for number in range(10):
        client = f"198.51.{number}.1"  # each from another network
        assert house.subscribe.sign_up(house.wish(f"anna+{number}@example.org", client=client))
    assert len(house.mail.mails) == 3


def test_one_network_is_stopped_and_others_are_not(house: House) -> None:
    answers = [
        house.subscribe.sign_up(house.wish(f"lezer{n}@example.org", client=f"192.0.2.{n}"))
        for n in range(25)
    ]
    assert answers.count(SignUpAnswer.TOO_MANY) == 5
    assert (
        house.subscribe.sign_up(house.wish("een@example.org", client="198.51.100.1"))
        is SignUpAnswer.LOOK_IN_YOUR_MAILBOX
    )
    house.clock.turn(hours=1)
    assert (
        house.subscribe.sign_up(house.wish("twee@example.org")) is SignUpAnswer.LOOK_IN_YOUR_MAILBOX
    )


def test_ten_thousand_sign_ups_of_one_minute_and_network_cost_twenty_mails_and_few_writes(
    house: House,
) -> None:
    wishes = [house.wish(f"lezer{n}@example.org", client=f"192.0.2.{n % 250}") for n in range(100)]
    writes: list[str] = []

    def note(*told: object) -> None:
        if not str(told[2]).startswith(("SELECT", "BEGIN", "PRAGMA")):
            writes.append(str(told[2]))

    event.listen(house.store.database.engine, "before_cursor_execute", note)
    answers = Counter(house.subscribe.sign_up(wishes[n % 100]) for n in range(10_000))
    assert answers == {SignUpAnswer.LOOK_IN_YOUR_MAILBOX: 20, SignUpAnswer.TOO_MANY: 9_980}
    assert house.mail.kinds() == [NoticeKind.CONFIRM] * 20
    assert house.store.subscribers.count() == 20
    assert len(writes) < 20 * 10


def test_limits_hold_over_processes(house: House) -> None:
    for n in range(20):
        house.subscribe.sign_up(house.wish(f"lezer{n}@example.org"))
    from newsletter import store

    other = store.open(
        house.store.database.engine.url.render_as_string(), house.clock, pepper=house_secret()
    )
    second = replace(house.subscribe, limiter=replace(house.limiter, limits=other.limits))
    assert second.sign_up(house.wish("laat@example.org")) is SignUpAnswer.TOO_MANY
    other.close()


def house_secret():
    from tests.audience.builders import SECRET

    return SECRET


def test_who_fills_in_what_people_do_not_see_is_asked_to_press_again(house: House) -> None:
    assert (
        house.subscribe.sign_up(house.wish(trap="http://kwaad.example")) is SignUpAnswer.PRESS_AGAIN
    )
    assert house.mail.mails == []
    assert house.store.subscribers.count() == 0


@pytest.mark.parametrize(
    "age",
    [timedelta(seconds=0), timedelta(seconds=1), timedelta(days=1, seconds=1), timedelta(days=-1)],
)
def test_a_form_that_was_sent_too_quickly_or_too_late_is_shown_again(
    house: House, age: timedelta
) -> None:
    stamp = house.subscribe.stamp()
    house.clock.now += age
    assert house.subscribe.sign_up(house.wish(stamp=stamp)) is SignUpAnswer.PRESS_AGAIN
    assert house.mail.mails == []


@pytest.mark.parametrize("stamp", ["", "x", "A" * 32])
def test_a_form_of_somebody_elses_making_is_shown_again(house: House, stamp: str) -> None:
    assert house.subscribe.sign_up(house.wish(stamp=stamp)) is SignUpAnswer.PRESS_AGAIN


def test_the_api_needs_no_form(house: House) -> None:
    assert (
        house.subscribe.sign_up(house.wish(way=SignUpChannel.API, stamp=""))
        is SignUpAnswer.LOOK_IN_YOUR_MAILBOX
    )
    assert house.mail.kinds() == [NoticeKind.CONFIRM]


@pytest.mark.parametrize(
    "address", ["", "geen adres", "a@b\r\nBcc: c@d.nl", "x@tenminutes.example"]
)
def test_what_cannot_receive_mail_is_told_at_once(house: House, address: str) -> None:
    with pytest.raises(BadAddress):
        house.subscribe.sign_up(house.wish(address))


def test_the_record_says_what_was_agreed_to_when_how_and_from_where(house: House) -> None:
    token = house.asked(client="203.0.113.77")
    house.clock.turn(minutes=5)
    confirmed = house.subscribe.confirm(token, client="2001:db8:1:2::3")
    assert confirmed is not None
    asked, said_yes = house.store.consents.of(confirmed.reader.id)
    assert (asked.kind, asked.network) == ("asked by form", "203.0.113.0/24")
    assert (said_yes.kind, said_yes.network) == ("confirmed", "2001:db8:1::/48")
    assert asked.wording == house.subscribe.words("nl").text
    assert asked.version == house.subscribe.words("nl").version
    assert said_yes.at - asked.at == timedelta(minutes=5)


def test_a_reminder_goes_out_once_and_only_where_the_owner_wants_it(tmp_path: Path) -> None:
    house = House(tmp_path, ReaderSettings(remind_after=timedelta(days=2)))
    house.asked()
    house.joined("bert@example.org")
    house.clock.turn(days=1)
    assert house.subscribe.remind() == 0
    house.clock.turn(days=1, hours=1)
    assert house.subscribe.remind() == 1
    assert house.subscribe.remind() == 0
    assert house.mail.mails[-1][:2] == (NoticeKind.CONFIRM, "anna@example.org")
    assert replace(house.subscribe, settings=ReaderSettings()).remind() == 0


def test_two_processes_that_remind_at_once_send_one_reminder(tmp_path: Path) -> None:
    house = House(tmp_path, ReaderSettings(remind_after=timedelta(days=2)))
    house.asked()
    house.clock.turn(days=3)
    (request,) = house.store.sign_ups.waiting(asked_before=house.clock())
    assert house.store.sign_ups.note_reminded(request.id, house.clock())
    assert not house.store.sign_ups.note_reminded(request.id, house.clock())
    assert house.subscribe.remind() == 0


@pytest.mark.parametrize("typed", ["<b>Anna</b>", "Win http://kwaad.example", "bit.ly/3x"])
def test_what_is_no_name_is_not_kept_as_one(house: House, typed: str) -> None:
    assert house.joined(first_name=typed).first_name == ""


def test_a_typed_name_becomes_the_readers_when_they_confirm(house: House) -> None:
    token = house.asked(first_name="Anna")
    (waiting,) = house.store.subscribers.page()
    assert waiting.first_name == ""
    confirmed = house.subscribe.confirm(token)
    assert confirmed is not None
    assert confirmed.reader.first_name == "Anna"
