"""The sandbox reports what became of mails, and our own hooks believe it: over loopback, signed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from newsletter.app import Newsletter
from newsletter.testing.faults import Faults
from newsletter.testing.reporting import Hooks, Reporter
from newsletter.testing.sandbox import Sandbox
from newsletter.web import build
from tests.app.builders import a_publication, with_issues_approved
from tests.serving import serving

READERS = [f"lezer{number}" for number in range(1, 41)]
SECRETS = {"mailgun": "sign", "postmark": "pass", "resend": "whsec_c2lnbg=="}
SETTINGS = {
    "mailgun": "domain = 'mail.example.nl'\nkey = 'k'\nsigning_key = 'sign'",
    "postmark": "token = 't'\nhook_password = 'pass'",
    "resend": "key = 'k'\nsigning_secret = 'whsec_c2lnbg=='",
}


@contextmanager
def pages_of(app: Newsletter) -> Iterator[str]:
    """The publication's hooks on a port of their own."""
    server = uvicorn.Server(uvicorn.Config(build(app), port=0, log_config=None, access_log=False))
    with serving(server) as port:
        yield f"http://127.0.0.1:{port}/hooks"


@pytest.mark.parametrize("dialect", list(SETTINGS))
def test_every_fate_of_a_mail_comes_back_as_its_provider_reports_it(
    tmp_path: Path, dialect: str
) -> None:
    faults = Faults(bounce_share=0.2, complain_share=0.1)
    log = tmp_path / "accepted.log"
    with Sandbox(log, faults) as sandbox:
        given = f"[provider]\nname = '{dialect}'\n[provider.{dialect}]\nbase = '{sandbox.url}'\n"
        app = a_publication(tmp_path / "own", lambda: datetime.now(UTC), given + SETTINGS[dialect])
        with_issues_approved(app, READERS)
        app.dispatches.start("1")
        with pages_of(app) as address:
            hooks = Hooks(url=address, secret=SECRETS[dialect])
            Reporter(log, hooks, lambda: faults).report()
    app.rounds.make()
    fates = [faults.fates(f"{reader}@example.org")[-1] for reader in READERS]
    assert app.dispatches.show(1).counts == {fate: fates.count(fate) for fate in sorted(set(fates))}
    assert len(set(fates)) == 3


@pytest.mark.parametrize("dialect", list(SETTINGS))
def test_bounces_that_speak_of_us_strike_nobody_off(tmp_path: Path, dialect: str) -> None:
    says = "550 5.7.26 This mail is blocked because the sender is unauthenticated"
    faults = Faults(bounce_share=1.0, bounce_says=says)
    log = tmp_path / "accepted.log"
    with Sandbox(log, faults) as sandbox:
        given = f"[provider]\nname = '{dialect}'\n[provider.{dialect}]\nbase = '{sandbox.url}'\n"
        app = a_publication(tmp_path / "own", lambda: datetime.now(UTC), given + SETTINGS[dialect])
        with_issues_approved(app, READERS)
        app.dispatches.start("1")
        with pages_of(app) as address:
            Reporter(log, Hooks(url=address, secret=SECRETS[dialect]), lambda: faults).report()
    app.rounds.make()
    assert app.dispatches.show(1).counts == {"refused": len(READERS)}
    assert {person.suppressed_for for person in app.people.rows()} == {None}


def test_a_report_that_is_not_taken_is_posted_until_it_is(tmp_path: Path) -> None:
    log = tmp_path / "accepted.log"
    clock = [1_790_000_000.0]
    faults = Faults(report_after_seconds=60)
    with Sandbox(log, faults, clock=lambda: clock[0]) as sandbox:
        given = f"[provider]\nname = 'mailgun'\n[provider.mailgun]\nbase = '{sandbox.url}'\n"
        app = a_publication(
            tmp_path / "own",
            lambda: datetime.fromtimestamp(clock[0], UTC),
            given + SETTINGS["mailgun"],
        )
        with_issues_approved(app)
        app.dispatches.start("1")
        away = Reporter(
            log, Hooks(url="http://127.0.0.1:9", secret="sign"), lambda: faults, lambda: clock[0]
        )
        with pages_of(app) as address:
            forged = Reporter(log, Hooks(url=address, secret="x"), lambda: faults, lambda: clock[0])
            true = Reporter(
                log, Hooks(url=address, secret="sign"), lambda: faults, lambda: clock[0]
            )
            assert true.report() == 0  # not yet
            clock[0] += 60
            assert away.report() == forged.report() == 0
            assert true.report() == 2
            assert true.report() == 0
    app.rounds.make()
    assert app.dispatches.show(1).counts == {"delivered": 2}
