"""The sandbox answers as Mailgun's documentation says."""

import pytest

from newsletter.model.secret import Secret
from newsletter.providers import mailgun
from newsletter.testing.sandbox import Sandbox
from tests.testing.calls import (
    CLIENT,
    MAILGUN,
    a_reader,
    accepted,
    mailgun_events,
    mailgun_send,
    turn,
)
from tests.testing.conftest import Clock


def test_one_call_is_accepted_under_one_id_and_logged_per_reader(sandbox: Sandbox) -> None:
    answer = mailgun_send(sandbox.url, range(3))
    assert answer.status_code == 200
    assert answer.json()["message"] == "Queued. Thank you."
    rows = accepted(sandbox.url)["rows"]
    assert {row["id"] for row in rows} == {answer.json()["id"]}
    assert [(row["recipient"], row["delivery"], row["key"]) for row in rows] == [
        (a_reader(n), f"d.{n}", "batch-1") for n in range(3)
    ]


def test_each_reader_sees_a_mail_with_their_own_values(sandbox: Sandbox) -> None:
    mailgun_send(sandbox.url, range(3))
    log = sandbox.simulator.log
    mail = log.mail(log.rows(log.calls[0])[1])
    assert mail is not None
    assert (mail.to, mail.subject, mail.html) == (a_reader(1), "Dag Lezer 1", "<p>Dag Lezer 1</p>")
    assert mail.headers == (("List-Unsubscribe", "<https://example.nl/unsubscribe/d.1>"),)


def test_without_recipient_variables_all_readers_are_shown_to_each_other(sandbox: Sandbox) -> None:
    mailgun_send(sandbox.url, range(2), **{"recipient-variables": None})
    log = sandbox.simulator.log
    mail = log.mail(log.rows(log.calls[0])[0])
    assert mail is not None
    assert mail.to == f"{a_reader(0)}, {a_reader(1)}"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"from": None}, 400),
        ({"subject": None}, 400),
        ({"html": None, "text": None}, 400),
        ({"to": [a_reader(1), "no address"]}, 400),
        ({"recipient-variables": "{"}, 400),
        ({"to": [a_reader(n) for n in range(1001)]}, 400),
        ({"html": "x" * (25 * 1024 * 1024)}, 413),
    ],
    ids=[
        "no sender",
        "no subject",
        "no body",
        "one bad address",
        "bad variables",
        "1001 readers",
        "too large",
    ],
)
def test_a_call_that_breaks_a_rule_is_refused_whole(
    sandbox: Sandbox, fields: dict[str, str], status: int
) -> None:
    assert mailgun_send(sandbox.url, range(3), **fields).status_code == status
    assert accepted(sandbox.url)["accepted"] == 0


def test_urlencoded_and_comma_lists_are_read_too(sandbox: Sandbox) -> None:
    answer = CLIENT.post(
        f"{sandbox.url}/v3/example.nl/messages",
        auth=MAILGUN,
        data={
            "from": "post@example.nl",
            "to": "Anna <anna@example.org>, bea@example.org",
            "subject": "s",
            "text": "t",
        },
    )
    assert answer.status_code == 200
    assert [row["recipient"] for row in accepted(sandbox.url)["rows"]] == [
        "anna@example.org",
        "bea@example.org",
    ]


def test_events_are_found_by_tag_over_many_pages(sandbox: Sandbox) -> None:
    mailgun_send(sandbox.url, range(700), batch="wanted")
    mailgun_send(sandbox.url, range(700, 710), batch="other")
    found = mailgun_events(sandbox.url, tags="wanted", event="accepted", limit="300")
    assert sorted(event["recipient"] for event in found) == sorted(a_reader(n) for n in range(700))
    assert found[0]["user-variables"]["batch"] == "wanted"
    assert found[0]["event"] == "accepted"


def test_a_mail_shows_in_the_events_only_when_the_lag_is_over(
    sandbox: Sandbox, clock: Clock
) -> None:
    turn(sandbox.url, index_lag_seconds=30)
    mailgun_send(sandbox.url, range(2))
    clock.forward(29)
    assert mailgun_events(sandbox.url, tags="batch-1") == []
    clock.forward(1)
    assert len(mailgun_events(sandbox.url, tags="batch-1")) == 2


def test_a_mail_shows_in_the_events_until_the_index_forgets_it(
    sandbox: Sandbox, clock: Clock
) -> None:
    turn(sandbox.url, index_keeps_seconds=3 * 86_400)
    mailgun_send(sandbox.url, range(2))
    clock.forward(3 * 86_400)
    assert len(mailgun_events(sandbox.url, tags="batch-1")) == 2
    clock.forward(1)
    assert mailgun_events(sandbox.url, tags="batch-1") == []


def test_every_answer_is_dated_by_the_providers_clock_which_can_be_put_ahead(
    sandbox: Sandbox, clock: Clock
) -> None:
    turn(sandbox.url, clock_ahead_seconds=5 * 86_400)
    provider = mailgun.Provider(
        mailgun.Settings(key=Secret("any"), domain="example.nl", base=sandbox.url)
    )
    told = provider.clock()
    provider.close()
    assert told is not None
    assert told.timestamp() == clock.now + 5 * 86_400


def test_events_are_bounded_by_begin_and_end(sandbox: Sandbox, clock: Clock) -> None:
    mailgun_send(sandbox.url, [1])
    clock.forward(100)
    mailgun_send(sandbox.url, [2])
    late = mailgun_events(
        sandbox.url, tags="batch-1", begin=str(clock.now - 50), end=str(clock.now)
    )
    assert [event["recipient"] for event in late] == [a_reader(2)]


def test_a_stranger_is_forbidden_and_a_wrong_path_is_magnificent(sandbox: Sandbox) -> None:
    stranger = CLIENT.post(f"{sandbox.url}/v3/example.nl/messages")
    assert (stranger.status_code, stranger.text) == (401, "Forbidden")
    lost = CLIENT.post(f"{sandbox.url}/v3/messages/x/y", auth=MAILGUN)
    assert (lost.status_code, lost.text) == (200, "Mailgun Magnificent API")
    assert (
        CLIENT.get(f"{sandbox.url}/v4/domains/example.nl", auth=MAILGUN).json()["domain"]["state"]
        == "active"
    )
