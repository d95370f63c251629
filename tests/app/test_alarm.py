"""The dead man's switch: asked for while all is well, and never in the way of a round."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.alarm import Alarm
from newsletter.config import load
from newsletter.errors import ConfigError
from tests.app.builders import SetClock, a_publication
from tests.app.test_scheduler import broken_by
from tests.fetching.web import Site, says, served


@pytest.fixture
def site() -> Iterator[Site]:
    with served({"/ping/abc": says(200)}) as site:
        yield site


def settings(address: str, allow: str = "true") -> str:
    return f'[alarm]\nping_url = "{address}"\n[fetching]\nallow_loopback = {allow}\n'


def an_alarm(app: Newsletter) -> Alarm:
    """It asks at once, and not in a thread of its own."""
    return Alarm(app.container, run=lambda work: work())


def test_it_asks_at_most_every_five_minutes_over_all_processes(
    tmp_path: Path, clock: SetClock, site: Site
) -> None:
    app = a_publication(tmp_path / "own", clock, settings(site.url("/ping/abc")))
    for alarm in (an_alarm(app), an_alarm(app)):
        alarm.note_good_round()
    assert [(one[0], one[1]) for one in site.asked] == [("GET", "/ping/abc")]
    clock.pass_by(minutes=4, seconds=59)
    an_alarm(app).note_good_round()
    assert len(site.asked) == 1
    clock.pass_by(seconds=1)
    an_alarm(app).note_good_round()
    assert len(site.asked) == 2


def test_it_stops_while_the_publication_is_ill(tmp_path: Path, clock: SetClock, site: Site) -> None:
    app = a_publication(tmp_path / "own", clock, settings(site.url("/ping/abc")))
    app.backups.make(tmp_path / "x.backup")
    clock.pass_by(days=4)
    an_alarm(app).note_good_round()
    assert site.asked == []
    app.backups.make(tmp_path / "y.backup")
    an_alarm(app).note_good_round()
    assert len(site.asked) == 1


def test_a_service_that_does_not_answer_is_a_warning_without_its_address(
    tmp_path: Path, clock: SetClock, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    app = a_publication(tmp_path / "own", clock, settings(site.url("/ping/gone")))
    an_alarm(app).note_good_round()
    assert "ping failed" in caplog.text
    assert "/ping/" not in caplog.text


def test_an_address_in_a_private_network_is_not_asked(
    tmp_path: Path, clock: SetClock, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    app = a_publication(tmp_path / "own", clock, f'[alarm]\nping_url = "{site.url("/ping/abc")}"\n')
    an_alarm(app).note_good_round()
    assert site.asked == []
    assert "ping failed" in caplog.text


def test_without_an_address_nobody_is_asked(app: Newsletter) -> None:
    Alarm(app.container, run=pytest.fail).note_good_round()


def test_rounds_ping_when_they_are_good_and_only_then(
    tmp_path: Path, clock: SetClock, site: Site
) -> None:
    app = a_publication(tmp_path / "own", clock, settings(site.url("/ping/abc")))
    chores = app.container.store.chores
    mend = broken_by(app, "reports")
    app.rounds.make()
    assert chores.last_done("ping") is None
    mend()
    app.rounds.make()
    assert chores.last_done("ping") == clock()


def test_a_ping_that_cannot_begin_fails_no_round(
    tmp_path: Path, clock: SetClock, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def no_thread(_work: object) -> None:
        raise RuntimeError("can't start new thread")

    app = a_publication(tmp_path / "own", clock, settings(site.url("/ping/abc")))
    app.rounds._alarm = Alarm(app.container, run=no_thread)
    assert app.rounds.make()
    assert "the ping failed" in caplog.text


@pytest.mark.parametrize("address", ["ping.example.org", "ftp://ping.example.org/x", "https:///x"])
def test_an_address_that_cannot_be_asked_is_refused(tmp_path: Path, address: str) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with pytest.raises(ConfigError, match="ping-url-malformed"):
        load(app.container.folder, {"NEWSLETTER_ALARM_PING_URL": address})
