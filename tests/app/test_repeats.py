"""A batch in doubt goes again under its key only if it is the same to the last byte, in the middle too."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.audience.tokens import Keyring
from newsletter.delivery.reconcile import Reconciler
from newsletter.model.address import EmailAddress
from newsletter.model.delivery import Batch
from newsletter.model.secret import Secret
from newsletter.testing.faults import Fault, Faults
from newsletter.testing.sandbox import Sandbox
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.store.builders import let_time_pass

READERS = [f"lezer{number}" for number in range(1, 10)]
SETTINGS = """
[provider]
name = "resend"
[provider.resend]
key = "re_1"
base = "{base}"
"""
Change = Callable[[Path, Newsletter], None]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Takes the first call, and the line is cut before it answers."""
    knobs = Faults(faults=(Fault(answer="drop", taken="all", first=1),))
    with Sandbox(tmp_path / "accepted.log", knobs) as running:
        yield running


@pytest.fixture
def app(tmp_path: Path, sandbox: Sandbox) -> Newsletter:
    """Nine readers whose mail was taken, and nobody heard that it was."""
    made = a_publication(tmp_path / "own", SetClock(), SETTINGS.format(base=sandbox.url))
    with_issues_approved(made, READERS)
    made.dispatches.start("1")
    assert made.dispatches.show(1).counts == {"in doubt": 9}
    return made


def times_taken(sandbox: Sandbox) -> Counter[str]:
    return Counter(row["recipient"] for row in sandbox.simulator.log.everything())


def other_name(folder: Path, app: Newsletter) -> None:
    app.container.store.subscribers.rename(5, "Anders")


def without_one(folder: Path, app: Newsletter) -> None:
    app.people.forget("lezer5@example.org")


def other_links(folder: Path, app: Newsletter) -> None:
    settings = folder / "newsletter.toml"
    settings.write_text(f'base_url = "https://verhuisd.example.nl"\n{settings.read_text("utf-8")}', "utf-8")  # fmt: skip


def other_greeting(folder: Path, app: Newsletter) -> None:
    settings = folder / "newsletter.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[letter]\ngreeting_without_name = "Hoi!"\n', "utf-8")  # fmt: skip


@pytest.mark.parametrize("change", [other_name, without_one, other_links, other_greeting])
def test_what_would_differ_for_one_in_the_middle_is_not_sent_again(
    tmp_path: Path, app: Newsletter, sandbox: Sandbox, change: Change
) -> None:
    change(tmp_path / "own", app)
    again = Newsletter.at(tmp_path / "own", app.container.now)
    try:
        again.rounds.make_at_once()
        assert again.dispatches.show(1).counts["held"] >= 8
    finally:
        again.close()
    assert set(times_taken(sandbox).values()) == {1}
    assert sandbox.simulator.log.count == 9


def test_another_template_and_a_rewritten_issue_change_nothing_of_what_was_frozen(
    tmp_path: Path, app: Newsletter, sandbox: Sandbox
) -> None:
    theme = app.container.template_folder() / "theme.toml"
    own = tmp_path / "own" / "templates" / theme.parent.name
    assert theme == own / "theme.toml"
    theme.write_text(theme.read_text("utf-8").replace("#974426", "#974427"), "utf-8")
    for issue in (tmp_path / "own" / "issues").glob("*.md"):
        issue.write_text(issue.read_text("utf-8") + "\nNog een regel.\n", "utf-8")
    again = Newsletter.at(tmp_path / "own", app.container.now)
    try:
        again.rounds.make_at_once()
        assert again.dispatches.show(1).counts == {"accepted": 9}
    finally:
        again.close()
    assert set(times_taken(sandbox).values()) == {1}


def test_where_the_program_writes_a_call_otherwise_since_the_provider_knows_and_nothing_doubles(
    app: Newsletter, sandbox: Sandbox
) -> None:
    """What an update of the program could do: the same mails, in other bytes on the wire."""

    def written_otherwise(batch: Batch) -> Batch:
        other = replace(batch.edition, reply_to=EmailAddress("anders", "example.nl"))
        return app.emails.personalise(replace(batch, edition=other))

    reconciler = Reconciler(
        ledger=app.container.store.ledger,
        doubts=app.container.store.doubts,
        provider=app.container.provider,
        personalise=written_otherwise,
        recipients=app.emails.recipients,
        settings=app.settings.dispatch,
    )
    reconciler.reconcile()
    (doubt,) = app.container.store.doubts.unsettled(1)
    assert "409" in doubt.why
    let_time_pass(app.container.store, timedelta(days=1))
    reconciler.reconcile()
    assert app.dispatches.show(1).counts == {"held": 9}
    assert set(times_taken(sandbox).values()) == {1}


def test_other_keys_in_the_links_are_noticed_and_nothing_is_sent_again(
    tmp_path: Path, app: Newsletter, sandbox: Sandbox
) -> None:
    again = Newsletter.at(tmp_path / "own", app.container.now)
    try:
        again.container.keyring = Keyring(Secret("een ander geheim van meer dan 32 tekens"))
        again.rounds.make_at_once()
        assert again.dispatches.show(1).counts == {"held": 9}
    finally:
        again.close()
    assert set(times_taken(sandbox).values()) == {1}
