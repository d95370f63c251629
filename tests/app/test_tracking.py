"""Opens and clicks that a provider reports are dropped before anything is stored."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from newsletter import providers
from newsletter.app import Newsletter
from newsletter.app.doctor import DiagnosisLevel, Examined, examine
from newsletter.app.tracking import Tracking, split_tracking
from newsletter.message import Message
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.hook import Hook
from newsletter.store.schema.sending import reports
from newsletter.testing.server import served
from tests.app.builders import SetClock, a_publication
from tests.providers.recordings import Recording, recordings
from tests.providers.stand_ins.brevo import StandIn
from tests.providers.test_recordings import ALL, REPORTING, read

TRACKING = {"opened", "clicked"}
OPENS = [one for one in ALL if {entry["kind"] for entry in one.expected} & TRACKING]
REST = [one for one in ALL if one not in OPENS]
BREVO = """
[provider]
name = "brevo"
[provider.brevo]
key = "key-1"
hook_token = "token"
"""


def without_tracking(recording: Recording, body: bytes) -> bytes | None:
    webhook = providers.webhook(recording.provider, providers.settings_type(recording.provider)())
    assert webhook is not None
    return webhook.without_tracking(body)


def test_every_provider_that_reports_opens_and_clicks_is_covered() -> None:
    # Scaleway tracks neither
    assert {one.provider for one in OPENS} == set(REPORTING) - {"scaleway"}


@pytest.mark.parametrize("recording", OPENS, ids=str)
def test_a_call_of_opens_and_clicks_leaves_nothing_to_store(recording: Recording) -> None:
    assert without_tracking(recording, recording.body) is None


@pytest.mark.parametrize("recording", REST, ids=str)
def test_a_call_about_anything_else_is_kept_to_the_byte(recording: Recording) -> None:
    assert without_tracking(recording, recording.body) == recording.body


@pytest.mark.parametrize("provider", ["brevo", "mailjet", "sendgrid"])
def test_of_a_mixed_batch_the_rest_is_kept_and_read_as_before(provider: str) -> None:
    batch = next(one for one in recordings(provider) if one.body.lstrip().startswith(b"["))
    opened = next(one for one in OPENS if one.provider == provider)
    events, spied = json.loads(batch.body), json.loads(opened.body)
    mixed = json.dumps([*(spied if isinstance(spied, list) else [spied]), *events]).encode()
    kept = without_tracking(batch, mixed)
    assert kept is not None
    assert json.loads(kept) == events
    assert read(batch, kept) == read(batch)


@pytest.mark.parametrize("body", [b"", b"open", b'{"event": "open"', b'["open", null]', b"[]"])
def test_what_cannot_be_read_is_kept_for_the_reader_to_say_why(body: bytes) -> None:
    for recording in OPENS:
        assert without_tracking(recording, body) == body


def brevo_call(*events: str) -> Hook:
    about = {"email": "anna@example.org", "ts_epoch": 1772870400000, "ip": "192.0.2.7"}
    body = json.dumps([{"event": event, **about} for event in events]).encode()
    return Hook({"authorization": "Bearer token"}, body)


def stored(app: Newsletter) -> list[bytes]:
    with app.container.store.database.read() as connection:
        return [bytes(body) for body in connection.execute(select(reports.c.body)).scalars()]


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock(), BREVO)


def test_nothing_of_an_open_or_click_reaches_the_database(app: Newsletter) -> None:
    for event in ("opened", "unique_opened", "proxy_open", "click"):
        assert app.receive("brevo", brevo_call(event)) == (200, {})
    assert stored(app) == []
    assert app.receive("brevo", brevo_call("click", "delivered"))[0] == 200
    (body,) = stored(app)
    assert [event["event"] for event in json.loads(body)] == ["delivered"]


def test_a_forged_open_is_refused_as_any_forged_call(app: Newsletter) -> None:
    forged = Hook({"authorization": "Bearer wrong"}, brevo_call("opened").body)
    assert app.receive("brevo", forged)[0] == 401
    assert not Tracking(app.container).is_on("brevo")


def test_the_doctor_says_for_a_month_that_tracking_was_left_on(app: Newsletter) -> None:
    clock, folder = app.container.now, app.container.folder
    assert isinstance(clock, SetClock)

    app.receive("brevo", brevo_call("opened"))
    (found,) = [one for one in examine(folder, clock) if one.about is Examined.TRACKING]
    assert found.weight is DiagnosisLevel.HEED
    assert found.message == Message("tracking-left-on", provider="brevo")
    clock.pass_by(days=31)
    assert not any(one.about is Examined.TRACKING for one in examine(folder, clock))
    app.receive("brevo", brevo_call("click"))
    assert Tracking(app.container).is_on("brevo")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("brevo", Message("account-tracking-unconfirmed")),
        ("resend", Message("account-opens-tracked", domain="mail.example.nl")),
        ("resend", Message("account-clicks-tracked", domain="mail.example.nl")),
        ("ses", Message("account-event-tracked", event="OPEN", set="brief")),
    ],
)
def test_what_a_provider_s_check_says_of_tracking_is_a_hint_of_its_own(
    name: str, message: Message
) -> None:
    wrong = Message("account-webhook-off", provider=name, event="delivered")
    assert split_tracking([wrong, message]) == ([wrong], [message])


def test_the_doctor_asks_the_provider_and_weighs_tracking_as_a_hint(tmp_path: Path) -> None:
    with served(StandIn()) as loopback:
        settings = BREVO.replace("key-1", "xkeysib-1") + f'base = "{loopback.base}"\n'
        folder = a_publication(tmp_path / "own", SetClock(), settings).container.folder
        found = examine(folder, SetClock())
    about = [one for one in found if one.about in {Examined.PROVIDER, Examined.TRACKING}]
    assert [(one.weight, one.message.code) for one in about] == [
        (DiagnosisLevel.HEED, "account-tracking-unconfirmed"),
        (DiagnosisLevel.FINE, "provider-ready"),
    ]


class OldSide:
    """A webhook of somebody's own from before ``without_tracking``."""

    def __init__(self, *kinds: ReportKind) -> None:
        self.kinds = kinds

    def read(self, body: bytes) -> tuple[Report, ...]:
        return tuple(Report(provider="own", kind=kind, replay_key="k") for kind in self.kinds)


@pytest.mark.parametrize(
    ("kinds", "is_kept"),
    [
        ([ReportKind.OPENED, ReportKind.CLICKED], False),
        ([ReportKind.OPENED, ReportKind.BOUNCED], True),
        ([ReportKind.UNREAD], True),
        ([], True),
    ],
)
def test_an_older_webhook_of_ones_own_is_asked_what_the_call_says(
    app: Newsletter, kinds: list[ReportKind], is_kept: bool
) -> None:
    hook = Hook({}, b"anything")
    kept = Tracking(app.container).removed("own", OldSide(*kinds), hook)  # type: ignore[arg-type]  # it lacks what came later
    assert kept == (hook if is_kept else None)
