"""A proof sums up, equals the ledger, names nobody, and shows every change."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from newsletter.app import Newsletter
from newsletter.app.dispatch_proofs import DispatchProofs
from newsletter.errors import DeskError, StoreError
from newsletter.model.dispatch import DeliveryState
from newsletter.store.schema.sending import deliveries, editions
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.dispatching import BY_TWO, STEPS, frozen, refuse


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock(), BY_TWO)


def proof(app: Newsletter, dispatch: int = 1) -> dict:
    return json.loads(DispatchProofs.of(app).make(dispatch).to_json())


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_in_every_state_the_sums_hold_and_are_those_of_the_ledger(steps: list[str]) -> None:
    with TemporaryDirectory() as folder:
        app = a_publication(Path(folder), SetClock(), BY_TWO)
        frozen(app)
        for step in steps:
            STEPS[step](app)
        made, store = proof(app), app.container.store
        assert sum(made["counts"].values()) == made["recipients"] == 10
        assert sum(made["skipped"].values()) == made["counts"].get("skipped", 0)
        people = Counter(
            {
                state.value: len(found)
                for state in DeliveryState
                if (found := store.counts.people(1, state))
            }
        )
        assert made["counts"] == people
        with store.database.read() as connection:
            rows = connection.execute(select(deliveries.c.subscriber)).all()
        assert len(rows) == made["recipients"]
        assert DispatchProofs.of(app).check(json.dumps(made).encode()).is_own
        app.close()


def test_it_states_the_text_the_times_and_the_program(app: Newsletter) -> None:
    with_issues_approved(app, ["anna", "bram"])
    app.people.unsubscribe("bram@example.org")
    dispatch = app.dispatches.start("1")
    made = proof(app)
    approval = app.container.store.queue.approval(1)
    assert approval is not None
    assert made["edition_sha256"] == approval.edition
    assert (made["issue"], made["provider"], made["state"]) == (1, "outbox", "done")
    assert made["program"].startswith("newsletter ")
    assert made["counts"] == {"accepted": 1}
    assert made["frozen_at"] == dispatch.since.isoformat(timespec="seconds")
    assert made["first_handed_over_at"] <= made["last_handed_over_at"]


def test_it_names_nobody(app: Newsletter) -> None:
    frozen(app)
    refuse(app)
    text = DispatchProofs.of(app).make(1).to_json()
    assert "@" not in text
    assert "lezer" not in text.casefold()


def test_who_left_meanwhile_is_counted_by_reason(app: Newsletter) -> None:
    frozen(app)
    app.people.unsubscribe("lezer1@example.org")
    app.people.suppress("lezer2@example.org", "asked")
    STEPS["accept"](app)
    app.dispatches.cancel(1)
    assert proof(app)["skipped"] == {"cancelled": 6, "suppressed": 1, "unsubscribed": 1}


CHANGES: dict[str, Callable[[dict], object]] = {
    "a count": lambda made: made["counts"].update(queued=11),
    "the edition": lambda made: made.update(edition_sha256="0" * 64),
    "a time": lambda made: made.update(frozen_at="2020-01-01T00:00:00+00:00"),
    "a fact more": lambda made: made.update(more=1),
    "a fact less": lambda made: made.pop("slot"),
    "a number of another type": lambda made: made.update(recipients=10.0),
    "the signature": lambda made: made.update(signature="A" * 86 + "=="),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_seen(app: Newsletter, change: str) -> None:
    frozen(app)
    made = proof(app)
    CHANGES[change](made)
    with pytest.raises(DeskError, match="proof-changed"):
        DispatchProofs.of(app).check(json.dumps(made).encode())


def test_another_order_and_other_white_space_are_no_change(app: Newsletter) -> None:
    frozen(app)
    made = proof(app)
    turned = dict(reversed(made.items()))
    assert DispatchProofs.of(app).check(json.dumps(turned, indent=9).encode()).is_own


@pytest.mark.parametrize(
    "text",
    [b"", b"no", b"[]", b"{}", b'{"format": "x"}', b"\xff", b"[" * 100_000, b'{"a": NaN}'],
)
def test_what_is_no_proof_is_refused(app: Newsletter, text: bytes) -> None:
    with pytest.raises(DeskError, match="proof-unreadable"):
        DispatchProofs.of(app).check(text)


def test_a_fact_that_is_there_twice_is_refused(app: Newsletter) -> None:
    frozen(app)
    text = DispatchProofs.of(app).make(1).to_json()
    doubled = text.replace("{", '{"recipients": 999,', 1)
    with pytest.raises(DeskError, match="proof-unreadable"):
        DispatchProofs.of(app).check(doubled.encode())


def test_of_another_publication_it_is_whole_and_not_ours(app: Newsletter, tmp_path: Path) -> None:
    other = a_publication(tmp_path / "other", SetClock(), BY_TWO)
    with_issues_approved(other, ["anna"])
    other.dispatches.start("1")
    text = DispatchProofs.of(other).make(1).to_json().encode()
    env = other.container.folder / ".env"
    env.write_text(f"NEWSLETTER_SECRET={'s' * 40}\n", "utf-8")
    fresh = Newsletter.at(other.container.folder)
    assert not DispatchProofs.of(fresh).check(text).is_own
    assert DispatchProofs.of(other).check(text).is_own


def test_an_old_secret_still_knows_its_proofs(app: Newsletter) -> None:
    frozen(app)
    text = DispatchProofs.of(app).make(1).to_json().encode()
    before = app.container.secret.reveal
    env = app.container.folder / ".env"
    env.write_text(f"NEWSLETTER_SECRET={'n' * 40}\nNEWSLETTER_OLD_SECRETS={before}\n", "utf-8")
    assert DispatchProofs.of(Newsletter.at(app.container.folder)).check(text).is_own


def test_rows_that_are_missing_are_not_signed_for(app: Newsletter) -> None:
    frozen(app)
    with app.container.store.database.write() as connection:
        connection.execute(delete(deliveries).where(deliveries.c.subscriber == 3))
    with pytest.raises(StoreError, match="ledger-sums-differ"):
        proof(app)


def test_an_edition_that_was_altered_is_not_signed_for(app: Newsletter) -> None:
    frozen(app)
    with app.container.store.database.write() as connection:
        kept = connection.execute(select(editions.c.json).where(editions.c.issue == 1)).scalar_one()
        connection.execute(
            editions.update()
            .where(editions.c.issue == 1)
            .values(json=kept.replace("stoel", "kruk"))
        )
    with pytest.raises(StoreError, match="edition-altered"):
        proof(app)


@pytest.mark.parametrize("dispatch", [0, 9])
def test_only_dispatches_of_letters_have_one(app: Newsletter, dispatch: int) -> None:
    frozen(app)
    with pytest.raises(DeskError, match="dispatch-unknown"):
        proof(app, dispatch)
