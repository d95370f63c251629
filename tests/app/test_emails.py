"""One email to one address, outside of every dispatch: what is answered, and what is refused."""

from pathlib import Path

import pytest

from newsletter.errors import BadAddress, DeskError
from newsletter.message import Message
from newsletter.testing.faults import Faults
from newsletter.testing.sandbox import Sandbox
from tests.app.builders import SetClock, a_publication, outbox, with_issues_approved

RESEND = """[provider]
name = "resend"
[provider.resend]
key = "k"
base = "{base}"
"""


def test_an_email_in_the_outbox_is_answered_with_its_folder(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, readers=(), issues=())
    answer = app.previews.send_test("1", "you@example.org")
    assert answer.code == "email-in-outbox"
    assert answer.data["address"] == "you@example.org"
    assert outbox(app)[0].is_relative_to(tmp_path / "own" / str(answer.data["folder"]))


def test_an_email_that_a_provider_took_is_answered_with_its_name(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "log") as sandbox:
        app = a_publication(tmp_path / "own", SetClock(), RESEND.format(base=sandbox.url))
        with_issues_approved(app, readers=(), issues=())
        answer = app.previews.send_test("1", "you@example.org")
        assert answer == Message("email-taken", provider="resend", address="you@example.org")


def test_an_email_that_is_refused_says_why_in_the_provider_s_words(tmp_path: Path) -> None:
    faults = Faults(refuse=frozenset({"you@example.org"}))
    with Sandbox(tmp_path / "log", faults) as sandbox:
        app = a_publication(tmp_path / "own", SetClock(), RESEND.format(base=sandbox.url))
        with_issues_approved(app, readers=(), issues=())
        with pytest.raises(DeskError, match="email-not-taken") as refused:
            app.previews.send_test("1", "you@example.org")
    reason = refused.value.data["reason"]
    assert isinstance(reason, Message)
    assert reason.is_own_words


def test_what_is_no_address_is_refused_before_anything_leaves(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, readers=(), issues=())
    with pytest.raises(BadAddress):
        app.previews.send_test("1", "nobody")
    assert outbox(app) == []


def test_a_sample_reader_is_greeted_by_name(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    assert "Anna" in app.emails.sample_values()["greeting"]
    assert "Mila" in app.emails.sample_values("Mila")["greeting"]
