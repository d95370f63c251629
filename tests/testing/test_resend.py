"""The sandbox answers as Resend's documentation says."""

from pathlib import Path

import pytest

from newsletter.testing.faults import Faults
from newsletter.testing.sandbox import Sandbox
from tests.testing.calls import (
    CLIENT,
    RESEND,
    a_reader,
    a_resend_email,
    accepted,
    resend_send,
    turn,
)
from tests.testing.conftest import Clock

EMAILS = [a_resend_email(n) for n in range(3)]


def test_the_same_key_gives_the_same_answer_and_mails_nobody_twice(sandbox: Sandbox) -> None:
    first = resend_send(sandbox.url, EMAILS, "key-1")
    again = resend_send(sandbox.url, EMAILS, "key-1")
    assert first.json() == again.json()
    assert len(first.json()["data"]) == 3
    assert accepted(sandbox.url)["accepted"] == 3


def test_a_key_with_another_payload_is_a_conflict(sandbox: Sandbox) -> None:
    resend_send(sandbox.url, EMAILS, "key-1")
    answer = resend_send(sandbox.url, EMAILS[:2], "key-1")
    assert (answer.status_code, answer.json()["name"]) == (409, "invalid_idempotent_request")


def test_a_key_is_forgotten_when_its_window_is_over(sandbox: Sandbox, clock: Clock) -> None:
    resend_send(sandbox.url, EMAILS, "key-1")
    clock.forward(24 * 3600 + 1)
    resend_send(sandbox.url, EMAILS, "key-1")
    found = accepted(sandbox.url)
    assert found["accepted"] == 6
    assert found["doubled"] == {"d_0": 2, "d_1": 2, "d_2": 2}


def test_keys_are_not_heeded_when_the_knob_says_so(sandbox: Sandbox) -> None:
    turn(sandbox.url, idempotent_for_seconds=None)
    for _ in range(2):
        resend_send(sandbox.url, EMAILS, "key-1")
    assert accepted(sandbox.url)["accepted"] == 6


def test_a_key_that_is_under_way_is_a_conflict_of_its_own(sandbox: Sandbox, clock: Clock) -> None:
    turn(sandbox.url, answer_after_seconds=0.05)
    resend_send(sandbox.url, EMAILS, "key-1")
    answer = resend_send(sandbox.url, EMAILS, "key-1")  # by its own clock no time has passed
    assert (answer.status_code, answer.json()["name"]) == (409, "concurrent_idempotent_requests")
    clock.forward(1)
    assert resend_send(sandbox.url, EMAILS, "key-1").status_code == 200


def test_a_call_that_was_cut_half_way_is_completed_under_its_key(sandbox: Sandbox) -> None:
    turn(sandbox.url, faults=[{"answer": 500, "taken": "half", "at": [1]}])
    assert resend_send(sandbox.url, EMAILS, "key-1").status_code == 500
    assert accepted(sandbox.url)["accepted"] == 2
    again = resend_send(sandbox.url, EMAILS, "key-1").json()
    rows = accepted(sandbox.url)["rows"]
    assert [row["id"] for row in rows] == [one["id"] for one in again["data"]]
    assert accepted(sandbox.url)["doubled"] == {}


def test_a_restart_forgets_no_key(tmp_path: Path, clock: Clock) -> None:
    log = tmp_path / "accepted.jsonl"
    with Sandbox(log, Faults(refuse=(a_reader(1),)), clock=clock) as before:
        first = resend_send(before.url, EMAILS, "key-1", permissive=True).json()
    with Sandbox(log, clock=clock) as after:
        again = resend_send(after.url, EMAILS, "key-1", permissive=True).json()
        assert again["data"] == first["data"]
        assert [error["index"] for error in again["errors"]] == [1]
        assert accepted(after.url)["accepted"] == 2


def test_permissive_takes_the_good_and_names_the_places_of_the_bad(sandbox: Sandbox) -> None:
    turn(sandbox.url, refuse=[a_reader(1)])
    answer = resend_send(sandbox.url, EMAILS, permissive=True).json()
    assert len(answer["data"]) == 2
    assert [error["index"] for error in answer["errors"]] == [1]
    assert [row["recipient"] for row in accepted(sandbox.url)["rows"]] == [a_reader(0), a_reader(2)]


def test_strict_refuses_the_whole_batch_for_one(sandbox: Sandbox) -> None:
    turn(sandbox.url, refuse=[a_reader(1)])
    answer = resend_send(sandbox.url, EMAILS)
    assert (answer.status_code, answer.json()["name"]) == (422, "validation_error")
    assert accepted(sandbox.url)["accepted"] == 0


@pytest.mark.parametrize(
    ("emails", "key", "status"),
    [([], "", 422), ([a_resend_email(1)] * 101, "", 422), ([a_resend_email(1)], "k" * 257, 400)],
    ids=["empty", "101 emails", "key too long"],
)
def test_what_breaks_a_limit_is_refused(
    sandbox: Sandbox, emails: list[dict], key: str, status: int
) -> None:
    assert resend_send(sandbox.url, emails, key).status_code == status


def test_one_email_is_found_by_its_id(sandbox: Sandbox) -> None:
    ids = [
        one["id"]
        for one in resend_send(sandbox.url, [a_resend_email(n) for n in range(12)]).json()["data"]
    ]
    found = CLIENT.get(f"{sandbox.url}/emails/{ids[11]}", headers=RESEND).json()
    assert (found["to"], found["last_event"]) == ([a_reader(11)], "sent")
    unknown = CLIENT.get(
        f"{sandbox.url}/emails/{'0' * 8}-0000-0000-0000-{'0' * 12}", headers=RESEND
    )
    assert unknown.status_code == 404


def test_a_single_email_gets_one_id(sandbox: Sandbox) -> None:
    answer = CLIENT.post(f"{sandbox.url}/emails", json=EMAILS[0], headers=RESEND)
    assert set(answer.json()) == {"id"}
    assert CLIENT.post(f"{sandbox.url}/emails", json=EMAILS[0]).status_code == 401
