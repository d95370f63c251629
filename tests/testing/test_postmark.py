"""The sandbox answers as Postmark's documentation says."""

import pytest

from newsletter.testing.sandbox import Sandbox
from tests.testing.calls import (
    CLIENT,
    POSTMARK,
    a_postmark_message,
    a_reader,
    accepted,
    postmark_search,
    postmark_send,
    turn,
)
from tests.testing.conftest import Clock


def test_a_batch_is_answered_message_by_message_in_its_order(sandbox: Sandbox) -> None:
    turn(sandbox.url, refuse=[a_reader(1)])
    answers = postmark_send(sandbox.url, [a_postmark_message(n) for n in range(3)]).json()
    assert [answer["ErrorCode"] for answer in answers] == [0, 406, 0]
    assert set(answers[1]) == {"ErrorCode", "Message"}
    assert set(answers[0]) == {"To", "SubmittedAt", "MessageID", "ErrorCode", "Message"}
    rows = accepted(sandbox.url)["rows"]
    assert [(row["delivery"], row["id"]) for row in rows] == [
        ("d.0", answers[0]["MessageID"]),
        ("d.2", answers[2]["MessageID"]),
    ]


def test_mails_are_found_by_metadata_newest_first(sandbox: Sandbox) -> None:
    postmark_send(sandbox.url, [a_postmark_message(n, "wanted") for n in range(20)])
    postmark_send(sandbox.url, [a_postmark_message(n, "other") for n in range(20, 25)])
    found = postmark_search(sandbox.url, metadata_batch="wanted", count=15)
    assert found["TotalCount"] == 20
    assert found["Messages"][0]["Metadata"] == {"delivery": "d.19", "batch": "wanted"}
    assert len(found["Messages"]) == 15
    one = postmark_search(sandbox.url, metadata_delivery="d.7")
    assert [message["Recipients"] for message in one["Messages"]] == [[a_reader(7)]]


def test_the_search_knows_a_mail_only_when_the_lag_is_over(sandbox: Sandbox, clock: Clock) -> None:
    turn(sandbox.url, index_lag_seconds=10)
    postmark_send(sandbox.url, [a_postmark_message(1)])
    assert postmark_search(sandbox.url, metadata_batch="batch-1")["TotalCount"] == 0
    clock.forward(10)
    assert postmark_search(sandbox.url, metadata_batch="batch-1")["TotalCount"] == 1


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"count": 501}, 422),
        ({"count": 500, "offset": 9501}, 422),
        ({"count": 500, "offset": 9500}, 200),
    ],
)
def test_the_search_goes_ten_thousand_deep(
    sandbox: Sandbox, asked: dict[str, int], status: int
) -> None:
    answer = CLIENT.get(
        f"{sandbox.url}/messages/outbound", params={"offset": 0} | asked, headers=POSTMARK
    )
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", 402),
        (b'{"To": "x"}', 402),
        (b"[" + b",".join([b"{}"] * 501) + b"]", 410),
    ],
    ids=["broken", "no array", "501 messages"],
)
def test_a_batch_that_cannot_be_read_is_refused_whole(
    sandbox: Sandbox, content: bytes, code: int
) -> None:
    answer = CLIENT.post(f"{sandbox.url}/email/batch", content=content, headers=POSTMARK)
    assert (answer.status_code, answer.json()["ErrorCode"]) == (422, code)


@pytest.mark.parametrize("missing", ["From", "To"])
def test_a_message_without_sender_or_reader_fails_alone(sandbox: Sandbox, missing: str) -> None:
    whole, lame = a_postmark_message(1), a_postmark_message(2)
    del lame[missing]
    assert [one["ErrorCode"] for one in postmark_send(sandbox.url, [lame, whole]).json()] == [
        300,
        0,
    ]


def test_a_single_refusal_is_422_and_a_single_mail_an_object(sandbox: Sandbox) -> None:
    turn(sandbox.url, refuse=[a_reader(1)])
    refused = CLIENT.post(f"{sandbox.url}/email", json=a_postmark_message(1), headers=POSTMARK)
    assert (refused.status_code, refused.json()["ErrorCode"]) == (422, 406)
    taken = CLIENT.post(f"{sandbox.url}/email", json=a_postmark_message(2), headers=POSTMARK)
    assert (taken.status_code, taken.json()["To"]) == (200, a_reader(2))


def test_a_stranger_gets_401_with_code_10(sandbox: Sandbox) -> None:
    answer = CLIENT.post(f"{sandbox.url}/email/batch", json=[])
    assert (answer.status_code, answer.json()["ErrorCode"]) == (401, 10)


def test_the_details_hold_the_bodies(sandbox: Sandbox) -> None:
    answers = postmark_send(sandbox.url, [a_postmark_message(n) for n in range(10)]).json()
    details = CLIENT.get(
        f"{sandbox.url}/messages/outbound/{answers[9]['MessageID']}/details", headers=POSTMARK
    )
    assert (details.json()["HtmlBody"], details.json()["Recipients"]) == (
        "<p>Dag</p>",
        [a_reader(9)],
    )


def test_the_search_keeps_the_streams_apart(sandbox: Sandbox) -> None:
    postmark_send(
        sandbox.url, [a_postmark_message(1), {**a_postmark_message(2), "MessageStream": "outbound"}]
    )
    found = postmark_search(sandbox.url, metadata_batch="batch-1", messagestream="broadcast")
    assert [message["Recipients"] for message in found["Messages"]] == [[a_reader(1)]]
    assert found["Messages"][0]["MessageStream"] == "broadcast"
