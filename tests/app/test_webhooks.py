"""Webhooks: what happens is told to programs on loopback, which answer, fail and come back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from tests.app.builders import A_SATURDAY, SAID, SetClock, a_publication
from tests.app.listener import KEY, Listener, is_signed_by, listening, table


@pytest.fixture
def crm() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def told(folder: Path, clock: SetClock, *tables: str) -> Newsletter:
    return a_publication(folder, clock, "\n".join(tables))


def join(app: Newsletter, name: str = "anna") -> None:
    app.people.add(f"{name}@example.org", statement=SAID)


def test_a_new_reader_is_told_in_a_signed_call(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    join(app)
    assert app.webhooks.deliver() == 1
    assert crm.only["type"] == "subscriber.joined"
    assert crm.only["timestamp"] == "2026-03-07T12:00:00Z"
    [(_, headers, body)] = crm.calls
    assert is_signed_by(KEY, headers, body, clock.at.timestamp())
    assert not is_signed_by(KEY, headers, body + b" ", clock.at.timestamp())
    assert not is_signed_by(bytes(32), headers, body, clock.at.timestamp())
    assert b"anna" not in body
    assert app.webhooks.deliver() == 0


def test_a_call_that_fails_is_repeated_under_the_same_name(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    join(app)
    crm.answers = [(500, {}, b""), (503, {}, b"")]
    assert app.webhooks.deliver() == 0
    clock.pass_by(seconds=4)
    app.webhooks.deliver()
    assert len(crm.calls) == 1  # not yet
    clock.pass_by(seconds=1)
    app.webhooks.deliver()
    clock.pass_by(minutes=5)
    assert app.webhooks.deliver() == 1
    assert len({key for key, _, _ in crm.calls}) == 1
    assert len({body for _, _, body in crm.calls}) == 1
    # each attempt is signed anew, as receivers refuse what is older than five minutes
    began = A_SATURDAY.timestamp()
    for (_, headers, body), seconds in zip(crm.calls, (0, 5, 305), strict=True):
        assert headers["webhook-timestamp"] == str(int(began) + seconds)
        assert is_signed_by(KEY, headers, body, began + seconds)
