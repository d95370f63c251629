"""After a reader is forgotten, their address stands nowhere in the database."""

from datetime import timedelta
from urllib.parse import quote_plus

from sqlalchemy import LargeBinary, String, select, update

from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import NewSubscriber, Standing, SuppressionReason
from newsletter.model.dispatch import NOTICES, Notice
from newsletter.model.hook import Hook
from newsletter.model.notice import NoticeKind
from newsletter.model.sign_up import SignUp
from newsletter.store.schema import sending
from newsletter.store.schema.all_tables import metadata
from newsletter.store.schema.types import OutsideText
from newsletter.store.store import Store
from tests.builders.editions import an_edition
from tests.store.builders import NOW, a_dispatch, readers

GERDA = EmailAddress("Gerda.Test_1", "example.org")
WORDS = Message("as-said", text=f"550 <{str(GERDA).upper()}>: no such user").to_text()
PLACES = {
    "subscribers.address",
    "subscribers.mailbox",
    "subscribers.source",
    "sign_ups.first_name",
    "suppressions.note",
    "notices.address",
    "notices.merge_values",
    "deliveries.detail",
    "deliveries.provider_id",
    "batches.why",
    "dispatches.why",
    "reports.headers",
    "reports.query",
    "reports.body",
    "reports.trouble",
    "replies.sender",
    "replies.subject",
    "replies.words",
    "saved_addresses.address",
    "imports.source",
}
# with texts, but never with the address of somebody who is no editor
OTHERS = {
    "api_keys",
    "approvals",
    "calendars",
    "chores",
    "consents",
    "cuttings",
    "decision_links",
    "decisions",
    "earlier_texts",
    "editions",
    "editors",
    "facts",
    "feed_entries",
    "feeds",
    "leave_reasons",
    "limits",
    "log_entries",
    "pace",
    "sessions",
    "shared_drafts",
    "sign_in_links",
    "starts",
    "tags",
    "vote_keys",
    "voters",
    "web_changes",
    "webhook_events",
    "webhooks",
}


def named_in(store: Store) -> set[str]:
    """The columns in which the address stands, in whichever letters."""
    found = set()
    with store.database.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                found |= {f"{table.name}.{name}" for name, value in row.items() if _has(value)}
    return found


def _has(value: object) -> bool:
    text = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return str(GERDA).casefold() in text.casefold()


def everywhere(store: Store) -> int:
    """A reader whose address stands wherever one can, and their number."""
    readers(store, 2)
    newcomer = NewSubscriber(address=GERDA)
    reader = store.subscribers.add(newcomer, source=f"list of {GERDA}").id
    store.sign_ups.add(
        SignUp(
            id=0,
            subscriber=reader,
            asked_at=NOW,
            way="form",
            wording="yes",
            version="1",
            network="",
            first_name=str(GERDA),
        )
    )
    dispatch = a_dispatch(store)
    edition = store.editions.keep(an_edition(-1))
    kinds = (NoticeKind.CONFIRM, NoticeKind.TEST_ADDRESS, NoticeKind.REPLY)
    for kind, to in zip(kinds, ({"subscriber": reader}, {"address": GERDA}, {}), strict=True):
        values = {"words": f"from {GERDA}"}
        store.notices.add(Notice(kind=kind.value, edition=edition, values=values, **to))
    store.imports.begin(f"from the file {GERDA}.csv")
    store.suppressions.add(GERDA, SuppressionReason.BOUNCED, WORDS)
    saved = EmailAddress(GERDA.local.upper(), GERDA.domain)
    store.saved_addresses.add(saved, b"k" * 32, NOW + timedelta(days=1))
    store.saved_addresses.add(EmailAddress("ander", "example.org"), b"l" * 32, NOW)
    store.inbox.keep_unread("fake", str(GERDA).encode(), WORDS)
    store.inbox.keep("fake", "read", Hook({"to": str(GERDA)}, str(GERDA).encode(), {}))
    store.inbox.note_read([(store.inbox.unread()[0], "")])
    for name in ("headers", "query"):  # of calls whose bodies name nobody
        hook = {"headers": {}, "query": {}} | {name: {"to": str(GERDA)}}
        store.inbox.keep("fake", name, Hook(hook["headers"], b"", hook["query"]))
        store.inbox.note_read([(store.inbox.unread()[0], "not understood")])
    store.replies.keep("one", sender=str(GERDA), subject="Dag", text="Dag")
    store.replies.keep("two", sender="x@example.org", subject=str(GERDA), text=f"Naar {GERDA}?")
    columns = sending.deliveries.c
    with store.database.write() as connection:
        quoted = update(sending.deliveries).where(columns.dispatch == dispatch.id)
        theirs = columns.subscriber == reader
        connection.execute(quoted.where(theirs).values(detail=WORDS, provider_id=str(GERDA)))
        # one answer to a whole batch is noted for each of its members
        connection.execute(quoted.where(~theirs).values(detail=WORDS))
        connection.execute(update(sending.batches).values(why=WORDS))
        paused = update(sending.dispatches).where(sending.dispatches.c.id == dispatch.id)
        connection.execute(paused.values(why=WORDS))
    return reader


def test_every_table_with_texts_is_known_here() -> None:
    with_texts = {
        table.name
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, OutsideText | String | LargeBinary)
    }
    assert with_texts == OTHERS | {place.partition(".")[0] for place in PLACES}


def test_the_address_of_who_asked_to_be_forgotten_stands_nowhere(any_store: Store) -> None:
    reader = everywhere(any_store)
    assert named_in(any_store) == PLACES
    assert any_store.subscribers.erase(reader)
    assert named_in(any_store) == set()
    assert [str(one.address) for one in any_store.saved_addresses.all()] == ["ander@example.org"]
    with any_store.database.read() as connection:
        columns = sending.batches.c
        whys = connection.execute(select(columns.why).where(columns.dispatch != NOTICES))
        (why,) = whys.scalars()
        details = set(connection.execute(select(sending.deliveries.c.detail)).scalars())
    assert Message.from_text(why).data["text"] == "550 <…>: no such user"
    assert details == {None, why}, "of the reader nothing, of the others of the batch the rest"


def test_a_form_of_an_unread_call_names_them_with_its_signs_encoded(any_store: Store) -> None:
    reader = any_store.subscribers.add(NewSubscriber(address=GERDA), source="form").id
    for name in (str(GERDA), "somebody@example.org"):
        body = f"event=odd&recipient={quote_plus(name)}".encode()
        any_store.inbox.keep("fake", name, Hook({}, body, {}))
        any_store.inbox.note_read([(any_store.inbox.unread()[0], "not understood")])
    any_store.subscribers.unsubscribe(reader)
    later = NOW + timedelta(days=1)
    assert any_store.subscribers.forget(standing=Standing.UNSUBSCRIBED, before=later) == 1
    with any_store.database.read() as connection:
        query = select(sending.reports.c.body).order_by(sending.reports.c.id)
        bodies = [bytes(one) for one in connection.execute(query).scalars()]
    assert bodies == [b"", b"event=odd&recipient=somebody%40example.org"]


def test_who_is_forgotten_after_a_time_is_no_test_address_either(any_store: Store) -> None:
    reader = everywhere(any_store)
    any_store.subscribers.unsubscribe(reader)
    later = NOW + timedelta(days=1)
    assert any_store.subscribers.forget(standing=Standing.UNSUBSCRIBED, before=later) == 1
    # what people wrote themselves goes a month after it came
    assert named_in(any_store) == {
        "notices.merge_values",
        "replies.sender",
        "replies.subject",
        "replies.words",
    }
