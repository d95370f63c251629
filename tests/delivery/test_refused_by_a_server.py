"""A whole dispatch through a real mail server on loopback that refuses for a while, for what is ours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.delivery.dispatch import Dispatcher
from newsletter.delivery.settings import DispatchSettings
from newsletter.model.delivery import Batch
from newsletter.model.dispatch import DispatchState
from newsletter.providers import smtp
from newsletter.providers.wire.smtp_server import Security
from newsletter.store.store import Store
from tests.chaos import people
from tests.providers.smtp_script import Script, scripted
from tests.store.builders import NOW, Clock, a_dispatch, a_store, readers

READERS = 12


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(f"sqlite:///{tmp_path / 'own.db'}", Clock())
    yield opened
    opened.close()


@pytest.fixture
def server() -> Iterator[Script]:
    with scripted(Script()) as script:
        yield script


def in_mime(batch: Batch) -> Batch:
    """The batch with whole mails, each named after its reader."""
    mails = tuple(
        replace(one, mime=f"To: {one.to}\r\n\r\n{one.text}".encode())
        for one in people.personalise(batch).emails
    )
    return replace(batch, emails=mails)


def hand_over(store: Store, server: Script) -> None:
    """Drain once, as ``newsletter run`` does."""
    provider = smtp.Provider(
        smtp.Settings(host="127.0.0.1", port=server.port, security=Security.NONE, hello="localhost")
    )
    settings = DispatchSettings(connections=1, retry_first=timedelta(0))
    Dispatcher(
        ledger=store.ledger, provider=provider, personalise=in_mime, recipients=people.recipients,
        settings=settings, now=lambda: NOW, chance=lambda: 0.5,
    ).drain()  # fmt: skip
    provider.close()


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("RCPT", "554 5.7.1 Service unavailable; Client host [192.0.2.3] blocked using zen.example.org"),
        ("END", "550 5.7.26 This mail is blocked because the sender is unauthenticated"),
        ("END", "550 5.7.1 rejected by the DMARC policy of voorbeeld.nl"),
        ("MAIL", "552 5.3.4 Message size exceeds fixed limit"),
        ("RCPT", "530 5.7.0 Authentication required"),
        ("CONNECT", "554 5.7.1 you are on our block list"),
    ],
)  # fmt: skip
def test_it_pauses_with_the_cause_burns_nobody_and_goes_on_when_resumed(
    store: Store, server: Script, command: str, reply: str
) -> None:
    readers(store, READERS)
    dispatch = a_dispatch(store, batch_size=1, provider="smtp")
    server.plan(command, *[reply] * READERS)
    hand_over(store, server)
    paused = store.dispatches.find(dispatch.id)
    assert paused.state is DispatchState.PAUSED
    assert reply.partition(" ")[2] in paused.why
    assert dict(store.counts.progress(dispatch.id).counts) == {"queued": READERS}
    server.replies.clear()
    assert store.dispatches.resume(dispatch.id)
    hand_over(store, server)
    assert dict(store.counts.progress(dispatch.id).counts) == {"accepted": READERS}
    to = [
        next(line for line in mail.splitlines() if line.startswith(b"To:")) for mail in server.mails
    ]
    assert len(to) == len(set(to)) == READERS  # each once


def test_one_dead_mailbox_costs_its_reader_alone(store: Store, server: Script) -> None:
    readers(store, READERS)
    dispatch = a_dispatch(store, batch_size=1, provider="smtp")
    server.plan("RCPT", *["250 2.1.5 Ok"] * 5, "550 5.1.1 user unknown")
    hand_over(store, server)
    assert store.dispatches.find(dispatch.id).state is DispatchState.GOING
    assert dict(store.counts.progress(dispatch.id).counts) == {
        "accepted": READERS - 1,
        "refused": 1,
    }
