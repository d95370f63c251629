"""Where the pages are served is noted for other processes, as long as it is true."""

from pathlib import Path

import pytest

from newsletter.app.listening import address_of, found, noted
from newsletter.model.sign_up import SignUpAnswer, SignUpChannel, SignUpRequest
from tests.app.builders import (
    SetClock,
    a_publication,
    mail_in,
    outbox,
    text_of,
    with_issues_approved,
)

HERE, THERE = "http://127.0.0.1:8099", "http://[::1]:8100"


def test_a_note_counts_as_long_as_the_pages_are_served(tmp_path: Path) -> None:
    assert found(tmp_path) is None
    with noted(tmp_path, HERE):
        assert found(tmp_path) == HERE
        with noted(tmp_path, THERE):
            assert found(tmp_path) == THERE
        assert found(tmp_path) == HERE
    assert found(tmp_path) is None


def test_what_a_killed_server_left_behind_does_not_count(tmp_path: Path) -> None:
    with noted(tmp_path, HERE):
        [note] = (tmp_path / "subscribers" / ".listening").iterdir()
        left = note.read_text("utf-8")
    note.write_text(left, "utf-8")
    assert found(tmp_path) is None


def test_where_nothing_can_be_noted_the_pages_are_served_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "subscribers").write_text("a file where the folder would be", "utf-8")
    with noted(tmp_path, HERE):
        assert found(tmp_path) is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8099"),
        ("localhost", "http://localhost:8099"),
        ("0.0.0.0", "http://127.0.0.1:8099"),
        ("::1", "http://[::1]:8099"),
        ("::", "http://[::1]:8099"),
    ],
)
def test_the_address_is_one_that_a_browser_opens(host: str, address: str) -> None:
    assert address_of(host, 8099) == address


def test_links_for_editors_lead_to_where_the_pages_are_served(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    assert app.desk.sign_in.first_link().startswith("http://127.0.0.1:8000/desk/first/")
    with noted(app.container.folder, HERE):
        assert app.desk.sign_in.first_link().startswith(f"{HERE}/desk/first/")


def test_an_address_that_was_set_counts_wherever_the_pages_are_served(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), 'base_url = "https://brief.example.org"\n')
    with noted(app.container.folder, HERE):
        assert app.desk.sign_in.first_link().startswith("https://brief.example.org/desk/first/")


def test_a_port_in_the_settings_counts_before_anything_is_served(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), "[web]\nport = 8123\n")
    assert app.desk.sign_in.first_link().startswith("http://127.0.0.1:8123/desk/first/")


def test_the_mail_that_confirms_a_sign_up_leads_to_where_the_pages_are_served(
    tmp_path: Path,
) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    app.container.served_at = HERE
    wish = SignUpRequest(address="anna@example.org", way=SignUpChannel.API)
    assert app.readers.subscribe.sign_up(wish) is SignUpAnswer.LOOK_IN_YOUR_MAILBOX
    app.rounds.make_at_once()
    [mail] = outbox(app)
    assert f"{HERE}/confirm/" in text_of(mail_in(mail))


def test_the_links_of_a_repeated_batch_do_not_depend_on_where_the_pages_are_served(
    tmp_path: Path,
) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, issues=("1",))
    app.container.served_at = HERE
    app.dispatches.start("1")
    for mail in outbox(app):
        assert b"127.0.0.1:8099" not in mail.read_bytes()
