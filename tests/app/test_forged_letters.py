"""Anybody can write to the letterbox: only what proves itself acts, and only on its own reader."""

import mailbox
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from newsletter.app import Newsletter
from newsletter.audience.tokens import Keyring, Purpose
from newsletter.model.audience import Standing
from newsletter.model.delivery_ids import delivery_id, read_delivery_id
from newsletter.model.secret import Secret
from newsletter.store.schema.sending import dispatches, suppressions
from tests.app.builders import SAID, SetClock, a_publication, with_issues_approved
from tests.app.letters import a_bounce, a_complaint, in_words
from tests.store.places import url_of

READERS = [f"lezer{number}" for number in range(1, 31)]
Publication = tuple[Newsletter, SetClock, mailbox.Maildir]


def a_sent_issue(folder: Path, database: str = "") -> Publication:
    """Thirty readers have the first issue; what comes back lands in a Maildir."""
    clock = SetClock()
    line = f'database = "{database}"\n' if database else ""
    told = f'{line}[sender]\nunsubscribe_mailbox = "weg@example.nl"\n'
    box = mailbox.Maildir(folder / "back", create=True)
    app = a_publication(
        folder / "own", clock, f'{told}[letterbox]\nmaildir = "{folder / "back"}"\n'
    )
    with_issues_approved(app, READERS, issues=("1",))
    assert app.dispatches.start("1").counts == {"accepted": 30}
    return app, clock, box


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    return a_sent_issue(tmp_path)


def ids(app: Newsletter) -> Callable[[int], str]:
    """What names the deliveries of the first dispatch, with their tags."""
    key = app.container.store.dispatches.find(1).key
    return partial(app.container.keyring.delivery_id, key)


def as_before_the_upgrade(app: Newsletter) -> str:
    """Let the first dispatch be one of an older version; its key."""
    with app.container.store.database.write() as connection:
        connection.execute(update(dispatches).where(dispatches.c.id == 1).values(is_keyed=0))
    return app.container.store.dispatches.find(1).key


def come_back(publication: Publication, *letters: bytes) -> None:
    app, _, box = publication
    for letter in letters:
        box.add(letter)
    app.rounds.make()


def struck_out(app: Newsletter) -> tuple[int, int]:
    """How many are suppressed, and how many left."""
    with app.container.store.database.read() as connection:
        suppressed = connection.execute(select(func.count()).select_from(suppressions)).scalar_one()
    left = sum(person.standing is Standing.UNSUBSCRIBED for person in app.people.rows())
    return int(suppressed), left


@pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
def test_one_reader_writes_bounces_and_complaints_for_all_others_and_nobody_is_struck_out(
    kind: str, tmp_path: Path
) -> None:
    publication = a_sent_issue(tmp_path, url_of(kind, tmp_path))
    app = publication[0]
    mine = ids(app)(30)  # as it stands in the mail of the last reader
    key, tag = mine.partition(".")[0], mine.rpartition("-")[2]
    forged = [
        (f"{key}.{number}", f"{key}.{number}-{tag}", f"{key}.{number}-{'a' * 16}")[number % 3]
        for number in range(1, 30)
    ]
    come_back(publication, *map(a_bounce, forged), *map(a_complaint, forged))
    assert struck_out(app) == (0, 0)
    assert app.dispatches.show(1).counts == {"accepted": 30}
    assert app.dispatches.show(1).state == "done"  # and not paused
    reasons = [trouble for _, trouble in app.container.store.inbox.troubled()]
    assert len(reasons) == 58
    assert all("report-without-proof" in reason for reason in reasons)
    come_back(publication, a_complaint(mine))  # its own it may
    assert struck_out(app) == (1, 1)


def test_a_tag_of_one_dispatch_says_nothing_about_another(publication: Publication) -> None:
    app = publication[0]
    assert app.approvals.approve("2", offline=True).done
    app.dispatches.start("2")
    other = app.container.store.dispatches.find(2).key
    tag = ids(app)(7).rpartition("-")[2]
    come_back(publication, a_bounce(delivery_id(other, 7, tag)))
    assert struck_out(app) == (0, 0)
    come_back(publication, a_bounce(app.container.keyring.delivery_id(other, 7)))
    assert struck_out(app) == (1, 0)


def test_what_went_out_under_an_older_secret_is_heard(publication: Publication) -> None:
    app = publication[0]
    sent_as = ids(app)(7)
    app.container.keyring = Keyring(
        Secret("een nieuw geheim van 32 tekens!!"), app.container.secret
    )
    assert ids(app)(7) != sent_as
    come_back(publication, a_bounce(sent_as))
    assert struck_out(app) == (1, 0)


def test_a_return_path_in_capitals_is_read(publication: Publication) -> None:
    app = publication[0]
    letter = a_bounce(ids(app)(7))
    (line,) = (line for line in letter.split(b"\n") if line.startswith(b"To: "))
    come_back(publication, letter.replace(line, b"To: " + line[4:].upper()))
    assert struck_out(app) == (1, 0)


def test_letters_about_mail_of_an_older_version_are_believed_for_thirty_days(
    publication: Publication,
) -> None:
    app, clock, _ = publication
    key = as_before_the_upgrade(app)
    clock.pass_by(days=29)
    come_back(publication, a_bounce(f"{key}.1"))
    assert struck_out(app) == (1, 0)
    clock.pass_by(days=2)
    come_back(publication, a_bounce(f"{key}.2"))
    assert struck_out(app) == (1, 0)


def test_untagged_letters_name_only_who_was_written_to(publication: Publication) -> None:
    app = publication[0]
    app.people.add("later@example.org", statement=SAID)
    key = as_before_the_upgrade(app)
    come_back(publication, a_bounce(f"{key}.31"), a_bounce("notice.1"), a_bounce("else.1"))
    assert struck_out(app) == (0, 0)


def test_untagged_letters_beyond_the_brake_act_on_nobody_and_leaving_goes_on(
    publication: Publication,
) -> None:
    app, clock, _ = publication
    key = as_before_the_upgrade(app)
    come_back(publication, *(a_bounce(f"{key}.{number}") for number in range(1, 21)))
    assert struck_out(app) == (5, 0)
    braked = [trouble for _, trouble in app.container.store.inbox.troubled()]
    assert len(braked) == 15
    assert all("reports-untagged-too-many" in reason for reason in braked)
    token = app.container.keyring.mailbox_tokens(Purpose.LEAVE, (25,))[0]
    come_back(publication, in_words("", sender="x@example.org", to=f"{token}@example.nl"))
    assert struck_out(app) == (5, 1)
    clock.pass_by(hours=2)
    come_back(publication, a_bounce(f"{key}.20"))
    assert struck_out(app) == (6, 1)


def test_a_leave_token_acts_whatever_the_letter_calls_itself(publication: Publication) -> None:
    app = publication[0]
    token = app.container.keyring.mailbox_tokens(Purpose.LEAVE, (3,))[0]
    come_back(publication, a_bounce("else.1", to=f"{token.upper()}@example.nl"))
    assert struck_out(app) == (0, 1)


TAGGED = Keyring(Secret("a secret of these tests"))


@given(st.integers(0, 2**31 - 1), st.integers(0, 15), st.sampled_from("abcdefghijklmnop234567"))
def test_no_tag_with_another_sign_is_ours(number: int, place: int, sign: str) -> None:
    name = read_delivery_id(TAGGED.delivery_id("a1b2c3d4e5f6", number))
    assert name is not None
    assert TAGGED.is_ours(name)
    changed = name._replace(tag=name.tag[:place] + sign + name.tag[place + 1 :])
    assert TAGGED.is_ours(changed) == (changed == name)
    assert not TAGGED.is_ours(name._replace(key="a1b2c3d4e5f7"))
    assert not TAGGED.is_ours(name._replace(number=number ^ 1))
